# What the agent tells for its appliance, on standard output alone. Variables: FOLDER (the agent's), PROGRAM.
$path = $null
foreach ($each in (Join-Path (Join-Path $FOLDER 'agent') $PROGRAM), (Join-Path $FOLDER $PROGRAM)) {
    if ([IO.File]::Exists($each)) { $path = $each; break }
}
if (-not $path) { throw "There is no $PROGRAM in the agent's folder $FOLDER. Check that the agent is installed as a whole." }
$start = New-Object Diagnostics.ProcessStartInfo($path, '--getagentconfiginput')
$start.WorkingDirectory = [IO.Path]::GetDirectoryName($path)
$start.UseShellExecute = $false
$start.CreateNoWindow = $true
$start.RedirectStandardInput = $true
$start.RedirectStandardOutput = $true
$process = [Diagnostics.Process]::Start($start)
$process.StandardInput.Close()
$text = $process.StandardOutput.ReadToEnd()
$process.WaitForExit()
if ($process.ExitCode -ne 0) { throw "$path ended with exit code $($process.ExitCode). Run it on the host by hand." }
$text.Trim()
