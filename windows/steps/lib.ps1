# Functions every step's script may use. A step refuses by throwing a sentence; the loader prints it and exits with 1.

function is_link($path) {
    ([int][IO.File]::GetAttributes($path) -band [int][IO.FileAttributes]::ReparsePoint) -ne 0
}

# Refuses a folder that somebody else could have made or could change.
function check_folder($path) {
    if (-not [IO.Directory]::Exists($path) -or (is_link $path)) {
        throw "$path is not a folder. Remove it, then run the same command again."
    }
    $trusted = @(trusted_sids)
    foreach ($sid in @(trustees_of $path)) {
        if ($trusted -notcontains $sid) {
            throw "$path is open to $sid, not to administrators alone. Remove it, then run the same command again."
        }
    }
}

# Makes a folder in full or not at all, and checks it if somebody else was faster.
function ensure_folder($path) {
    if (-not [IO.Directory]::Exists($path)) {
        $new = "$path.new-$([Guid]::NewGuid().ToString('N'))"
        make_folder $new
        try { [IO.Directory]::Move($new, $path) } catch { [IO.Directory]::Delete($new) }
    }
    check_folder $path
}

# A process is the one that was written down only if it began at the same moment: ids are used again.
function process_alive($file) {
    if (-not [IO.File]::Exists($file)) { return $false }
    $id, $began = [IO.File]::ReadAllText($file).Split(' ')
    $process = Get-Process -Id ([int]$id) -ErrorAction SilentlyContinue
    if (-not $process) { return $false }
    try { $ticks = $process.StartTime.ToUniversalTime().Ticks } catch { return $false }
    [Math]::Abs($ticks - [long]$began) -lt 20000000 # two seconds, in ticks
}

# Removes a folder with all in it, if it is there; what a link in its place points to stays.
function remove_folder($path) {
    if (-not [IO.Directory]::Exists($path)) { return }
    if (is_link $path) { throw "$path is a link. Remove it, then run the same command again." }
    Remove-Item -LiteralPath $path -Recurse -Force
}

# One field of an answer: tabs part fields, lines part records, so a text travels as base64.
function base64_of($bytes) { [Convert]::ToBase64String($bytes) }

function sha256_of_file($path) {
    $stream = New-Object IO.FileStream($path, 'Open', 'Read', 'Read')
    try { sha256_of $stream } finally { $stream.Close() }
}

# Makes a package of its part if that is whole: "staged", "incomplete LENGTH" (more may follow) or "altered SHA256".
function adopt_part($file, $size, $sha256) {
    $path = Join-Path $RUN_FOLDER $file
    $length = (New-Object IO.FileInfo("$path.part")).Length
    if ($length -lt $size) { "incomplete $length"; return }
    $found = sha256_of_file "$path.part"
    if ($found -ne $sha256) {
        [IO.File]::Delete("$path.part")
        "altered $found"
        return
    }
    if ([IO.File]::Exists($path)) { [IO.File]::Delete($path) }
    [IO.File]::Move("$path.part", $path)
    'staged'
}

# What a program prints on standard output alone; throws where it ends with another code than 0.
function output_of($program, $arguments) {
    $start = New-Object Diagnostics.ProcessStartInfo($program, $arguments)
    $start.WorkingDirectory = [IO.Path]::GetDirectoryName($program)
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    $text = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    if ($process.ExitCode -ne 0) { throw "$program ended with exit code $($process.ExitCode). Run it on the host by hand." }
    $text.Trim()
}
