# Jobs: programs that change the host, started at most once and detached, so that a lost connection does not end them.
# A job is a folder that appears at once with all the runner needs: run, token, began, command; the runner adds
# pid, program, output and at last result. What somebody sets aside keeps its files under another name.

function job_path($name) { Join-Path $RUN_FOLDER $name }

# absent, running, finished CODE, not-started (the program could not be run; output says why) or vanished.
# The program counts as well as its runner: setup goes on when somebody ends the runner.
function job_state($name) {
    $job = job_path $name
    if (-not [IO.Directory]::Exists($job)) { return 'absent' }
    $result = Join-Path $job 'result'
    $process = Join-Path $job 'pid'
    $made = [IO.File]::GetLastWriteTimeUtc((Join-Path $job 'token'))
    while (-not [IO.File]::Exists($process) -and -not [IO.File]::Exists($result)) {
        # whoever makes it now is between making the folder and the runner's first word
        if ([Math]::Abs(([DateTime]::UtcNow - $made).TotalSeconds) -gt $SECONDS_TO_START) { break }
        Start-Sleep -Milliseconds 100
    }
    $alive = (process_alive $process) -or (process_alive (Join-Path $job 'program'))
    if ([IO.File]::Exists($result)) {
        $code = [IO.File]::ReadAllText($result)
        if ($code -eq 'not-started') { $code } else { "finished $code" }
    } elseif ($alive) { 'running' } else { 'vanished' }
}

# The run that started a job.
function job_run($name) {
    $file = Join-Path (job_path $name) 'run'
    if ([IO.File]::Exists($file)) { [IO.File]::ReadAllText($file) }
}

# Set an ended job aside, with its output, so that it can be started anew. Only one of several does it.
function job_retire($name) {
    $job = job_path $name
    $number = 1
    while ([IO.Directory]::Exists("$job.$number")) { $number++ }
    [IO.Directory]::Move($job, "$job.$number")
}

# job_start NAME PROGRAM ARGUMENTS FOLDER SHA256 BEGAN: somebody else may have been faster; the state says what is.
# BEGAN is text to keep with the job.
function job_start($name, $program, $arguments, $folder, $sha256, $began) {
    $job = job_path $name
    $new = "$job.new-$([Guid]::NewGuid().ToString('N'))"
    $token = [Guid]::NewGuid().ToString('N')
    [void][IO.Directory]::CreateDirectory($new)
    $files = @{ run = $RUN_ID; token = $token; began = $began; program_path = $program; arguments = $arguments
        folder = $folder; sha256 = $sha256; runner = $RUNNER }
    foreach ($file in $files.Keys) { [IO.File]::WriteAllText((Join-Path $new $file), $files[$file]) }
    try { [IO.Directory]::Move($new, $job) }
    catch {
        [IO.Directory]::Delete($new, $true)
        if (-not [IO.Directory]::Exists($job)) { throw }
        return
    }
    $line = "`$job = '$($job.Replace("'", "''"))'; `$token = '$token'; " +
        '& ([ScriptBlock]::Create([IO.File]::ReadAllText("$job/runner")))' # no file that an execution policy could refuse
    $code = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($line))
    $shell = [Diagnostics.Process]::GetCurrentProcess().MainModule.FileName
    start_detached $shell "-NoLogo -NoProfile -NonInteractive -WindowStyle Hidden -EncodedCommand $code"
}

# A connection's end, or that of the starter's job object, ends every child; a child of Windows' own service stays.
# PowerShell 6 and later have no [wmiclass]; there the shell starts it, which hands on no handle of the starter's.
function start_detached($program, $arguments) {
    if ($PSVersionTable.PSVersion.Major -lt 6) {
        $answer = ([wmiclass]'\\.\root\cimv2:Win32_Process').Create("`"$program`" $arguments")
        if ($answer.ReturnValue -ne 0) {
            throw ("Windows Management Instrumentation did not start the job: Win32_Process.Create returned " +
                "$($answer.ReturnValue). Check that the service Winmgmt runs, then run the same command again.")
        }
    } else {
        $start = New-Object Diagnostics.ProcessStartInfo($program, $arguments)
        $start.UseShellExecute = $true
        $start.WindowStyle = 'Hidden'
        [void][Diagnostics.Process]::Start($start)
    }
}
