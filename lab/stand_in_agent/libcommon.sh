# Functions of the stand-in's programs.
say() {
    printf '%s\n' "$1"
    printf '%s\n' "$1" >>"$log"
}

# error_json NAME MESSAGE: one error in the shape of InstallerErrors.json.
error_json() {
    printf '{"Errors":[{"error_name":"%s","error_params":{},"default_message":"%s"}]}\n' "$1" "$2" >"$errors"
}

# value_of KEY FILE: the value of a KEY=VALUE line.
value_of() {
    [ -f "$2" ] || return 0
    while IFS='=' read -r key value; do
        if [ "$key" = "$1" ]; then
            printf '%s\n' "$value"
            return 0
        fi
    done <"$2"
}

# free_kb PATH: free KB of the file system it lies on.
free_kb() {
    df -Pk "$1" | while read -r _ _ _ free _; do
        case "$free" in
        *[!0-9]* | '') ;;
        *) printf '%s\n' "$free" ;;
        esac
    done
}

# newer A B: true when version A is newer than version B.
newer() {
    a=$1. b=$2.
    while [ -n "$a" ] && [ -n "$b" ]; do
        [ "${a%%.*}" -gt "${b%%.*}" ] && return 0
        [ "${a%%.*}" -lt "${b%%.*}" ] && return 1
        a=${a#*.} b=${b#*.}
    done
    return 1
}

write_version() {
    for copy in /usr/local/.vx_version /etc/vxagent/backup/.vx_version; do
        {
            printf 'VERSION=%s\nBUILD_TAG=STAND_IN\nINSTALLATION_DIR=%s\nOS_BUILT_FOR=%s\n' "$1" "$2" "$3"
            [ -z "$4" ] || printf 'AGENT_CONFIGURATION_STATUS=%s\n' "$4"
        } >"$copy.new"
        mv "$copy.new" "$copy"
    done
}
