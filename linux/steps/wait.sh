# Wait for a job, at most SECONDS_TO_WAIT. Say its state; once it ended also the installed agent's version, the end of what it
# printed, the end of LOG, and the errors it listed: each line behind a word that tells them apart.
marked() {
    while IFS= read -r line || [ -n "$line" ]; do
        printf '%s %s\n' "$1" "$line"
    done
}

state=$(job_state "$JOB")
waited=0
short=0
while [ "$state" = running ] && [ "$waited" -lt "$SECONDS_TO_WAIT" ]; do
    if [ "$short" -lt 5 ]; then # a job may be quick
        nap
        short=$((short + 1))
    else
        sleep 1
        waited=$((waited + 1))
    fi
    state=$(job_state "$JOB")
done
printf '%s\n' "$state"
if [ "$state" != running ]; then
    rm -f "$RUN_FOLDER/$JOB/secret"
    printf 'version %s\n' "$(agent_value VERSION)"
    tail -n 20 "$RUN_FOLDER/$JOB/output" 2>/dev/null | marked output
    tail -n 40 "$LOG" 2>/dev/null | marked log
    case "$state" in
    "finished 97" | "finished 98" | "finished 99")
        head -c 16384 /var/log/InstallerErrors.json 2>/dev/null | marked error
        ;;
    esac
fi
true
