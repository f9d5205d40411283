# Removes the whole run folder. Variables: JOBS.
if (-not [IO.Directory]::Exists($RUN_FOLDER)) { 'removed'; return }
check_folder $RUN_FOLDER
foreach ($job in $JOBS) {
    if ((job_state $job) -eq 'running') { throw "The job $job still runs, so nothing was removed. Run the same command again when it has ended." }
}
remove_folder $RUN_FOLDER
'removed'
