# Short-lived listeners, so that a way to a service that is not there yet can be tried. A listener accepts, closes, and
# ends itself after some seconds, whatever becomes of the one who started it.
#     start TOKEN SECONDS PORT...    prints: served PORT | listening PORT PROCESS | failed PORT WHY
#     stop TOKEN PROCESS...          ends those that are still listeners of this token
LC_ALL=C
export LC_ALL

has() {
    command -v "$1" >/dev/null 2>&1
}

listens() {
    listen_hex=$(printf '%04X' "$1")
    cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
        grep -E "^ *[0-9]+: [0-9A-F]+:$listen_hex [0-9A-F]+:[0-9A-F]{4} 0A " |
        grep -vE ": (0100007F|00000000000000000000000001000000):" >/dev/null
}

# shellcheck disable=SC2016  # these are for python, perl and the shell that holds the listener
listen_python='import socket, sys
try:
    server = socket.socket(socket.AF_INET6)
    server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("::", int(sys.argv[1])))
except (OSError, socket.error):
    server = socket.socket(socket.AF_INET)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("", int(sys.argv[1])))
server.listen(64)
while True:
    server.accept()[0].close()'
# shellcheck disable=SC2016
listen_perl='use IO::Socket::INET;
my $server = IO::Socket::INET->new(LocalPort => $ARGV[0], Listen => 64, ReuseAddr => 1) or exit 1;
while (my $caller = $server->accept) { close $caller }'
# shellcheck disable=SC2016
listen_holder='port=$1 seconds=$2 tool=$3
case $tool in
    python*) "$tool" -c "$4" "$port" & ;;
    perl) perl -e "$5" "$port" & ;;
    socat) socat -u "TCP-LISTEN:$port,fork,reuseaddr" /dev/null & ;;
    ncat) ncat -l -k "$port" & ;;
    nc) while nc -l -p "$port" || nc -l "$port"; do :; done & ;;
    busybox) busybox nc -ll -p "$port" -e true & ;;
esac
child=$!
sleep "$seconds" &
timer=$!
trap "kill $child $timer 2>/dev/null; exit" TERM
wait $timer
kill $child 2>/dev/null'

listen_start() {
    listen_token=$1 listen_seconds=$2
    shift 2
    for listen_port; do
        if listens "$listen_port"; then
            printf 'served %s\n' "$listen_port"
            continue
        fi
        listen_one "$listen_port"
    done
}

listen_one() {
    has setsid || { printf 'failed %s setsid is not on the host\n' "$1"; return; }
    for listen_tool in python3 python perl socat ncat nc busybox; do
        has "$listen_tool" || continue
        setsid sh -c "$listen_holder" "siteprep-listener-$listen_token" "$1" "$listen_seconds" "$listen_tool" \
            "$listen_python" "$listen_perl" </dev/null >/dev/null 2>&1 &
        listen_process=$!
        for listen_try in 1 2 3 4 5 6 7 8 9 10; do
            if listens "$1"; then
                printf 'listening %s %s\n' "$1" "$listen_process"
                return
            fi
            sleep 0.2 2>/dev/null || sleep 1
            : "$listen_try"
        done
        kill "$listen_process" 2>/dev/null
    done
    printf 'failed %s none of python, perl, socat and nc could listen there\n' "$1"
}

listen_stop() {
    listen_token=$1
    shift
    for listen_process; do
        # The process may have ended, and its number may be another's by now.
        tr '\0' ' ' <"/proc/$listen_process/cmdline" 2>/dev/null | grep -F "siteprep-listener-$listen_token" >/dev/null &&
            kill "$listen_process"
    done
    return 0
}

listen_verb=$1
shift
"listen_$listen_verb" "$@"
