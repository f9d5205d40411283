# Goes before the collector where addresses are to be probed. The list comes on standard input, a line each:
#     NUMBER SCHEME HOST PORT PATH        (https, http, or tcp, whose path is -), then a line `.`
# $probeSeconds is the deadline for all of them together. They are read-only and run at the same time, each in a
# runspace of its own, with .NET alone: PowerShell 2.0 to 7. Nothing is judged here.

$probeWanted = @()
$probeBytes = New-Object System.Text.StringBuilder
$probeInput = [Console]::OpenStandardInput()
while (($probeByte = $probeInput.ReadByte()) -ge 0) {
    if ($probeByte -ne 10) { [void]$probeBytes.Append([char]$probeByte); continue }
    $probeLine = $probeBytes.ToString().Trim()
    if ($probeLine -eq '.') { break }
    $probeWanted += $probeLine
    $probeBytes = New-Object System.Text.StringBuilder
}

# One probe: a list of names and values in turn, as far as it came. It runs alone, so it carries all it needs.
$probeOne = {
    param([string]$line, [int]$seconds, $told)
    function Tell([string]$name, $value) { [void]$told.Add($name); [void]$told.Add("$value") }
    function Get-Inner($failure) {
        while ($failure.InnerException -ne $null) { $failure = $failure.InnerException }
        return $failure
    }
    # Milliseconds that are left, so that no step waits beyond the deadline.
    $clock = [Diagnostics.Stopwatch]::StartNew()
    function Get-Left { return [Math]::Max(1, $seconds * 1000 - [int]$clock.ElapsedMilliseconds) }

    function Read-Head($stream) {
        $stream.ReadTimeout = Get-Left
        $text = New-Object System.Text.StringBuilder
        while ($text.Length -lt 16384 -and -not $text.ToString().EndsWith("`r`n`r`n")) {
            $byte = $stream.ReadByte()
            if ($byte -lt 0) { break }
            [void]$text.Append([char]$byte)
        }
        if ($text.ToString() -match '^HTTP/[0-9.]+ ([0-9]{3})') { return [int]$matches[1] }
        return 0
    }

    function Write-Head($stream, [string[]]$lines) {
        $bytes = [Text.Encoding]::ASCII.GetBytes(($lines -join "`r`n") + "`r`n`r`n")
        $stream.Write($bytes, 0, $bytes.Length)
        $stream.Flush()
    }

    $number, $scheme, $name, $port, $path = $line -split ' '
    Tell 'Probe' $number
    Tell 'Scheme' $scheme
    Tell 'Host' $name
    Tell 'Port' $port
    $socket = New-Object Net.Sockets.TcpClient
    $stage = 'Proxy'
    try {
        $proxy = $null
        if ($scheme -ne 'tcp') {
            $address = New-Object Uri ($scheme + '://' + $name + ':' + $port + $path)
            $system = [Net.WebRequest]::DefaultWebProxy
            if ($system -ne $null -and -not $system.IsBypassed($address)) {
                $proxy = $system.GetProxy($address)
                if ($proxy -ne $null -and $proxy.Authority -eq $address.Authority) { $proxy = $null }
            }
        }
        $peer = $name
        $peerPort = [int]$port
        if ($proxy -ne $null) {
            $peer = $proxy.Host
            $peerPort = $proxy.Port
            Tell 'Proxy' ('http://' + $proxy.Host + ':' + $proxy.Port)
        }
        $stage = 'Dns'
        $asked = [Net.Dns]::BeginGetHostAddresses($peer, $null, $null)
        if (-not $asked.AsyncWaitHandle.WaitOne((Get-Left), $false)) { throw 'The name servers did not answer in time.' }
        $addresses = @([Net.Dns]::EndGetHostAddresses($asked))
        if ($addresses.Length -eq 0) { throw 'The name has no address.' }
        Tell 'Dns' 'ok'
        Tell 'Address' $addresses[0]
        $stage = 'Tcp'
        $asked = $socket.BeginConnect($peer, $peerPort, $null, $null)
        if (-not $asked.AsyncWaitHandle.WaitOne((Get-Left), $false)) { throw 'No answer in time.' }
        $socket.EndConnect($asked)
        Tell 'Tcp' 'ok'
        if ($scheme -eq 'tcp') { return }
        $stream = $socket.GetStream()
        $stream.WriteTimeout = Get-Left
        if ($proxy -ne $null -and $scheme -eq 'https') {
            $stage = 'Http'
            Write-Head $stream @("CONNECT ${name}:$port HTTP/1.1", "Host: ${name}:$port")
            $status = Read-Head $stream
            if ($status -ne 200) { Tell 'Refused' $status; throw "The proxy answers $status." }
        }
        if ($scheme -eq 'https') {
            $stage = 'Tls'
            # A certificate that is not trusted is taken here to name its issuer; nothing is sent but the question.
            $seen = @{ Issuer = ''; Problem = '' }
            $take = {
                param($from, $certificate, $chain, $problems)
                $seen.Issuer = "$($certificate.Issuer)"
                if ("$problems" -ne 'None') { $seen.Problem = "$problems" }
                return $true
            }
            $stream = New-Object Net.Security.SslStream($stream, $false, ([Net.Security.RemoteCertificateValidationCallback]$take))
            $stream.ReadTimeout = Get-Left
            $stream.WriteTimeout = Get-Left
            # TLS 1.2, 1.1 and 1.0 by number: an old .NET has no names for the newer ones and may refuse them.
            try { $protocols = [Security.Authentication.SslProtocols](3072 -bor 768 -bor 192); $stream.AuthenticateAsClient($name, $null, $protocols, $false) }
            catch [ArgumentException] { $stream.AuthenticateAsClient($name) }
            Tell 'Issuer' $seen.Issuer
            if ($seen.Problem) { throw "The certificate is not trusted ($($seen.Problem))." }
            Tell 'Tls' 'ok'
        }
        $stage = 'Http'
        $target = $path
        if ($proxy -ne $null -and $scheme -eq 'http') { $target = "$address" }
        Write-Head $stream @("HEAD $target HTTP/1.1", "Host: $name", 'Connection: close')
        $status = Read-Head $stream
        if ($status -eq 0) { throw 'The answer is not HTTP.' }
        Tell 'Status' $status
        Tell 'Http' 'ok'
    } catch {
        Tell $stage 'failed'
        Tell 'Message' (Get-Inner $_.Exception).Message
    } finally {
        $socket.Close()
    }
}

function Write-Probes {
    # As little as a probe needs: the default state loads every snap-in, once for each runspace.
    $state = [Management.Automation.Runspaces.InitialSessionState]::Create()
    $state.LanguageMode = 'FullLanguage'
    $maker = (Get-Command New-Object).ImplementingType
    $state.Commands.Add((New-Object Management.Automation.Runspaces.SessionStateCmdletEntry('New-Object', $maker, $null)))
    $pool = [RunspaceFactory]::CreateRunspacePool($state)
    [void]$pool.SetMaxRunspaces([Math]::Max(1, $probeWanted.Length))
    $pool.Open()
    $running = @()
    $late = $false
    foreach ($line in $probeWanted) {
        $shell = [PowerShell]::Create()
        $shell.RunspacePool = $pool
        $told = [Collections.ArrayList]::Synchronized((New-Object Collections.ArrayList))
        [void]$shell.AddScript($probeOne.ToString()).AddArgument($line).AddArgument($probeSeconds).AddArgument($told)
        $running += @{ Line = $line; Told = $told; Asked = $shell.BeginInvoke() }
    }
    Write-Record 'Seconds', $probeSeconds
    $end = [DateTime]::UtcNow.AddSeconds($probeSeconds + 2)
    foreach ($each in $running) {
        $left = [int][Math]::Max(0, ($end - [DateTime]::UtcNow).TotalMilliseconds)
        $ended = $each.Asked.AsyncWaitHandle.WaitOne($left, $false)
        # What hangs is left behind: it ends with this process, and closing it here could hang too.
        $fields = $each.Line -split ' '
        $pairs = @($each.Told.ToArray())
        if ($pairs.Length -lt 8) { $pairs = @('Probe', $fields[0], 'Scheme', $fields[1], 'Host', $fields[2], 'Port', $fields[3]) }
        if (-not $ended) { $pairs = @($pairs) + @('Late', 'TRUE'); $late = $true }
        Write-Record $pairs
    }
    if (-not $late) { $pool.Close() }
}
