# How far a setup is. Variables: JOBS, PRODUCTS (registry key), NUMBERS (its sub-keys), VALUES, DOTNET (registry key).
# Prints, with tabs between: job NAME STATE RUN; file PATH LENGTH; product NUMBER VALUE BASE64; dotnet RELEASE; end.
check_folder $RUN_FOLDER
foreach ($job in $JOBS) { "job`t$job`t$(job_state $job)`t$(job_run $job)" }
foreach ($folder in 'answers', 'media') {
    $path = Join-Path $RUN_FOLDER $folder
    if ([IO.Directory]::Exists($path) -and -not (is_link $path)) {
        foreach ($file in (New-Object IO.DirectoryInfo($path)).GetFiles()) { "file`t$folder`t$($file.Name)`t$($file.Length)" }
    }
}
foreach ($number in $NUMBERS) {
    $key = "$PRODUCTS\$number"
    if (-not (Test-Path -LiteralPath $key)) { continue }
    $product = Get-ItemProperty -LiteralPath $key
    foreach ($value in $VALUES) {
        if ($product.$value -ne $null) { "product`t$number`t$value`t$(base64_of ([Text.Encoding]::UTF8.GetBytes([string]$product.$value)))" }
    }
}
$release = (Get-ItemProperty -LiteralPath $DOTNET -ErrorAction SilentlyContinue).Release
"dotnet`t$release"
'end'
