function sha256_of($stream) {
    try { $sha = [Security.Cryptography.SHA256]::Create() }
    catch { # so does an old .NET where FIPS mode is on; this one it allows
        Add-Type -AssemblyName System.Core
        $sha = New-Object Security.Cryptography.SHA256CryptoServiceProvider
    }
    [BitConverter]::ToString($sha.ComputeHash($stream)).Replace('-', '').ToLowerInvariant()
}
