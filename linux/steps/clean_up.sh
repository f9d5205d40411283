# Remove the run folder; a job that still runs keeps it.
for name in install configure; do
    if [ "$(job_state "$name")" = running ]; then
        refuse "The job $name still runs in $RUN_FOLDER."
    fi
done
case "$RUN_FOLDER" in
/var/lib/siteprep/agent-*) rm -rf "$RUN_FOLDER" || refuse "$RUN_FOLDER could not be removed." ;;
*) refuse "$RUN_FOLDER is no run folder." ;;
esac
rmdir "${RUN_FOLDER%/*}" 2>/dev/null
echo removed
