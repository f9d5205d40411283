# The host fetches the package itself. Standard input holds the token, if any, and behind it the certificate (PEM) that the
# server must show; neither gets into a command line. Variables: FILE, SHA256, SIZE, OFFSET, URL (https, or a share \\HOST\...).
# Says what adopt_part says, or "no-tls" where this Windows' .NET is too old for TLS 1.2.
check_folder $RUN_FOLDER
$part = "$(Join-Path $RUN_FOLDER $FILE).part"
if ([IO.File]::Exists($part) -and (is_link $part)) { throw "$part is a link. Remove it, then run the same command again." }
$source = [Console]::OpenStandardInput()
$memory = New-Object IO.MemoryStream
$buffer = New-Object byte[] 65536
while (($count = $source.Read($buffer, 0, $buffer.Length)) -gt 0) { $memory.Write($buffer, 0, $count) }
$token, $pem = [Text.Encoding]::ASCII.GetString($memory.ToArray()).Split("`n", 2)

function write_part($from) {
    $stream = New-Object IO.FileStream($part, 'OpenOrCreate', 'Write', 'None')
    try {
        $stream.SetLength($OFFSET)
        [void]$stream.Seek($OFFSET, 'Begin')
        $buffer = New-Object byte[] 1048576
        while (($count = $from.Read($buffer, 0, $buffer.Length)) -gt 0) {
            $stream.Write($buffer, 0, $count)
            $stream.Flush()
        }
    } finally { $stream.Close() }
}

if ($URL.StartsWith('\\')) {
    try { $file = New-Object IO.FileStream($URL, 'Open', 'Read', 'Read') }
    catch {
        throw ("The host cannot read ${URL}: $($_.Exception.Message) A network logon has no second hop, so that the host has no" +
            ' credentials for another machine. Let the share be read by its computer account, use the transport credssp or' +
            ' Kerberos with delegation, or leave out --stage pull.')
    }
    try {
        [void]$file.Seek($OFFSET, 'Begin')
        write_part $file
    } finally { $file.Close() }
    adopt_part $FILE $SIZE $SHA256
    return
}

$tls12 = 3072
try { [Net.ServicePointManager]::SecurityProtocol = $tls12 } catch { 'no-tls'; return }
$body = ($pem -split '-----')
$wanted = ''
if ($body.Length -ge 3) { $wanted = [Convert]::ToBase64String([Convert]::FromBase64String($body[2].Trim())) }
$client = New-Object Net.Sockets.TcpClient
$place = New-Object Uri($URL)
try {
    $client.ReceiveTimeout = 60000
    $client.SendTimeout = 60000
    $client.Connect($place.DnsSafeHost, $place.Port)
    if ($wanted) { # exactly this certificate, whoever signed it; the handshake asks on this very thread
        $same = [Net.Security.RemoteCertificateValidationCallback] {
            param($sender, $certificate, $chain, $errors)
            $certificate -ne $null -and [Convert]::ToBase64String($certificate.GetRawCertData()) -eq $wanted
        }
        $tls = New-Object Net.Security.SslStream($client.GetStream(), $false, $same)
    } else { $tls = New-Object Net.Security.SslStream($client.GetStream(), $false) }
    $tls.AuthenticateAsClient($place.DnsSafeHost, $null, [Security.Authentication.SslProtocols]$tls12, $false)
    $head = "GET $($place.PathAndQuery) HTTP/1.0`r`nHost: $($place.Authority)`r`nConnection: close`r`n"
    if ($token) { $head += "Authorization: Bearer $token`r`n" }
    if ($OFFSET) { $head += "Range: bytes=$OFFSET-`r`n" }
    $bytes = [Text.Encoding]::ASCII.GetBytes("$head`r`n")
    $tls.Write($bytes, 0, $bytes.Length)
    $tls.Flush()
    $line = New-Object Text.StringBuilder
    while (-not $line.ToString().EndsWith("`r`n`r`n")) {
        $byte = $tls.ReadByte()
        if ($byte -lt 0 -or $line.Length -gt 65536) { throw 'The server ended its answer too early.' }
        [void]$line.Append([char]$byte)
    }
    $status = [int]$line.ToString().Split(' ')[1]
    if ($OFFSET -and $status -eq 200) { $OFFSET = 0 }
    if ($status -ne 200 -and $status -ne 206) { throw "The package could not be fetched; the server answered with status $status." }
    write_part $tls
} finally { $client.Close() }
adopt_part $FILE $SIZE $SHA256
