# Writes standard input into the package's part, from OFFSET on, and adopts it. Variables: FILE, SHA256, SIZE, OFFSET.
check_folder $RUN_FOLDER
$part = "$(Join-Path $RUN_FOLDER $FILE).part"
if ([IO.File]::Exists($part) -and (is_link $part)) { throw "$part is a link. Remove it, then run the same command again." }
$source = [Console]::OpenStandardInput()
$stream = New-Object IO.FileStream($part, 'OpenOrCreate', 'Write', 'None')
$own = Get-Process -Id $PID
[IO.File]::WriteAllText("$part.writer", "$PID $($own.StartTime.ToUniversalTime().Ticks)")
try {
    $stream.SetLength($OFFSET)
    [void]$stream.Seek($OFFSET, 'Begin')
    $buffer = New-Object byte[] 1048576
    while (($count = $source.Read($buffer, 0, $buffer.Length)) -gt 0) {
        $stream.Write($buffer, 0, $count)
        $stream.Flush() # what has arrived stays when the connection breaks
    }
} finally { $stream.Close() }
[IO.File]::Delete("$part.writer")
adopt_part $FILE $SIZE $SHA256
