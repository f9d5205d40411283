# Removes one file of the run folder's answers. Variables: NAME.
$path = Join-Path (Join-Path $RUN_FOLDER 'answers') $NAME
foreach ($each in $path, "$path.new") { if ([IO.File]::Exists($each)) { [IO.File]::Delete($each) } }
'removed'
