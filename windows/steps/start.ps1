# Starts a job and says its state. Variables: JOB, PROGRAM, ARGUMENTS, SHA256 (or empty), LOGS (the log folder, or empty),
# MUTEX (what a running setup holds, or empty), RETIRE (the state, as it was seen, that may be set aside, or empty), MEDIA
# (a folder that the program fills and that must be empty, or empty).
check_folder $RUN_FOLDER
$LOGS = [Environment]::ExpandEnvironmentVariables($LOGS)
$state = job_state $JOB
if ($RETIRE -and $state -eq $RETIRE) {
    job_retire $JOB
    $state = 'absent'
}
if ($state -eq 'absent') {
    if (-not [IO.File]::Exists($PROGRAM)) { throw "There is no program $PROGRAM on the host. Correct the path, then run the same command again." }
    if ($MUTEX) {
        $held = $true
        try { [Threading.Mutex]::OpenExisting($MUTEX).Close() }
        catch {
            $reason = $_.Exception
            if ($reason.InnerException) { $reason = $reason.InnerException }
            $held = $reason -isnot [Threading.WaitHandleCannotBeOpenedException]
        }
        if ($held) { throw 'Another setup of Azure Site Recovery runs on the host. Wait until it has ended or close it, then run the same command again.' }
    }
    if ($MEDIA) { remove_folder $MEDIA }
    $began = New-Object Text.StringBuilder
    [void]$began.Append([DateTime]::UtcNow.Ticks)
    if ($LOGS -and [IO.Directory]::Exists($LOGS)) {
        foreach ($file in (New-Object IO.DirectoryInfo($LOGS)).GetFiles()) {
            [void]$began.Append("`n$($file.Length) $($file.Name)")
        }
    }
    job_start $JOB $PROGRAM $ARGUMENTS ([IO.Path]::GetDirectoryName($PROGRAM)) $SHA256 $began.ToString()
    $state = job_state $JOB
}
$state
