# Removes the answer files and the extracted media; results and logs stay. Variables: JOBS, STAGED (a
# file that was brought for this run, or empty).
check_folder $RUN_FOLDER
foreach ($job in $JOBS) {
    if ((job_state $job) -eq 'running') { throw "The job $job still runs, so nothing was removed. Run the same command again when it has ended." }
}
foreach ($folder in 'answers', 'media') { remove_folder (Join-Path $RUN_FOLDER $folder) }
if ($STAGED) {
    foreach ($file in $STAGED, "$STAGED.part") {
        $path = Join-Path $RUN_FOLDER $file
        if ([IO.File]::Exists($path)) { [IO.File]::Delete($path) }
    }
}
'removed'
