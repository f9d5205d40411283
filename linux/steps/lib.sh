# Functions every step's script may use. Set before it: RUN_FOLDER (root's own folder for this package) and
# RUN_ID (kept with what is started, for whoever looks).
# POSIX sh for dash, the bash 3 of old systems and busybox; no program beyond coreutils, tar and one of openssl, sha256sum.
LC_ALL=C
export LC_ALL
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
umask 077
# A sign of life for whoever asks how old the lock is.
[ ! -f /var/lib/siteprep/lock/holder ] || touch /var/lib/siteprep/lock/holder

refuse() {
    printf '%s\n' "$1" >&2
    exit 3
}

# A folder made atomically, owned by root alone; a link or a folder of somebody else's is refused.
own_folder() {
    mkdir -m 700 "$1" 2>/dev/null
    if [ -L "$1" ] || [ ! -d "$1" ]; then
        refuse "$1 is not a folder."
    fi
    # shellcheck disable=SC2046  # split into the columns of ls
    set -- "$1" $(ls -ldn "$1")
    case "$2:$4" in
    drwx------*:0) ;;
    *) refuse "$1 does not belong to root alone." ;;
    esac
}

run_folder() {
    own_folder "${RUN_FOLDER%/*}"
    own_folder "$RUN_FOLDER"
}

sha256() {
    if hash_line=$(openssl dgst -sha256 "$1" 2>/dev/null </dev/null); then
        printf '%s\n' "${hash_line##*= }"
    elif hash_line=$(sha256sum "$1" 2>/dev/null </dev/null); then
        printf '%s\n' "${hash_line%% *}"
    else
        refuse "Neither openssl nor sha256sum could hash $1."
    fi
}

file_size() {
    wc -c <"$1" | tr -d ' '
}

# Give the part that arrived its name, if it is all of the package: SIZE bytes with the hash SHA256. Of one that is too
# short, what arrived stays where it is, for the next time. Says staged, incomplete SIZE or altered HASH.
adopt_part() {
    part=$RUN_FOLDER/package.part
    size=$(file_size "$part")
    if [ "$size" -lt "$SIZE" ]; then
        echo incomplete "$size"
        return
    fi
    found=$(sha256 "$part")
    if [ "$found" != "$SHA256" ]; then
        rm -f "$part"
        echo altered "$found"
        return
    fi
    mv -f "$part" "$RUN_FOLDER/package.tar.gz" || refuse "The package could not be renamed in $RUN_FOLDER."
    identity "$RUN_FOLDER/package.tar.gz" >"$RUN_FOLDER/hashed"
    echo staged
}

# What tells a file from every other, and from itself once it was written to; nothing where stat cannot tell it.
identity() {
    stat -c '%d:%i:%s:%Y:%Z' "$1" 2>/dev/null
}

# The value of a key in the agent's version file; nothing without the file or the key.
agent_value() {
    [ -f /usr/local/.vx_version ] || return 0
    while IFS='=' read -r key value; do
        if [ "$key" = "$1" ]; then
            printf '%s\n' "$value"
            return 0
        fi
    done </usr/local/.vx_version
}

# The folder that the version file names, such as /usr/local/ASR/Vx.
agent_folder() {
    folder=$(agent_value INSTALLATION_DIR)
    case "$folder" in
    /*) printf '%s\n' "${folder%/}" ;;
    *) refuse "The agent's version file names no folder, so its programs cannot be found." ;;
    esac
}
