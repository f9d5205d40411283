# siteprep's collector for Windows. It reads, changes nothing and judges nothing. Standard output is the evidence, in
# UTF-8; from cmd.exe, as administrator (or some sections say that they were refused):
#     powershell -NoProfile -ExecutionPolicy Bypass -File collect.ps1 > host.txt
# Most sections are records as `wmic ... get /format:list` prints them: NAME=VALUE lines, records parted by an empty line.
# Each section ends with its exit code; 127 with no output means that the thing is not on this host.
# PowerShell 2.0 to 7, no modules; 2.0 runs a loop over nothing once, hence @() around what is looped over. Facts come
# from WMI, the registry and identifiers, which are the same in every language.

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
# A stream of bytes: the console would put its own code page, and PowerShell line breaks, in between.
$stream = [Console]::OpenStandardOutput()
$utf8 = New-Object System.Text.UTF8Encoding($false)
$nonce = [Guid]::NewGuid().ToString('N')
$notHere = 127
$windows = $env:SystemRoot
$software = 'HKLM\SOFTWARE'
$current = 'HKLM\SYSTEM\CurrentControlSet'

function Write-Raw([string]$text) {
    $bytes = $utf8.GetBytes($text + "`n")
    $stream.Write($bytes, 0, $bytes.Length)
    $stream.Flush()
}

# What a block puts out are the section's lines; it sets $script:code where it has more to tell than success.
function Write-Section([string]$name, $block) {
    Write-Raw "$nonce begin $name"
    $script:code = 0
    $script:complaints = @()
    try {
        if ($env:PROCESSOR_ARCHITEW6432) { throw 'This is a 32-bit PowerShell on a 64-bit Windows, to which other files and registry keys are shown: run the collector in the 64-bit one.' }
        & $block | ForEach-Object { Write-Raw "$_" }
    } catch {
        if ($script:code -eq 0) { $script:code = 1 }
        $script:complaints += "$($_.Exception.Message)"
    }
    Write-Raw "`n$nonce end $name $($script:code)"
    foreach ($complaint in $script:complaints) {
        foreach ($line in ("$complaint" -split '[\r\n]+')) { if ($line) { Write-Raw "$nonce error $name $line" } }
    }
}

function ConvertTo-Line($value) {
    if ($value -is [bool]) { return "$value".ToUpper() }
    return ("$value" -replace '[\r\n\0]+', ' ')
}

function ConvertTo-Value($value) {
    if ($value -is [array]) { return '{' + (@($value | ForEach-Object { '"' + (ConvertTo-Line $_) + '"' }) -join ',') + '}' }
    return ConvertTo-Line $value
}

# One record: names and values in turn.
function Write-Record($pairs) {
    for ($i = 0; $i -lt $pairs.Length; $i += 2) { "$($pairs[$i])=$(ConvertTo-Value $pairs[$i + 1])" }
    ''
}

function Write-Objects($objects, [string[]]$names) {
    foreach ($object in @($objects)) {
        if ($object -eq $null) { continue }
        foreach ($name in $names) { "$name=$(ConvertTo-Value $object.$name)" }
        ''
    }
}

# PowerShell 6 and later have no Get-WmiObject, PowerShell 2 has no Get-CimInstance.
$wmi = 'Get-WmiObject', 'Get-CimInstance' | Where-Object { Get-Command $_ -ErrorAction SilentlyContinue } | Select-Object -First 1

function Get-Wmi([string]$class, [string]$filter = '', [string]$namespace = 'root\cimv2') {
    $arguments = @{ Namespace = $namespace; ErrorAction = 'Stop' }
    if ($wmi -eq 'Get-CimInstance') { $arguments['ClassName'] = $class } else { $arguments['Class'] = $class }
    if ($filter) { $arguments['Filter'] = $filter }
    try {
        & $wmi @arguments
    } catch {
        # How either command says that there is no such class or namespace.
        $known = "$($_.FullyQualifiedErrorId) $($_.Exception.ErrorCode) $($_.CategoryInfo.Category)"
        if ($known -match '0x80041010|0x8004100e|InvalidClass|InvalidNamespace|InvalidType') { throw "WMI has no class $class." }
        throw
    }
}

# The program by its full path; what it says on standard error becomes the section's complaint, its exit code the section's.
function Write-Program([string]$name, [string[]]$arguments) {
    $ErrorActionPreference = 'Continue'
    $path = "$windows\System32\$name"
    try {
        $lines = @(& $path @arguments 2>&1)
    } catch {
        if ($_.FullyQualifiedErrorId -like 'CommandNotFoundException*') { $script:code = $notHere; return }
        throw
    }
    $ended = $LASTEXITCODE
    foreach ($line in $lines) {
        if ($line -is [System.Management.Automation.ErrorRecord]) { $script:complaints += "$($line.Exception.Message)" } else { "$line" }
    }
    # Exit codes have 32 bits here and three digits in the evidence; 127 would say that there is no such program.
    if ($ended -ne 0) { $script:code = 1; $script:complaints += "$name ended with exit code $ended." }
}

function Get-Key([string]$path) {
    $full = 'Registry::' + ($path -replace '^HKLM', 'HKEY_LOCAL_MACHINE' -replace '^HKCU', 'HKEY_CURRENT_USER')
    try {
        return Get-Item -LiteralPath $full -Force -ErrorAction Stop
    } catch {
        if ($_.CategoryInfo.Category -eq 'ObjectNotFound') { return $null }
        throw
    }
}

function Write-KeyValue($key, [string]$path, [string]$name) {
    $type = $key.GetValueKind($name).ToString()
    $data = $key.GetValue($name, $null, 'DoNotExpandEnvironmentNames')
    if ($type -eq 'Binary') { $data = -join @($data | ForEach-Object { $_.ToString('x2') }) }
    if ($type -eq 'MultiString') { $data = [array]@($data) }
    Write-Record 'Key', $path, 'Name', $name, 'State', 'value', 'Type', $type, 'Data', $data
}

# One record for each `KEY|VALUE` asked for, so that one refusal does not hide the others.
function Write-Values($wanted) {
    foreach ($pair in $wanted) {
        $path, $name = $pair -split '\|'
        try {
            $key = Get-Key $path
            if ($key -eq $null) { Write-Record 'Key', $path, 'Name', $name, 'State', 'no key'; continue }
            if (@($key.GetValueNames()) -notcontains $name) {
                Write-Record 'Key', $path, 'Name', $name, 'State', 'no value'
                continue
            }
            Write-KeyValue $key $path $name
        } catch {
            Write-Record 'Key', $path, 'Name', $name, 'State', 'error', 'Error', "$($_.Exception.Message)"
        }
    }
}

function Write-KeyPresence($paths) {
    foreach ($path in $paths) {
        try { Write-Record 'Key', $path, 'Present', ((Get-Key $path) -ne $null) }
        catch { Write-Record 'Key', $path, 'Error', "$($_.Exception.Message)" }
    }
}

function Get-SubKeys([string]$path) {
    $key = Get-Key $path
    if ($key -ne $null) { $key.GetSubKeyNames() }
}

# What stands before the last @ of each entry, but for the protocol: passwords may hold slashes and @ themselves.
function Hide-Password([string]$text) { return ($text -replace '(^|[;\s])((?:[a-z]+=)?(?:(?:[a-z]+:)?//)?)[^;\s]*@', '$1$2********@') }

$control = "$current\Control"
$services = "$current\Services"
$version = "$software\Microsoft\Windows\CurrentVersion"
$userVersion = 'HKCU\Software\Microsoft\Windows\CurrentVersion'
$wanted = @(
    "$software\Microsoft\Windows NT\CurrentVersion|EditionID"
    "$software\Microsoft\Windows NT\CurrentVersion|InstallationType"
    "$control\Nls\Language|Default"
    "$control\Nls\Language|InstallLanguage"
    "$version\Policies\System|DisableRegistryTools"
    "$userVersion\Policies\System|DisableRegistryTools"
    "$software\Policies\Microsoft\Windows\System|DisableCMD"
    'HKCU\Software\Policies\Microsoft\Windows\System|DisableCMD'
    "$version\Policies\Attachments|UseTrustedHandlers"
    "$userVersion\Policies\Attachments|UseTrustedHandlers"
    "$software\Policies\Microsoft\Windows\PowerShell|EnableScripts"
    'HKCU\Software\Policies\Microsoft\Windows\PowerShell|EnableScripts'
    "$software\Policies\Microsoft\Windows\PowerShell|ExecutionPolicy"
    'HKCU\Software\Policies\Microsoft\Windows\PowerShell|ExecutionPolicy'
    "$version\Policies\System|LocalAccountTokenFilterPolicy"
    "$version\Policies\System|EnableLUA"
    "$control\Lsa\FIPSAlgorithmPolicy|Enabled"
    "$software\Microsoft\NET Framework Setup\NDP\v4\Full|Release"
    "$software\Microsoft\NET Framework Setup\NDP\v4\Full|Version"
    "$software\Microsoft\Updates|UpdateExeVolatile"
    "$control\Session Manager|PendingFileRenameOperations"
    "$control\ComputerName\ActiveComputerName|ComputerName"
    "$control\ComputerName\ComputerName|ComputerName"
    "$services\Tcpip\Parameters|NV Hostname"
    "$control|PEFirmwareType"
    "$control\SecureBoot\State|UEFISecureBootEnabled"
    "$services\W32Time\Parameters|Type"
    "$services\W32Time\Parameters|NtpServer"
    "$control\TimeZoneInformation|TimeZoneKeyName"
    "$userVersion\Internet Settings|ProxyEnable"
    "$software\Microsoft\Azure Site Recovery|DraID"
    "$software\Microsoft\Microsoft System Center Virtual Machine Manager Server\Setup|VmmID"
    "$software\Wow6432Node\InMage Systems\Installed Products|IIS_Installation_Status"
)
foreach ($protocol in 'SSL 2.0', 'SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3') {
    foreach ($side in 'Client', 'Server') {
        foreach ($name in 'Enabled', 'DisabledByDefault') { $wanted += "$control\SecurityProviders\SCHANNEL\Protocols\$protocol\$side|$name" }
    }
}
foreach ($root in $software, "$software\WOW6432Node") {
    foreach ($framework in 'v2.0.50727', 'v4.0.30319') {
        foreach ($name in 'SystemDefaultTlsVersions', 'SchUseStrongCrypto') { $wanted += "$root\Microsoft\.NETFramework\$framework|$name" }
    }
}
foreach ($zone in 'DomainProfile', 'StandardProfile', 'PublicProfile') {
    $wanted += "$services\SharedAccess\Parameters\FirewallPolicy\$zone|EnableFirewall"
    $wanted += "$software\Policies\Microsoft\WindowsFirewall\$zone|EnableFirewall"
}
$drivers = 'atapi', 'vmbus', 'storflt', 'storvsc', 'intelide'
foreach ($name in $drivers + 'vds', 'vss', 'COMSysApp', 'MSDTC', 'msiserver', 'EventLog', 'InDskFlt', 'involflt') { $wanted += "$services\$name|Start" }

$presence = @(
    "$version\Component Based Servicing\RebootPending"
    "$version\WindowsUpdate\Auto Update\RebootRequired"
    "$version\Installer\InProgress"
    "$software\Microsoft\Windows Azure Backup\Config\InMageMT"
    "$services\InDskFlt"
    "$services\involflt"
)
$files = @(
    '%SystemRoot%\System32\rundll32.exe'
    '%SystemRoot%\System32\drivers\InDskFlt.sys'
    '%SystemRoot%\System32\drivers\involflt.sys'
    '%SystemDrive%\Temp\ASRSetup\mysql-installer-community-5.7.20.0.msi'
    '%ProgramData%\ASR'
)

function Write-System {
    Write-Objects (Get-Wmi 'Win32_OperatingSystem') 'Caption', 'Version', 'ProductType', 'OperatingSystemSKU', 'ServicePackMajorVersion', 'OSArchitecture', 'OSLanguage', 'FreePhysicalMemory'
}

function Write-Environment {
    Write-Record 'PowerShell', $PSVersionTable.PSVersion.ToString(), 'Bits', ([IntPtr]::Size * 8)
    foreach ($name in 'SystemDrive', 'SystemRoot', 'ProgramData', 'ProgramFiles', 'ProgramFiles(x86)', 'TEMP') {
        Write-Record 'Variable', $name, 'Text', ([Environment]::GetEnvironmentVariable($name))
    }
}

function Write-Features {
    if (Get-Module -ListAvailable -Name ServerManager) {
        try {
            Import-Module ServerManager -ErrorAction Stop
            # Called by name, because systems without Server Manager do not have it.
            $features = @(& 'Get-WindowsFeature')
            if ($features.Length -gt 0) { Write-Objects $features 'Name', 'Installed'; return }
        } catch { $script:complaints += "$($_.Exception.Message)" }
    }
    try { Write-Objects (Get-Wmi 'Win32_OptionalFeature') 'Name', 'InstallState'; return }
    catch { $script:complaints += "$($_.Exception.Message)" }
    Write-Record 'Source', 'Win32_ServerFeature'
    Write-Objects (Get-Wmi 'Win32_ServerFeature') 'ID'
}

# Only what is asked about leaves the host: the file may hold passwords of application pools.
function Write-Iis {
    $path = "$windows\System32\inetsrv\config\applicationHost.config"
    if (-not (Test-Path -LiteralPath $path)) { $script:code = $notHere; return }
    $document = New-Object System.Xml.XmlDocument
    $document.XmlResolver = $null
    $document.LoadXml((Get-Content -LiteralPath $path -ErrorAction Stop) -join "`n")
    Write-Record 'Kind', 'server', 'Path', $path
    foreach ($site in $document.SelectNodes('/configuration/system.applicationHost/sites/site')) {
        Write-Record 'Kind', 'site', 'Name', $site.GetAttribute('name')
        foreach ($binding in $site.SelectNodes('bindings/binding')) {
            Write-Record 'Kind', 'binding', 'Site', $site.GetAttribute('name'), 'Protocol',
                $binding.GetAttribute('protocol'), 'Information', $binding.GetAttribute('bindingInformation')
        }
    }
    foreach ($node in $document.SelectNodes('//system.webServer/security/authentication/anonymousAuthentication')) {
        $location = ''
        for ($parent = $node.ParentNode; $parent -ne $null; $parent = $parent.ParentNode) {
            if ($parent.LocalName -eq 'location') { $location = $parent.GetAttribute('path') }
        }
        Write-Record 'Kind', 'anonymous', 'Location', $location, 'Enabled', $node.GetAttribute('enabled')
    }
    foreach ($node in $document.SelectNodes("/configuration/system.webServer/globalModules/add[@name='FastCgiModule']")) { Write-Record 'Kind', 'fastcgi-installed', 'Image', $node.GetAttribute('image') }
    foreach ($node in $document.SelectNodes("//system.webServer/modules/add[@name='FastCgiModule']")) {
        Write-Record 'Kind', 'fastcgi-enabled'
    }
}

function Write-Adapters {
    $names = 'Index', 'Description', 'ServiceName', 'MACAddress', 'DHCPEnabled', 'IPEnabled', 'IPAddress', 'DefaultIPGateway', 'DNSServerSearchOrder'
    Write-Objects (Get-Wmi 'Win32_NetworkAdapterConfiguration' 'IPEnabled = TRUE') $names
}

# WMI gives the two ends of an association as text, CIM as objects.
function Write-Letters {
    foreach ($link in @(Get-Wmi 'Win32_LogicalDiskToPartition')) {
        Write-Record 'Antecedent', "$($link.Antecedent)", 'Dependent', "$($link.Dependent)"
    }
}

function Write-Products {
    foreach ($view in @(@("$version\Uninstall", 64), @("$software\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall", 32))) {
        foreach ($name in @(Get-SubKeys $view[0])) {
            $key = (Get-Key $view[0]).OpenSubKey($name)
            if ($key -eq $null -or -not $key.GetValue('DisplayName')) { continue }
            Write-Record 'View', $view[1], 'DisplayName', $key.GetValue('DisplayName'), 'DisplayVersion',
                $key.GetValue('DisplayVersion'), 'Publisher', $key.GetValue('Publisher'), 'InstallLocation',
                $key.GetValue('InstallLocation')
        }
    }
    Write-Record 'Read', 'all'
}

function Write-AsrProducts {
    $names = 'Version', 'Build_Version', 'InstallDirectory', 'Platform', 'InstallAction', 'PostInstallActions', 'AgentConfigurationStatus', 'Reboot_Required'
    foreach ($root in "$software\Wow6432Node\InMage Systems\Installed Products", "$software\InMage Systems\Installed Products") {
        foreach ($number in '4', '5', '9', '10') {
            $key = Get-Key "$root\$number"
            if ($key -eq $null) { continue }
            $pairs = @('Number', $number)
            foreach ($name in $names) { if ($key.GetValue($name) -ne $null) { $pairs += $name; $pairs += "$($key.GetValue($name))" } }
            Write-Record $pairs
        }
    }
    Write-Record 'Read', 'all'
}

# Names only: the values are secrets of the registration.
function Write-ValueNames([string]$path) {
    $key = Get-Key $path
    if ($key -eq $null) { $script:code = $notHere; return }
    Write-Record 'Key', $path, 'Names', ([array]@($key.GetValueNames()))
}

function Write-Lines([string]$path, [string]$pattern) {
    if (-not $path -or -not (Test-Path -LiteralPath $path)) { $script:code = $notHere; return }
    "file $path"
    Get-Content -LiteralPath $path -ErrorAction Stop | Where-Object { $_ -match $pattern }
}

function Get-AgentFolder {
    foreach ($root in "$software\Wow6432Node\InMage Systems\Installed Products\5", "$software\InMage Systems\Installed Products\5") {
        $key = Get-Key $root
        if ($key -ne $null -and $key.GetValue('InstallDirectory')) { return $key.GetValue('InstallDirectory') }
    }
}

function Write-AgentConfiguration {
    $folder = Get-AgentFolder
    if (-not $folder) { $script:code = $notHere; return }
    $path = "$folder\agent\Application Data\etc\drscout.conf"
    if (-not (Test-Path -LiteralPath $path)) { $path = "$folder\Application Data\etc\drscout.conf" }
    Write-Lines $path '^\s*(Hostname|HostId|CSType|VmPlatform|Role)\s*='
}

function Write-ServerConfiguration {
    $app = "$env:ProgramData\Microsoft Azure Site Recovery\Config\App.conf"
    $folder = $null
    if (Test-Path -LiteralPath $app) {
        foreach ($line in @(Get-Content -LiteralPath $app -ErrorAction Stop)) { if ($line -match '^\s*INSTALLATION_PATH\s*=\s*"?(.+?)"?\s*$') { $folder = $matches[1] } }
    }
    if (-not $folder) { $script:code = $notHere; return }
    $path = "$folder\home\svsystems\etc\amethyst.conf"
    if (-not (Test-Path -LiteralPath $path)) { $path = "$folder\etc\amethyst.conf" }
    Write-Lines $path '^\s*CX_TYPE\s*='
}

function Write-FirewallRules {
    foreach ($store in @(@('local', "$services\SharedAccess\Parameters\FirewallPolicy\FirewallRules"), @('policy', "$software\Policies\Microsoft\WindowsFirewall\FirewallRules"))) {
        $key = Get-Key $store[1]
        if ($key -eq $null) { continue }
        foreach ($name in @($key.GetValueNames())) {
            $rule = "$($key.GetValue($name))"
            # The groups File and Printer Sharing and Windows Management Instrumentation, whatever the language.
            if ($rule -match '\|EmbedCtxt=@FirewallAPI\.dll,-(28502|34251)\|') {
                Write-Record 'Store', $store[0], 'Id', $name, 'Rule', $rule
            }
        }
    }
    Write-Record 'Read', 'all'
}

function Write-Bitlocker {
    try {
        Write-Objects (Get-Wmi 'Win32_EncryptableVolume' '' 'root\CIMV2\Security\MicrosoftVolumeEncryption') 'DriveLetter',
            'ProtectionStatus', 'ConversionStatus'
    } catch {
        if ("$($_.Exception.Message)" -like 'WMI has no class*') { $script:code = $notHere } else { throw }
    }
}

function Write-Antivirus {
    try {
        Write-Objects (Get-Wmi 'AntiVirusProduct' '' 'root\SecurityCenter2') 'displayName'
        Write-Record 'Read', 'all'
    } catch {
        if ("$($_.Exception.Message)" -like 'WMI has no class*') { $script:code = $notHere } else { throw }
    }
}

function Write-Exclusions {
    $found = $false
    foreach ($path in "$software\Microsoft\Windows Defender\Exclusions\Paths", "$software\Policies\Microsoft\Windows Defender\Exclusions\Paths") {
        $key = Get-Key $path
        if ($key -eq $null) { continue }
        $found = $true
        Write-Record 'Key', $path, 'Names', ([array]@($key.GetValueNames()))
    }
    if (-not $found) { $script:code = $notHere }
}

# The binary value holds version, counter, flags, then length and text of the proxy and of the list that goes past it.
function Write-WinHttp {
    $key = Get-Key "$version\Internet Settings\Connections"
    $bytes = $null
    if ($key -ne $null) { $bytes = $key.GetValue('WinHttpSettings') }
    if ($bytes -eq $null) { $script:code = $notHere; return }
    $texts = @()
    $at = 12
    while ($texts.Length -lt 2 -and $at + 4 -le $bytes.Length) {
        $length = [BitConverter]::ToInt32($bytes, $at)
        if ($length -lt 0 -or $at + 4 + $length -gt $bytes.Length) { throw 'The value WinHttpSettings is cut off.' }
        $texts += [Text.Encoding]::ASCII.GetString($bytes, $at + 4, $length)
        $at += 4 + $length
    }
    if ($texts.Length -lt 1) { throw 'The value WinHttpSettings is cut off.' }
    Write-Record 'Flags', $bytes[8], 'Proxy', (Hide-Password $texts[0]), 'Bypass', "$($texts[1])"
}

function Write-UserProxy {
    $key = Get-Key "$userVersion\Internet Settings"
    if ($key -eq $null) { $script:code = $notHere; return }
    Write-Record 'ProxyEnable', $key.GetValue('ProxyEnable'), 'ProxyServer',
        (Hide-Password "$($key.GetValue('ProxyServer'))"), 'ProxyOverride', $key.GetValue('ProxyOverride'), 'AutoConfigURL',
        (Hide-Password "$($key.GetValue('AutoConfigURL'))")
}

function Write-ProxyVariables {
    foreach ($name in 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY') {
        $text = [Environment]::GetEnvironmentVariable($name)
        if ($text) { Write-Record 'Variable', $name, 'Text', (Hide-Password $text) }
    }
    Write-Record 'Read', 'all'
}

function Write-ControlSets {
    foreach ($set in @(Get-SubKeys 'HKLM\SYSTEM')) {
        if ($set -match '^ControlSet\d+$') { foreach ($name in $drivers) { Write-Values @("HKLM\SYSTEM\$set\Services\$name|Start") } }
    }
}

# A join shows as keys below Netlogon, a pending domain as a value of its own.
function Write-DomainJoin {
    $key = Get-Key "$services\Netlogon"
    if ($key -eq $null) { $script:code = $notHere; return }
    $names = @($key.GetValueNames()) + @($key.GetSubKeyNames())
    Write-Record 'JoinDomain', ($names -contains 'JoinDomain'), 'AvoidSpnSet', ($names -contains 'AvoidSpnSet')
}

function Write-Files {
    foreach ($file in $files) {
        $path = [Environment]::ExpandEnvironmentVariables(($file -replace '%SystemRoot%', $windows -replace '%SystemDrive%', $env:SystemDrive -replace '%ProgramData%', $env:ProgramData))
        Write-Record 'Path', $file, 'Present', (Test-Path -LiteralPath $path)
    }
}

function Write-Jobs {
    $folder = "$env:ProgramData\siteprep"
    if (-not (Test-Path -LiteralPath $folder)) { $script:code = $notHere; return }
    Write-Record 'Folder', $folder
    Get-ChildItem -LiteralPath $folder -Force -ErrorAction Stop | Where-Object { $_.PSIsContainer } | ForEach-Object { Write-Record 'Job', $_.Name }
}

# Ticks are units of 100 ns since the year 1.
function Write-Clock { '{0}' -f [Math]::Floor(([DateTime]::UtcNow.Ticks - 621355968000000000) / 10000) }

function Write-Policies {
    foreach ($each in @(Get-ExecutionPolicy -List)) {
        Write-Record 'Scope', "$($each.Scope)", 'ExecutionPolicy', "$($each.ExecutionPolicy)"
    }
}

Write-Raw "siteprep-evidence 1 $nonce"
Write-Section 'clock' { Write-Clock }
Write-Section 'environment' { Write-Environment }
Write-Section 'system' { Write-System }
Write-Section 'computer' { Write-Objects (Get-Wmi 'Win32_ComputerSystem') 'Name', 'DNSHostName', 'Domain', 'PartOfDomain',
    'DomainRole', 'Manufacturer', 'Model', 'TotalPhysicalMemory', 'NumberOfLogicalProcessors' }
Write-Section 'bios' { Write-Objects (Get-Wmi 'Win32_BIOS') 'SerialNumber', 'SMBIOSBIOSVersion' }
Write-Section 'machine' { Write-Objects (Get-Wmi 'Win32_ComputerSystemProduct') 'UUID' }
Write-Section 'enclosure' { Write-Objects (Get-Wmi 'Win32_SystemEnclosure') 'SMBIOSAssetTag' }
Write-Section 'languages' { Write-Record 'UserInterface', (Get-UICulture).Name, 'Culture', (Get-Culture).Name }
Write-Section 'user' { Write-Program 'whoami.exe' '/user', '/fo', 'csv', '/nh' }
Write-Section 'groups' { Write-Program 'whoami.exe' '/groups', '/fo', 'csv', '/nh' }
Write-Section 'registry' { Write-Values $wanted }
Write-Section 'keys' { Write-KeyPresence $presence }
Write-Section 'execution-policy' { Write-Policies }
Write-Section 'features' { Write-Features }
Write-Section 'iis' { Write-Iis }
Write-Section 'services' { Write-Objects (Get-Wmi 'Win32_Service') 'Name', 'State', 'StartMode', 'StartName' }
Write-Section 'control-sets' { Write-ControlSets }
Write-Section 'listening' { Write-Program 'netstat.exe' '-ano' }
Write-Section 'processes' { Write-Objects (Get-Wmi 'Win32_Process') 'ProcessId', 'Name' }
Write-Section 'adapters' { Write-Adapters }
Write-Section 'network-adapters' { Write-Objects (Get-Wmi 'Win32_NetworkAdapter') 'Index', 'PhysicalAdapter' }
Write-Section 'disks' { Write-Objects (Get-Wmi 'Win32_DiskDrive') 'Index', 'Model', 'InterfaceType', 'Size', 'BytesPerSector' }
Write-Section 'partitions' { Write-Objects (Get-Wmi 'Win32_DiskPartition') 'DeviceID', 'DiskIndex', 'Index', 'BootPartition',
    'Type' }
Write-Section 'partition-letters' { Write-Letters }
Write-Section 'volumes' { Write-Objects (Get-Wmi 'Win32_LogicalDisk' 'DriveType <> 4') 'DeviceID', 'DriveType', 'FileSystem',
    'Size', 'FreeSpace', 'VolumeName' }
Write-Section 'bitlocker' { Write-Bitlocker }
Write-Section 'boot-loader' { Write-Program 'bcdedit.exe' '/enum', '{current}' }
Write-Section 'domain-join' { Write-DomainJoin }
Write-Section 'time-service' { Write-Program 'w32tm.exe' '/query', '/status', '/verbose' }
Write-Section 'firewall-rules' { Write-FirewallRules }
Write-Section 'products' { Write-Products }
Write-Section 'hotfixes' { Write-Objects (Get-Wmi 'Win32_QuickFixEngineering') 'HotFixID' }
Write-Section 'antivirus' { Write-Antivirus }
Write-Section 'defender-exclusions' { Write-Exclusions }
Write-Section 'winhttp' { Write-WinHttp }
Write-Section 'user-proxy' { Write-UserProxy }
Write-Section 'proxy-variables' { Write-ProxyVariables }
Write-Section 'asr-products' { Write-AsrProducts }
Write-Section 'agent-configuration' { Write-AgentConfiguration }
Write-Section 'server-configuration' { Write-ServerConfiguration }
Write-Section 'registration' { Write-ValueNames "$software\Microsoft\Azure Site Recovery\Registration" }
Write-Section 'registration-proxy' { Write-ValueNames "$software\Microsoft\Azure Site Recovery\ProxySettings" }
Write-Section 'files' { Write-Files }
Write-Section 'shares' { Write-Objects (Get-Wmi 'Win32_Share') 'Name' }
Write-Section 'jobs' { Write-Jobs }
$probes = 'Write-Probes' # there when siteprep put the probes in front of this script
if (Test-Path "Function:$probes") { Write-Section 'probes' { & $probes } }
Write-Raw "$nonce done"
$stream.Flush()
