# Goes before the collector where addresses are to be probed. The list comes on standard input, a line each:
#     NUMBER SCHEME HOST PORT PATH        (https, http, or tcp, whose path is -), then a line `.`
# SITEPREP_PROBE_SECONDS is the deadline for all of them together. They are read-only and run at the same time, with
# what is here of curl, wget, openssl and bash. Each prints one record, judged elsewhere; it starts with `probe NUMBER`.

probe_seconds=${SITEPREP_PROBE_SECONDS:-20}
probe_half=$((probe_seconds / 2)) # a second look at a certificate that is not trusted takes the other half
probe_list=
while IFS= read -r probe_line && [ "$probe_line" != . ]; do
    probe_list="$probe_list$probe_line
"
done

# The last value of a setting in the files where sign-in shells and services find it, quoted or not.
probe_in_files() {
    probe_upper=$(printf '%s' "$1" | tr '[:lower:]' '[:upper:]')
    for probe_file in /etc/environment /etc/profile /etc/profile.d/*.sh /etc/sysconfig/proxy; do
        [ -r "$probe_file" ] || continue
        grep -q '^PROXY_ENABLED="\{0,1\}no' "$probe_file" && continue # SUSE's switch
        probe_value=$(sed -n "s/^[[:blank:]]*\(export[[:blank:]][[:blank:]]*\)\{0,1\}\($1\|$probe_upper\)=//p" "$probe_file" |
            tail -n 1 | sed -e 's/^"\([^"]*\)".*/\1/' -e t -e "s/^'\([^']*\)'.*/\1/" -e t -e 's/[[:blank:];#].*//')
        [ -z "$probe_value" ] || { printf '%s\n' "$probe_value"; return; }
    done
}

# The proxy of the environment, or of those files.
probe_proxy_of() {
    for probe_name in "$1_proxy" "$(printf '%s' "$1_proxy" | tr '[:lower:]' '[:upper:]')" all_proxy ALL_PROXY; do
        # Programs do not look at HTTP_PROXY either: a web server sets it from what a client sends.
        [ "$probe_name" = HTTP_PROXY ] && continue
        eval "probe_value=\${$probe_name:-}"
        [ -z "$probe_value" ] || { printf '%s\n' "$probe_value"; return; }
    done
    probe_value=$(probe_in_files "$1_proxy")
    [ -n "$probe_value" ] || probe_value=$(probe_in_files all_proxy)
    printf '%s\n' "$probe_value"
}

# Hosts that go past the proxy, as their names or domains are listed; `*` is every host.
probe_bypassed() {
    probe_past=${no_proxy:-${NO_PROXY:-}}
    [ -n "$probe_past" ] || probe_past=$(probe_in_files no_proxy)
    set -f
    for probe_name in $(printf '%s' "$probe_past" | tr ',' ' '); do
        [ "$probe_name" = '*' ] && { set +f; return 0; }
        probe_name=${probe_name#\*}
        probe_name=${probe_name#.}
        probe_name=${probe_name%:[0-9]*}
        case $1 in
            "$probe_name" | *".$probe_name") set +f; return 0 ;;
        esac
    done
    set +f
    return 1
}

# Only what can be put in a line, and not more of it than one write to a pipe holds.
probe_cut() {
    tr -d '\r' | tr '\n\t' '  ' | cut -c "1-${1:-300}"
}

# Without a password in it, which must not leave the host.
probe_masked() {
    printf '%s' "$1" | sed 's#//[^/]*@#//********@#; s#^[^/]*@#********@#'
}

probe_limited() {
    if timeout 1 true >/dev/null 2>&1; then timeout "$probe_half" "$@"; else guarded "$@"; fi
}

# A name by the host's own resolver, hosts file included: 0 found, 2 not found, 124 no answer, 127 cannot be asked.
probe_resolve() {
    case $1 in
        *:*) printf '%s' "$1"; return ;; # an address, which getent would look up the other way round
        *[!0-9.]*) ;;
        *) printf '%s' "$1"; return ;;
    esac
    has getent || return 127
    probe_answer=$(probe_limited getent hosts "$1") || return
    printf '%s' "$probe_answer" | cut -d ' ' -f 1 | probe_cut 100
}

probe_with_curl() {
    # A proxy with its password goes through the environment, where a process list does not show it.
    probe_output=$(
        export "http_proxy=$probe_proxy" "https_proxy=$probe_proxy"
        if [ -n "$probe_proxy" ]; then unset no_proxy NO_PROXY; else export 'no_proxy=*'; fi
        curl -q -sSvI -o /dev/null --connect-timeout "$probe_half" --max-time "$probe_half" "$@" \
            -w '\nvalues code=%{http_code} connect=%{http_connect} named=%{time_namelookup} connected=%{time_connect} secured=%{time_appconnect}\n' \
            "$probe_url" 2>&1 </dev/null
    )
    probe_code=$?
}

# told NAME PATTERN: one line NAME=TEXT, the last text that the pattern, a substitution of sed, finds.
probe_told() {
    printf '%s=%s\n' "$1" "$(printf '%s\n' "$probe_output" | sed -n "$2" | tail -n 1 | probe_cut)"
}

probe_curl_told() {
    printf 'tool=curl\ncurl=%s\n' "$probe_code"
    probe_told values 's/^values //p'
    probe_told issuer 's/^\*  *issuer: //p'
    probe_told message 's/^curl: //p'
}

probe_url_by_curl() {
    probe_with_curl
    probe_curl_told
    # Whom a certificate that is not trusted is from is only told when it is taken all the same; nothing is sent to it.
    case $probe_code in
        35 | 51 | 60 | 77)
            probe_with_curl --insecure
            probe_told insecure-issuer 's/^\*  *issuer: //p'
            ;;
    esac
}

probe_url_by_wget() {
    probe_output=$(
        export "http_proxy=$probe_proxy" "https_proxy=$probe_proxy"
        if [ -n "$probe_proxy" ]; then unset no_proxy; else export 'no_proxy=*'; fi
        probe_limited wget -S --spider --tries=1 --timeout="$probe_half" --max-redirect=0 -O /dev/null "$probe_url" 2>&1 </dev/null
    )
    printf 'tool=wget\nwget=%s\n' "$?"
    probe_told status 's/^ *HTTP\/[0-9.]* \([0-9][0-9][0-9]\).*/\1/p'
    printf 'message=%s\n' "$(printf '%s\n' "$probe_output" | grep -v '^ ' | tail -n 4 | probe_cut 500)"
}

# HTTP is spoken by hand over openssl's connection, whose end ends it.
probe_url_by_openssl() {
    set -- -connect "$probe_host:$probe_port" -servername "$probe_host"
    if [ -n "$probe_proxy" ]; then
        case $probe_proxy in
            *@*) printf 'tool=openssl\nproxy-password=yes\n'; return ;; # its arguments would show the password
        esac
        probe_value=${probe_proxy#*://}
        set -- "$@" -proxy "${probe_value%%/*}"
    fi
    probe_output=$( (printf 'HEAD %s HTTP/1.0\r\nHost: %s\r\n\r\n' "$probe_path" "$probe_host"; sleep 3) |
        probe_limited openssl s_client -ign_eof "$@" 2>&1)
    printf 'tool=openssl\nopenssl=%s\n' "$?"
    probe_told issuer 's/^issuer= *//p'
    probe_told verify 's/^ *Verify return code: *//p'
    probe_told status 's/^HTTP\/[0-9.]* \([0-9][0-9][0-9]\).*/\1/p'
    printf 'message=%s\n' "$(printf '%s\n' "$probe_output" | grep -i 'error\|refused\|timed\|unreachable\|resolve\|not known\|proxy' | head -n 3 | probe_cut)"
}

# connect HOST PORT: whether a connection comes about, by bash or curl.
probe_connect() {
    if has bash; then
        # shellcheck disable=SC2016  # bash is to expand it
        probe_output=$(probe_limited bash -c 'exec 3<>"/dev/tcp/$1/$2"' bash "$1" "$2" 2>&1 </dev/null)
        printf 'tool=bash\nconnect=%s\nmessage=%s\n' "$?" "$(printf '%s\n' "$probe_output" | head -n 1 | sed "s/^bash: connect: //" | probe_cut)"
    elif has curl; then
        probe_url=http://$1:$2/ probe_proxy=
        probe_with_curl --http0.9
        probe_curl_told
    else
        printf 'tool=none\n'
    fi
}

probe_one() {
    read -r probe_number probe_scheme probe_host probe_port probe_path <<PROBE
$1
PROBE
    printf 'probe=%s\nhost=%s\n' "$probe_number" "$probe_host"
    probe_proxy=
    if [ "$probe_scheme" != tcp ] && ! probe_bypassed "$probe_host"; then
        probe_proxy=$(probe_proxy_of "$probe_scheme")
    fi
    printf 'proxy=%s\n' "$(probe_masked "$probe_proxy")"
    if [ -z "$probe_proxy" ]; then
        probe_answer=$(probe_resolve "$probe_host")
        probe_code=$?
        printf 'resolve=%s\naddress=%s\n' "$probe_code" "$probe_answer"
        case $probe_code in 0 | 127) ;; *) return ;; esac
    fi
    probe_url=$probe_scheme://$probe_host:$probe_port$probe_path
    if [ "$probe_scheme" = tcp ]; then
        probe_connect "$probe_host" "$probe_port"
    elif has curl; then
        probe_url_by_curl
    elif has wget; then
        probe_url_by_wget
    elif [ "$probe_scheme" = https ] && has openssl; then
        probe_url_by_openssl
    elif [ -n "$probe_proxy" ]; then
        printf 'tool=none\n'
    else
        probe_connect "$probe_host" "$probe_port"
    fi
}

# A record is printed in one write, so that records that end at the same time do not mix.
probe_all() {
    printf 'seconds=%s\nwanted=%s\n\n' "$probe_seconds" "$(printf '%s' "$probe_list" | tr '\n' '|')"
    probe_jobs=
    while IFS= read -r probe_line; do
        [ -n "$probe_line" ] || continue
        (
            probe_record=$(probe_one "$probe_line" 2>/dev/null)
            printf '%s\n\n' "$probe_record"
        ) &
        probe_jobs="$probe_jobs $!"
    done <<PROBES
$probe_list
PROBES
    (
        trap 'exit 0' TERM
        sleep "$((probe_seconds + 3))" &
        wait "$!"
        # shellcheck disable=SC2086  # one word a job
        kill $probe_jobs
    ) >/dev/null 2>&1 3>&- &
    probe_watcher=$!
    # shellcheck disable=SC2086
    wait $probe_jobs
    kill "$probe_watcher" 2>/dev/null
    return 0
}
