# Start the installer unless it runs, has run, or its agent is there already. "$@" is the installer's command line.

# The installer's own lock outlives a reboot or a kill, and would stop every later installation. Its holder is asked
# for by process id and command line, because ids are used again.
clear_stale_lock() {
    lock=$RUN_FOLDER/media/.install.lck
    [ -f "$lock" ] || return 0
    read -r holder <"$lock"
    case "$holder" in
    '' | *[!0-9]*) ;;
    *)
        if kill -0 "$holder" 2>/dev/null; then
            case "$(tr '\000' ' ' <"/proc/$holder/cmdline")" in
            *install*) refuse "An installer that lost its runner still works on the host as process $holder." ;;
            esac
        fi
        ;;
    esac
    rm -f "$lock"
}

run_folder
secret=
state=$(job_state install)
if [ "$(agent_value VERSION)" = "$VERSION" ]; then
    case "$state" in
    absent | vanished)
        echo installed
        exit 0
        ;;
    esac
else
    case "$state" in
    finished*) job_retire install && state=absent ;; # whatever it said, its agent is not there
    esac
fi
[ "$state" = running ] || clear_stale_lock
job_ensure install "$ACCEPTED" "$RUN_FOLDER/media" "$@"
