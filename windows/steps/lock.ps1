# Takes the host's lock: a folder that is made in full or not at all. Says "taken", or "held SECONDS TOKEN" and who holds it.
# Variables: NAME, TOKEN, HOLDER (who takes it, in words), BREAK (the token that may be taken over, or empty).
$base = Join-Path $env:ProgramData 'siteprep'
ensure_folder $base
$lock = Join-Path $base $NAME
$new = "$lock.new-$([Guid]::NewGuid().ToString('N'))"
make_folder $new
[IO.File]::WriteAllText((Join-Path $new 'token'), $TOKEN)
[IO.File]::WriteAllText((Join-Path $new 'holder'), $HOLDER)
function token_of($folder) {
    $file = Join-Path $folder 'token'
    if ([IO.File]::Exists($file)) { [IO.File]::ReadAllText($file) } else { '' }
}
foreach ($again in 1, 2) {
    $taken = $true
    try { [IO.Directory]::Move($new, $lock) } catch { $taken = $false }
    if ($taken) { 'taken'; return }
    if (-not [IO.Directory]::Exists($lock)) { continue }
    check_folder $lock
    $held = token_of $lock
    if ($held -eq $TOKEN) {
        [IO.File]::SetLastWriteTimeUtc((Join-Path $lock 'token'), [DateTime]::UtcNow)
        remove_folder $new
        'taken'
        return
    }
    if (-not $BREAK -or $held -ne $BREAK) { break }
    # Moved aside first: of two who take it over at once, one moves it and the other finds it gone.
    $old = "$lock.old-$([Guid]::NewGuid().ToString('N'))"
    try { [IO.Directory]::Move($lock, $old) } catch { continue }
    if ((token_of $old) -ne $BREAK) {
        try { [IO.Directory]::Move($old, $lock) } catch { }
        break
    }
    remove_folder $old
}
remove_folder $new
$file = Join-Path $lock 'token'
$age = [int]([DateTime]::UtcNow - [IO.File]::GetLastWriteTimeUtc($file)).TotalSeconds
"held $age $(token_of $lock)"
$file = Join-Path $lock 'holder'
if ([IO.File]::Exists($file)) { [IO.File]::ReadAllText($file) }
