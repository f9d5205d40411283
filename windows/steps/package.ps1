# How much of the package is on the host: "staged", "part LENGTH SHA256" or "absent". Variables: FILE (its name), SHA256.
check_folder $RUN_FOLDER
$path = Join-Path $RUN_FOLDER $FILE
$part = "$path.part"
# A connection that broke leaves its script behind, waiting for input that never comes and holding the part open.
if (process_alive "$part.writer") {
    $left = [int]([IO.File]::ReadAllText("$part.writer").Split(' ')[0])
    Stop-Process -Id $left -Force -ErrorAction SilentlyContinue
    foreach ($again in 1..50) {
        if (-not (process_alive "$part.writer")) { break }
        Start-Sleep -Milliseconds 100
    }
}
if ([IO.File]::Exists($path)) {
    if ((sha256_of_file $path) -eq $SHA256) { 'staged'; return }
    [IO.File]::Delete($path)
}
if ([IO.File]::Exists($part) -and -not (is_link $part)) {
    "part $((New-Object IO.FileInfo($part)).Length) $(sha256_of_file $part)"
} else { 'absent' }
