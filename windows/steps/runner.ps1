# Runs one job's program and writes down what becomes of it; lies in the job's folder. Set before: $job, $token.
$ErrorActionPreference = 'Stop'

function text_of($name) { [IO.File]::ReadAllText("$job/$name") }
function leave($name, $text) {
    [IO.File]::WriteAllText("$job/$name.new", $text)
    [IO.File]::Move("$job/$name.new", "$job/$name")
}
function whose($process) { "$($process.Id) $($process.StartTime.ToUniversalTime().Ticks)" }

# A runner that comes so late that its job was set aside has nothing to do here.
if (-not [IO.File]::Exists("$job/token") -or (text_of 'token') -ne $token) { exit }
leave 'pid' (whose (Get-Process -Id $PID))
$output = New-Object IO.FileStream("$job/output", 'Create', 'Write', 'ReadWrite')
try {
    $path = text_of 'program_path'
    # Held open until the end, so that exactly the file with this hash is what runs.
    $held = [IO.File]::Open($path, 'Open', 'Read', 'Read')
    $sha256 = text_of 'sha256'
    if ($sha256 -and (sha256_of $held) -ne $sha256) { throw "$path has not the SHA-256 that was asked for." }
    $start = New-Object Diagnostics.ProcessStartInfo($path, (text_of 'arguments'))
    $start.WorkingDirectory = text_of 'folder'
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $process = [Diagnostics.Process]::Start($start)
} catch {
    $bytes = [Text.Encoding]::UTF8.GetBytes($_.Exception.Message)
    $output.Write($bytes, 0, $bytes.Length)
    $output.Close()
    leave 'result' 'not-started'
    exit
}
try { leave 'program' (whose $process) } catch { } # one that has ended already has no start to be told
$process.StandardInput.Close()

# Both streams into one file. What the program started may keep them open for ever: two seconds after its end is enough.
$streams = @($process.StandardOutput.BaseStream, $process.StandardError.BaseStream)
$buffers = @((New-Object byte[] 65536), (New-Object byte[] 65536))
$reads = @($null, $null)
$open = @($true, $true)
$left = 16MB
$after = 0
while (($open[0] -or $open[1]) -and $after -lt 20) {
    $idle = $true
    foreach ($i in 0, 1) {
        if (-not $open[$i]) { continue }
        if ($reads[$i] -eq $null) { $reads[$i] = $streams[$i].BeginRead($buffers[$i], 0, 65536, $null, $null) }
        if (-not $reads[$i].IsCompleted) { continue }
        $idle = $false
        $count = $streams[$i].EndRead($reads[$i])
        $reads[$i] = $null
        if ($count -eq 0) { $open[$i] = $false }
        $keep = [Math]::Min($count, $left)
        $output.Write($buffers[$i], 0, $keep)
        $output.Flush()
        $left -= $keep
    }
    if ($idle) {
        Start-Sleep -Milliseconds 100
        if ($process.HasExited) { $after++ }
    }
}
$process.WaitForExit()
$output.Close()
leave 'result' ([string]$process.ExitCode)
exit
