# What a job and the logs it writes have new. Variables: JOB, LOGS (the log folder), PATTERNS (of logs), SUMMARY (pattern),
# SEEN (a list of "OFFSET NAME": how much of a log is known; output is the job's own), LIMIT (bytes of one file), FILES (how many).
# Prints, with tabs between: state STATE RUN; text NAME OFFSET BASE64; summary NAME BASE64; end.
check_folder $RUN_FOLDER
$LOGS = [Environment]::ExpandEnvironmentVariables($LOGS)
$state = job_state $JOB # before the logs: they are complete when it is finished
"state`t$state`t$(job_run $JOB)"

$began = 0
$offsets = @{}
$file = Join-Path (job_path $JOB) 'began'
if ([IO.File]::Exists($file)) {
    $lines = [IO.File]::ReadAllText($file).Split("`n")
    $began = [long]$lines[0]
    foreach ($line in $lines) {
        $length, $name = $line.Split(' ', 2)
        if ($name) { $offsets[$name] = [long]$length }
    }
}
foreach ($line in $SEEN) {
    $length, $name = $line.Split(' ', 2)
    $offsets[$name] = [long]$length
}

function read_from($path, $offset, $limit) {
    $stream = New-Object IO.FileStream($path, 'Open', 'Read', 'ReadWrite, Delete')
    try {
        if ($stream.Length -lt $offset) { $offset = 0 } # begun anew
        [void]$stream.Seek($offset, 'Begin')
        $bytes = New-Object byte[] ([Math]::Min($limit, $stream.Length - $offset))
        $count = 0
        while ($count -lt $bytes.Length) {
            $got = $stream.Read($bytes, $count, $bytes.Length - $count)
            if ($got -le 0) { break }
            $count += $got
        }
    } finally { $stream.Close() }
    $offset
    [Convert]::ToBase64String($bytes, 0, $count)
}

function say_text($path, $name) {
    if (-not [IO.File]::Exists($path) -or (is_link $path)) { return }
    $from = 0
    if ($offsets.ContainsKey($name)) { $from = $offsets[$name] }
    try { $offset, $text = read_from $path $from $LIMIT } catch { return } # held by its writer: next time
    if ($text) { "text`t$name`t$offset`t$text" }
}

say_text (Join-Path (job_path $JOB) 'output') 'output'
if ([IO.Directory]::Exists($LOGS) -and $began) {
    $folder = New-Object IO.DirectoryInfo($LOGS)
    foreach ($pattern in $PATTERNS) {
        $found = @($folder.GetFiles() | Where-Object { $_.Name -like $pattern } |
                Sort-Object LastWriteTimeUtc -Descending | Select-Object -First $FILES)
        foreach ($log in $found) {
            say_text $log.FullName $log.Name # whatever its time is: Windows tells that late while a file is open
        }
    }
    $newest = $folder.GetFiles() | Where-Object { $_.Name -like $SUMMARY -and $_.LastWriteTimeUtc.Ticks -ge $began } |
        Sort-Object LastWriteTimeUtc -Descending | Select-Object -First 1
    if ($newest -and -not (is_link $newest.FullName)) {
        try {
            $offset, $text = read_from $newest.FullName 0 ($LIMIT * 4)
            "summary`t$($newest.Name)`t$text"
        } catch { } # being rewritten: next time
    }
}
'end'
