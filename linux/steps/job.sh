# Jobs: programs that change the host, started at most once and detached, so that a lost connection does not end them.
# A job is a folder made by an atomic mkdir: run (the run that started it), pid, output, result.

boot_id() {
    if [ -r /proc/sys/kernel/random/boot_id ]; then
        cat /proc/sys/kernel/random/boot_id
    else
        echo unknown
    fi
}

# Process ids are used again: the boot must be the same, and the command line must name the job's folder.
job_alive() {
    [ -f "$1/pid" ] || return 1
    read -r pid boot <"$1/pid" || return 1
    [ "$boot" = "$(boot_id)" ] || return 1
    kill -0 "$pid" 2>/dev/null || return 1
    [ -r "/proc/$pid/cmdline" ] || return 0
    case "$(tr '\000' ' ' <"/proc/$pid/cmdline")" in
    *"$1"*) return 0 ;;
    esac
    return 1
}

# A fifth of a second, where sleep knows fractions.
nap() {
    sleep 0.2 2>/dev/null || sleep 1
}

# absent, running, finished CODE or vanished.
job_state() {
    job=$RUN_FOLDER/$1
    if [ ! -d "$job" ]; then
        echo absent
        return
    fi
    waited=0
    while [ ! -f "$job/pid" ] && [ "$waited" -lt 25 ]; do # whoever makes it now is between mkdir and start
        nap
        waited=$((waited + 1))
    done
    if [ ! -f "$job/result" ] && job_alive "$job"; then
        echo running
    elif [ -f "$job/result" ]; then
        echo "finished $(cat "$job/result")"
    else
        echo vanished
    fi
}

# Set an ended job aside, with its output, so that it can be started anew.
job_retire() {
    number=1
    while [ -e "$RUN_FOLDER/$1.$number" ]; do
        number=$((number + 1))
    done
    rm -f "$RUN_FOLDER/$1/secret"
    mv "$RUN_FOLDER/$1" "$RUN_FOLDER/$1.$number"
}

# job_start NAME FOLDER PROGRAM ARGUMENT...: false when somebody else was faster.
# A secret, if one is set, is laid into the job's folder and removed by the runner however the program ends.
job_start() {
    job=$RUN_FOLDER/$1
    where=$2
    shift 2
    mkdir "$job" || return 1
    printf '%s\n' "$RUN_ID" >"$job/run"
    if [ -n "$secret" ]; then
        printf '%s\n' "$secret" >"$job/secret"
    fi
    cat >"$job/runner" <<'RUNNER'
job=$1
boot=$2
where=$3
shift 3
trap '' HUP
trap 'rm -f "$job/secret"' EXIT
trap 'exit 143' INT TERM
printf '%s %s\n' "$$" "$boot" >"$job/pid.new"
mv "$job/pid.new" "$job/pid"
cd "$where" || exit 1
(umask 022; exec "$@")
code=$?
rm -f "$job/secret"
printf '%s\n' "$code" >"$job/result.new"
mv "$job/result.new" "$job/result"
RUNNER
    setsid sh "$job/runner" "$job" "$(boot_id)" "$where" "$@" </dev/null >"$job/output" 2>&1 &
}

# job_ensure NAME ACCEPTED-CODES FOLDER PROGRAM ARGUMENT...: start the job unless it runs or ended with an accepted code.
# One that failed or vanished is set aside and started anew. Says started, running or finished.
job_ensure() {
    name=$1
    accepted=$2
    shift 2
    state=$(job_state "$name")
    case "$state" in
    running)
        echo running
        return
        ;;
    finished*)
        case " $accepted " in
        *" ${state#finished } "*)
            echo finished
            return
            ;;
        esac
        job_retire "$name"
        ;;
    vanished) job_retire "$name" ;;
    esac
    if job_start "$name" "$@"; then
        echo started
    else
        echo running
    fi
}
