# The configuration server's connection passphrase, on standard output alone. Variables: PROGRAMS (places it may be in,
# %names% expanded here), APP_CONF, KEY, RELATIVE (below the folder that KEY names).
$places = @($PROGRAMS)
$conf = [Environment]::ExpandEnvironmentVariables($APP_CONF)
if ([IO.File]::Exists($conf)) {
    foreach ($line in [IO.File]::ReadAllLines($conf)) {
        $name, $value = $line.Split('=', 2)
        if ($value -and $name.Trim() -eq $KEY) { $places = @(Join-Path $value.Trim().Trim('"') $RELATIVE) + $places }
    }
}
foreach ($place in $places) {
    $program = [Environment]::ExpandEnvironmentVariables($place)
    if (-not [IO.File]::Exists($program)) { continue }
    output_of $program '-n'
    exit 0
}
throw 'There is no genpassphrase.exe on the host. Check that the configuration server is installed there.'
