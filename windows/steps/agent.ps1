# The installed agent. Variables: KEYS (registry keys it may be noted under), VALUES (names of values), FILES (of its
# configuration below its folder), SERVICE. Prints, with tabs between: product NAME BASE64; folder BASE64; line BASE64; service STATE; end.
function encoded($text) { base64_of ([Text.Encoding]::UTF8.GetBytes([string]$text)) }
$folder = ''
foreach ($key in $KEYS) {
    if (-not (Test-Path -LiteralPath $key)) { continue }
    $product = Get-ItemProperty -LiteralPath $key
    foreach ($value in $VALUES) {
        if ($product.$value -ne $null) { "product`t$value`t$(encoded $product.$value)" }
    }
    $folder = [string]$product.InstallDirectory
    break
}
foreach ($below in $FILES) {
    if (-not $folder) { break }
    $path = Join-Path $folder $below
    if (-not [IO.File]::Exists($path)) { continue }
    foreach ($line in [IO.File]::ReadAllLines($path)) {
        if ($line -match '^\s*(Hostname|HostId|CSType|VmPlatform|Role)\s*=') { "line`t$(encoded $line)" }
    }
    break
}
$service = Get-Service -ErrorAction SilentlyContinue | Where-Object { $_.Name -eq $SERVICE }
if ($service) { "service`t$($service.Status)" } else { "service`tabsent" }
'end'
