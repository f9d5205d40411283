# Wait for a job, at most SECONDS; print its state and, for a result other than 0, the end of its output and its errors.
state=$(job_state "$JOB")
waited=0
while [ "$state" = running ] && [ "$waited" -lt "$SECONDS_TO_WAIT" ]; do
    sleep 1
    waited=$((waited + 1))
    state=$(job_state "$JOB")
done
printf '%s\n' "$state"
case "$state" in
running | "finished 0") ;;
*)
    rm -f "$RUN_FOLDER/$JOB/passphrase"
    tail -n 20 "$RUN_FOLDER/$JOB/output" 2>/dev/null
    case "$state" in
    "finished 97" | "finished 98" | "finished 99")
        printf 'errors-json\n'
        head -c 16384 /var/log/InstallerErrors.json 2>/dev/null
        ;;
    esac
    ;;
esac
