# Says the full path of a file below the run folder's media if it is there. Variables: NAME.
check_folder $RUN_FOLDER
$path = Join-Path (Join-Path $RUN_FOLDER 'media') $NAME
if ([IO.File]::Exists($path)) { "there`t$path" } else { "missing`t$path" }
