# States of services. Variables: SERVICES. Prints, with tabs between: service NAME STATE START; absent ones are told, too.
# START is the registry's number: 2 automatic, 3 manual, 4 disabled.
foreach ($name in $SERVICES) {
    $service = Get-Service -ErrorAction SilentlyContinue | Where-Object { $_.Name -eq $name }
    if (-not $service) { "service`t$name`tabsent`t"; continue }
    $start = (Get-ItemProperty -LiteralPath "HKLM:\SYSTEM\CurrentControlSet\Services\$name" -ErrorAction SilentlyContinue).Start
    "service`t$name`t$($service.Status)`t$start"
}
'end'
