# How much of the package is on the host: "staged", "part LENGTH SHA256" or "absent". Variables: FILE (its name), SHA256.
check_folder $RUN_FOLDER
$path = Join-Path $RUN_FOLDER $FILE
$part = "$path.part"
if ([IO.File]::Exists($path)) {
    if ((sha256_of_file $path) -eq $SHA256) { 'staged'; return }
    [IO.File]::Delete($path)
}
if ([IO.File]::Exists($part) -and -not (is_link $part)) {
    "part $((New-Object IO.FileInfo($part)).Length) $(sha256_of_file $part)"
} else { 'absent' }
