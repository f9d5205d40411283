# The ends of files. Variables: FILES (paths, %names% expanded here), LIMIT (bytes of each). Prints, with tabs between:
# file PATH BASE64 for each that is there; end.
foreach ($each in $FILES) {
    $path = [Environment]::ExpandEnvironmentVariables($each)
    if (-not [IO.File]::Exists($path) -or (is_link $path)) { continue }
    try {
        $stream = New-Object IO.FileStream($path, 'Open', 'Read', 'ReadWrite, Delete')
        try {
            $count = [int][Math]::Min([long]$LIMIT, $stream.Length)
            [void]$stream.Seek(-$count, 'End')
            $bytes = New-Object byte[] $count
            $at = 0
            while ($at -lt $count) {
                $got = $stream.Read($bytes, $at, $count - $at)
                if ($got -le 0) { break }
                $at += $got
            }
            "file`t$path`t$([Convert]::ToBase64String($bytes, 0, $at))"
        } finally { $stream.Close() }
    } catch { continue }
}
'end'
