# The run folder: made if it is not there, refused if it could be anybody else's. Says its full path.
# Variables: NAME.
if (-not $env:ProgramData) { throw 'The variable ProgramData is not set on the host. Set it, then run the same command again.' }
$base = Join-Path $env:ProgramData 'siteprep'
ensure_folder $base
$folder = Join-Path $base $NAME
ensure_folder $folder
ensure_folder (Join-Path $folder 'answers')
$folder
