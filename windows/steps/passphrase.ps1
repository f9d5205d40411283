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
    $start = New-Object Diagnostics.ProcessStartInfo($program, '-n')
    $start.WorkingDirectory = [IO.Path]::GetDirectoryName($program)
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    $text = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    if ($process.ExitCode -ne 0) { throw "$program ended with exit code $($process.ExitCode). Run it on the host by hand." }
    $text.Trim()
    exit 0
}
throw 'There is no genpassphrase.exe on the host. Check that the configuration server is installed there.'
