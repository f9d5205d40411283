# Gives the host's lock back if it is still ours. Variables: NAME, TOKEN.
$lock = Join-Path (Join-Path $env:ProgramData 'siteprep') $NAME
$file = Join-Path $lock 'token'
if ([IO.File]::Exists($file) -and [IO.File]::ReadAllText($file) -eq $TOKEN) { remove_folder $lock }
'unlocked'
