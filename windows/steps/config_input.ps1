# What the agent tells for its appliance, on standard output alone. Variables: FOLDER (the agent's), PROGRAM.
$path = $null
foreach ($each in (Join-Path (Join-Path $FOLDER 'agent') $PROGRAM), (Join-Path $FOLDER $PROGRAM)) {
    if ([IO.File]::Exists($each)) { $path = $each; break }
}
if (-not $path) { throw "There is no $PROGRAM in the agent's folder $FOLDER. Check that the agent is installed as a whole." }
output_of $path '--getagentconfiginput'
