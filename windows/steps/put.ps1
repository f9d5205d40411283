# Writes standard input into a file of the run folder's answers and says the file's path. Variables: NAME, LENGTH, SHA256.
check_folder $RUN_FOLDER
$folder = Join-Path $RUN_FOLDER 'answers'
ensure_folder $folder
$path = Join-Path $folder $NAME
$bytes = New-Object byte[] $LENGTH
$source = [Console]::OpenStandardInput()
$count = 0
while ($count -lt $LENGTH) {
    $got = $source.Read($bytes, $count, $LENGTH - $count)
    if ($got -le 0) { break }
    $count += $got
}
$memory = New-Object IO.MemoryStream(, $bytes)
if ($count -ne $LENGTH -or $source.ReadByte() -ge 0 -or (sha256_of $memory) -ne $SHA256) {
    throw "The file $NAME did not arrive whole. Run the same command again."
}
[IO.File]::WriteAllBytes("$path.new", $bytes)
if ([IO.File]::Exists($path)) { [IO.File]::Delete($path) }
[IO.File]::Move("$path.new", $path)
$stream = [IO.File]::OpenRead($path)
try { $hash = sha256_of $stream } finally { $stream.Close() }
if ($hash -ne $SHA256) { throw "The file $path does not hold what was written. Check the disk, then run the same command again." }
$path
