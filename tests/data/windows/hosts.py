"""The pictures: a Windows Server 2019 on which nothing is wrong, and what is otherwise on others.

All values are documented ones or made up; none of these hosts exists.
"""

from __future__ import annotations

from typing import Any

from tests.data.windows.picture import Picture

CURRENT = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion"
WINDOWS_NT = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
CONTROL = r"HKLM\SYSTEM\CurrentControlSet\Control"
SERVICES = r"HKLM\SYSTEM\CurrentControlSet\Services"
SYSTEM_POLICIES = rf"{CURRENT}\Policies\System"
USER_POLICIES = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Policies"
FIREWALL = rf"{SERVICES}\SharedAccess\Parameters\FirewallPolicy"
INMAGE = r"HKLM\SOFTWARE\Wow6432Node\InMage Systems\Installed Products"
GB = 1024**3

_DRIVERS = {"atapi": 0, "vmbus": 0, "storflt": 0, "storvsc": 0, "intelide": 0}
_AUTOMATIC = ("EventLog", "vds", "vss", "COMSysApp", "MSDTC", "msiserver")
_RULE = "v2.29|Action=Allow|Active={active}|Dir={dir}|Protocol=6|LPort={port}|App=System|Name=x|EmbedCtxt={group}|"
_SHARING, _WMI = "@FirewallAPI.dll,-28502", "@FirewallAPI.dll,-34251"
_GROUPS = (
    '"Everyone","Well-known group","S-1-1-0","Mandatory group, Enabled by default, Enabled group"',
    '"BUILTIN\\Administrators","Alias","S-1-5-32-544","Mandatory group, Enabled by default, Enabled group"',
)
_NETSTAT = (
    "",
    "Active Connections",
    "",
    "  Proto  Local Address          Foreign Address        State           PID",
    "  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       760",
    "  TCP    0.0.0.0:445            0.0.0.0:0              LISTENING       4",
    "  TCP    10.0.0.5:50123         10.0.0.9:445           ESTABLISHED     4",
    "  TCP    [::]:5985              [::]:0                 LISTENING       4",
    "  UDP    0.0.0.0:123            *:*                                    1020",
)
_TIME = (
    "Leap Indicator: 0(no warning)",
    "Stratum: 3 (secondary reference - syncd by (S)NTP)",
    "Precision: -23 (119.209ns per tick)",
    "Root Delay: 0.0312500s",
    "Root Dispersion: 0.1054265s",
    "ReferenceId: 0x0A000001 (source IP:  10.0.0.1)",
    "Last Successful Sync Time: 1/1/2025 09:06:45",
    "Source: time.windows.com,0x8",
    "Poll Interval: 10 (1024s)",
)


def _service(name: str, start: str = "Auto", state: str = "Running") -> dict[str, str]:
    return {"Name": name, "State": state, "StartMode": start, "StartName": "LocalSystem"}


def _feature(name: str, installed: bool = False) -> dict[str, Any]:
    return {"Name": name, "DisplayName": name, "Installed": installed}


def program(*lines: str, code: int = 0, **extra: Any) -> list[dict[str, Any]]:
    """A program that prints the lines."""
    return [{"stdout": list(lines), "exit_code": code, **extra}]


def whoami(*groups: str) -> list[dict[str, Any]]:
    """whoami with the user of the picture and some groups, as CSV without a header."""
    user = '"winhost\\administrator","S-1-5-21-1-2-3-500"'
    return [
        {"args_regex": "^/user /fo csv /nh$", "stdout": [user]},
        {"args_regex": "^/groups /fo csv /nh$", "stdout": list(groups)},
    ]


def uninstall(name: str, version: str, *, bits: int = 64, publisher: str = "") -> dict[str, dict[str, Any]]:
    """The registry key of an installed product."""
    root = CURRENT if bits == 64 else r"HKLM\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion"
    values = {"DisplayName": name, "DisplayVersion": version, "Publisher": publisher}
    return {rf"{root}\Uninstall\{name}": values}


def elevated(level: int = 12288) -> tuple[str, ...]:
    """Groups of an administrator with an integrity level."""
    return (*_GROUPS, f'"Mandatory Label\\High Mandatory Level","Label","S-1-16-{level}",""')


SERVER_2019 = Picture(
    registry={
        WINDOWS_NT: {"EditionID": "ServerStandard", "InstallationType": "Server", "ProductName": "Windows Server 2019"},
        rf"{CONTROL}\Nls\Language": {"Default": "0409", "InstallLanguage": "0409"},
        CONTROL: {"PEFirmwareType": 1},
        rf"{CONTROL}\Session Manager": {"ObjectDirectories": ["\\Windows"]},
        rf"{CONTROL}\ComputerName\ActiveComputerName": {"ComputerName": "WINHOST"},
        rf"{CONTROL}\ComputerName\ComputerName": {"ComputerName": "WINHOST"},
        rf"{CONTROL}\TimeZoneInformation": {"TimeZoneKeyName": "W. Europe Standard Time"},
        rf"{CONTROL}\Lsa\FIPSAlgorithmPolicy": {"Enabled": 0},
        rf"{SERVICES}\W32Time\Parameters": {"Type": "NTP", "NtpServer": "time.windows.com,0x8"},
        rf"{SERVICES}\Netlogon": {"Start": 3},
        **{rf"{SERVICES}\{name}": {"Start": start} for name, start in _DRIVERS.items()},
        **{rf"{SERVICES}\{name}": {"Start": 2} for name in _AUTOMATIC},
        **{rf"HKLM\SYSTEM\ControlSet001\Services\{name}": {"Start": start} for name, start in _DRIVERS.items()},
        **{rf"{FIREWALL}\{name}Profile": {"EnableFirewall": 1} for name in ("Domain", "Standard", "Public")},
        rf"{FIREWALL}\FirewallRules": {
            "FPS-SMB-In-TCP": _RULE.format(active="TRUE", dir="In", port=445, group=_SHARING),
            "FPS-SMB-Out-TCP": _RULE.format(active="TRUE", dir="Out", port=445, group=_SHARING),
            "WMI-RPCSS-In-TCP": _RULE.format(active="FALSE", dir="In", port=135, group=_WMI) + "Profile=Domain|",
            "Other": _RULE.format(active="TRUE", dir="In", port=80, group="Other"),
        },
        SYSTEM_POLICIES: {"EnableLUA": 1},
        r"HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full": {"Release": 461814, "Version": "4.7.03190"},
        r"HKLM\SOFTWARE\Microsoft\.NETFramework\v4.0.30319": {"SchUseStrongCrypto": 1, "SystemDefaultTlsVersions": 1},
        r"HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings": {"ProxyEnable": 0},
        rf"{CURRENT}\Internet Settings\Connections": {"WinHttpSettings": bytes([24, *[0] * 7, 1, *[0] * 11])},
        **uninstall("VMware Tools", "11.3.5.18557794", publisher="VMware, Inc."),
    },
    wmi={
        "Win32_OperatingSystem": [
            {
                "Caption": "Microsoft Windows Server 2019 Standard",
                "Version": "10.0.17763",
                "ProductType": 3,
                "OperatingSystemSKU": 7,
                "ServicePackMajorVersion": 0,
                "OSArchitecture": "64-bit",
                "OSLanguage": 1033,
                "FreePhysicalMemory": 12_582_912,
            }
        ],
        "Win32_ComputerSystem": [
            {
                "Name": "WINHOST",
                "DNSHostName": "winhost",
                "Domain": "WORKGROUP",
                "PartOfDomain": False,
                "DomainRole": 2,
                "Manufacturer": "VMware, Inc.",
                "Model": "VMware Virtual Platform",
                "TotalPhysicalMemory": 16 * GB - 4096,
                "NumberOfLogicalProcessors": 8,
            }
        ],
        "Win32_BIOS": [{"SerialNumber": "VMware-42 00", "SMBIOSBIOSVersion": "6.00"}],
        "Win32_ComputerSystemProduct": [{"UUID": "420041CC-0000-0000-0000-0000000000C3"}],
        "Win32_SystemEnclosure": [{"SMBIOSAssetTag": "No Asset Tag"}],
        "Win32_Service": [
            _service("W32Time"),
            _service("Winmgmt"),
            _service("VSS", "Manual", "Stopped"),
            _service("Dhcp"),
            _service("Netlogon", "Manual", "Stopped"),
        ],
        "Win32_Process": [{"ProcessId": 4, "Name": "System"}, {"ProcessId": 760, "Name": "svchost.exe"}],
        "Win32_NetworkAdapterConfiguration": [
            {
                "Index": 1,
                "Description": "vmxnet3 Ethernet Adapter",
                "ServiceName": "vmxnet3ndis6",
                "MACAddress": "00:50:56:00:00:01",
                "DHCPEnabled": False,
                "IPEnabled": True,
                "IPAddress": ["10.0.0.5", "fe80::1"],
                "DefaultIPGateway": ["10.0.0.1"],
                "DNSServerSearchOrder": ["10.0.0.2"],
            },
            {"Index": 2, "Description": "WAN Miniport (IP)", "IPEnabled": False, "DHCPEnabled": True},
        ],
        "Win32_NetworkAdapter": [{"Index": 1, "PhysicalAdapter": True}, {"Index": 2, "PhysicalAdapter": False}],
        "Win32_DiskDrive": [
            {
                "Index": 0,
                "Model": "VMware Virtual disk",
                "InterfaceType": "SCSI",
                "Size": 80 * GB,
                "BytesPerSector": 512,
            },
            {
                "Index": 1,
                "Model": "VMware Virtual disk",
                "InterfaceType": "SCSI",
                "Size": 700 * GB,
                "BytesPerSector": 512,
            },
        ],
        "Win32_DiskPartition": [
            {
                "DeviceID": "Disk #0, Partition #0",
                "DiskIndex": 0,
                "Index": 0,
                "BootPartition": True,
                "Type": "Installable File System",
            },
            {
                "DeviceID": "Disk #1, Partition #0",
                "DiskIndex": 1,
                "Index": 0,
                "BootPartition": False,
                "Type": "GPT: Basic Data",
            },
        ],
        "Win32_LogicalDiskToPartition": [
            {
                "Antecedent": rf'\\WINHOST\root\cimv2:Win32_DiskPartition.DeviceID="Disk #{disk}, Partition #0"',
                "Dependent": rf'\\WINHOST\root\cimv2:Win32_LogicalDisk.DeviceID="{letter}"',
            }
            for disk, letter in ((0, "C:"), (1, "E:"))
        ],
        "Win32_LogicalDisk": [
            {
                "DeviceID": "C:",
                "DriveType": 3,
                "FileSystem": "NTFS",
                "Size": 79 * GB,
                "FreeSpace": 40 * GB,
                "VolumeName": "",
            },
            {"DeviceID": "D:", "DriveType": 5},
            {"DeviceID": "E:", "DriveType": 3, "FileSystem": "NTFS", "Size": 699 * GB, "FreeSpace": 690 * GB},
            {"DeviceID": "Z:", "DriveType": 4, "FileSystem": "NTFS", "Size": GB, "FreeSpace": GB},
        ],
        "Win32_QuickFixEngineering": [{"HotFixID": "KB4474419"}, {"HotFixID": "KB4490628"}],
        "Win32_Share": [{"Name": "ADMIN$"}, {"Name": "C$"}, {"Name": "IPC$"}],
    },
    commands={
        "Get-WindowsFeature": [
            _feature("AD-Domain-Services"),
            _feature("Hyper-V"),
            _feature("Web-Server"),
            _feature("NET-Framework-45-Core", True),
        ],
    },
    programs={
        "whoami": whoami(*elevated()),
        "netstat": program(*_NETSTAT),
        "w32tm": program(*_TIME),
        "bcdedit": program("", "Windows Boot Loader", r"path                    \Windows\system32\winload.exe"),
    },
    files={"Windows/System32/rundll32.exe": "", "ProgramData/readme.txt": ""},
)


def system(name: str, version: str, **others: Any) -> dict[str, Any]:
    """The change of Win32_OperatingSystem for another Windows."""
    return {"Win32_OperatingSystem": {"Caption": name, "Version": version, **others}}


APPLICATION_HOST = """<?xml version="1.0" encoding="UTF-8"?>
<configuration>
  <system.applicationHost>
    <applicationPools><add name="x"><processModel userName="u" password="do-not-show" /></add></applicationPools>
    <sites>
      <site name="Default Web Site" id="1">
        <bindings><binding protocol="http" bindingInformation="*:80:" /></bindings>
      </site>
      <site name="Shop" id="2">
        <bindings><binding protocol="https" bindingInformation="[::1]:443:shop" /></bindings>
      </site>
    </sites>
  </system.applicationHost>
  <system.webServer>
    <globalModules><add name="FastCgiModule" image="%windir%\\System32\\inetsrv\\iisfcgi.dll" /></globalModules>
    <security><authentication><anonymousAuthentication enabled="true" userName="IUSR" /></authentication></security>
  </system.webServer>
  <location path="Shop/admin"><system.webServer><security><authentication>
    <anonymousAuthentication enabled="false" />
  </authentication></security></system.webServer></location>
  <location path=""><system.webServer><modules><add name="FastCgiModule" /></modules></system.webServer></location>
</configuration>
"""


def _registry(key: str, **values: Any) -> Picture:
    return SERVER_2019.but(registry={key: values})


_AGENT_CONF = "Program Files (x86)/Microsoft Azure Site Recovery/agent/Application Data/etc/drscout.conf"
_AGENT = {
    "Version": "9.62.0.0",
    "Build_Version": "9.62.7056.1",
    "InstallDirectory": "C:\\Program Files (x86)\\Microsoft Azure Site Recovery",
    "Platform": "VmWare",
    "AgentConfigurationStatus": "Succeeded",
    "Reboot_Required": "No",
}
_SERVER_HOME = "D:\\ASR"
_NO_SERVER_MANAGER = {"Get-WindowsFeature": None}


_GPT = [
    {
        "DeviceID": "Disk #0, Partition #0",
        "DiskIndex": 0,
        "Index": 0,
        "BootPartition": False,
        "Type": "GPT: Basic Data",
    },
    {"DeviceID": "Disk #0, Partition #1", "DiskIndex": 0, "Index": 1, "BootPartition": True, "Type": "GPT: System"},
    {
        "DeviceID": "Disk #1, Partition #0",
        "DiskIndex": 1,
        "Index": 0,
        "BootPartition": False,
        "Type": "GPT: Basic Data",
    },
]


def _server(cx_type: int) -> Picture:
    conf = "ProgramData/Microsoft Azure Site Recovery/Config/App.conf"
    return SERVER_2019.but(
        registry={
            rf"{INMAGE}\9": {"Version": "9.62.0.0", "Build_Version": "9.62.7056.1"},
            rf"{INMAGE}\10": {"Version": "9.62.0.0", "Build_Version": "9.62.7056.1"},
            rf"{INMAGE}\5": _AGENT,
            INMAGE: {"IIS_Installation_Status": "Succeeded"},
            r"HKLM\SOFTWARE\Microsoft\Azure Site Recovery": {"DraID": "dra-1"},
            r"HKLM\SOFTWARE\Microsoft\Azure Site Recovery\Registration": {"ResourceId": "keep-this-secret"},
        },
        files={
            conf: "INSTALLATION_PATH = C:\\ASR\n",
            "ASR/home/svsystems/etc/amethyst.conf": f'DB_PASSWD = "hush"\nCX_TYPE = "{cx_type}"\n',
        },
    )


VARIANTS: dict[str, Picture] = {
    "server-2019": SERVER_2019,
    "server-2008-r2": SERVER_2019.but(
        registry={CONTROL: None, WINDOWS_NT: {"InstallationType": "Server"}},
        wmi={
            **system("Microsoft Windows Server 2008 R2 Standard", "6.1.7601", ServicePackMajorVersion=1),
            "Win32_OptionalFeature": [{"Name": "IIS-WebServerRole", "InstallState": 1}],
        },
        commands=_NO_SERVER_MANAGER,
        powershell="2.0",
    ),
    "server-2012-r2": SERVER_2019.but(
        wmi=system("Microsoft Windows Server 2012 R2 Standard", "6.3.9600"), powershell="4.0"
    ),
    "server-2016": SERVER_2019.but(wmi=system("Microsoft Windows Server 2016 Datacenter", "10.0.14393")),
    "server-2022": SERVER_2019.but(
        registry={CONTROL: {"PEFirmwareType": 2}, rf"{CONTROL}\SecureBoot\State": {"UEFISecureBootEnabled": 1}},
        wmi={
            **system("Microsoft Windows Server 2022 Standard", "10.0.20348"),
            "Win32_DiskPartition": _GPT,
        },
        powershell="7.4",
    ),
    "server-core": SERVER_2019.but(
        registry={WINDOWS_NT: {"InstallationType": "Server Core"}},
        wmi={"Win32_ServerFeature": [{"ID": 20, "ParentID": 0, "Name": "Hyper-V"}]},
        commands=_NO_SERVER_MANAGER,
    ),
    "domain-controller": SERVER_2019.but(
        wmi={
            "Win32_OperatingSystem": {"ProductType": 2},
            "Win32_ComputerSystem": {"DomainRole": 5, "PartOfDomain": True, "Domain": "corp.example"},
            "Win32_Service": [_service("Winmgmt"), _service("Dhcp"), _service("Netlogon")],
        },
        commands={"Get-WindowsFeature": [_feature("AD-Domain-Services", True), _feature("Web-Server")]},
    ),
    "iis": SERVER_2019.but(files={"Windows/System32/inetsrv/config/applicationHost.config": APPLICATION_HOST}),
    "fips": _registry(rf"{CONTROL}\Lsa\FIPSAlgorithmPolicy", Enabled=1),
    "policies": SERVER_2019.but(
        registry={
            SYSTEM_POLICIES: {"DisableRegistryTools": 1, "LocalAccountTokenFilterPolicy": 1},
            rf"{USER_POLICIES}\System": {"DisableRegistryTools": 2},
            r"HKLM\SOFTWARE\Policies\Microsoft\Windows\System": {"DisableCMD": 1},
            r"HKCU\Software\Policies\Microsoft\Windows\System": {"DisableCMD": 2},
            rf"{CURRENT}\Policies\Attachments": {"UseTrustedHandlers": 3},
            r"HKLM\SOFTWARE\Policies\Microsoft\Windows\PowerShell": {
                "EnableScripts": 1,
                "ExecutionPolicy": "AllSigned",
            },
        }
    ),
    "dhcp": SERVER_2019.but(wmi={"Win32_NetworkAdapterConfiguration": {"DHCPEnabled": True}}),
    "german": SERVER_2019.but(
        registry={rf"{CONTROL}\Nls\Language": {"Default": "0407", "InstallLanguage": "0407"}},
        wmi={"Win32_OperatingSystem": {"OSLanguage": 1031}},
        environment={"PWSH_CULTURE": "de-DE"},
    ),
    "restart": SERVER_2019.but(
        registry={
            rf"{CURRENT}\Component Based Servicing\RebootPending": {},
            rf"{CURRENT}\WindowsUpdate\Auto Update\RebootRequired": {},
            rf"{CONTROL}\Session Manager": {
                "PendingFileRenameOperations": [r"\??\C:\a.tmp", "", r"\??\C:\b", r"!\??\C:\c"]
            },
            rf"{CONTROL}\ComputerName\ComputerName": {"ComputerName": "NEWNAME"},
            r"HKLM\SOFTWARE\Microsoft\Updates": {"UpdateExeVolatile": 3},
            rf"{SERVICES}\Netlogon": {"JoinDomain": "corp.example"},
            rf"{CURRENT}\Installer\InProgress": {},
        },
        files={"Windows/System32/drivers/InDskFlt.sys": ""},
    ),
    "e1000": SERVER_2019.but(
        wmi={
            "Win32_NetworkAdapterConfiguration": {
                "ServiceName": "E1G60",
                "Description": "Intel(R) PRO/1000 MT Network Connection",
            }
        }
    ),
    "mysql-5.5": SERVER_2019.but(registry=uninstall("MySQL Server 5.5", "5.5.37", bits=32, publisher="Oracle")),
    "server-2008-r2-without-updates": SERVER_2019.but(
        registry={CONTROL: None},
        wmi={
            **system("Microsoft Windows Server 2008 R2 Standard", "6.1.7601", ServicePackMajorVersion=1),
            "Win32_QuickFixEngineering": [{"HotFixID": "KB976902"}],
        },
        commands=_NO_SERVER_MANAGER,
        powershell="2.0",
    ),
    "two-disks-to-start-from": SERVER_2019.but(
        wmi={
            "Win32_DiskPartition": [
                {
                    "DeviceID": "Disk #0, Partition #0",
                    "DiskIndex": 0,
                    "Index": 0,
                    "BootPartition": True,
                    "Type": "Unknown",
                },
                {
                    "DeviceID": "Disk #1, Partition #0",
                    "DiskIndex": 1,
                    "Index": 0,
                    "BootPartition": True,
                    "Type": "Unknown",
                },
            ]
        }
    ),
    "missing-driver-and-disabled-service": SERVER_2019.but(
        registry={
            rf"{SERVICES}\storvsc": None,
            rf"{SERVICES}\vss": {"Start": 4},
            rf"{SERVICES}\involflt": {"Start": 3},
        },
    ),
    "small-and-full": SERVER_2019.but(
        wmi={
            "Win32_ComputerSystem": {"TotalPhysicalMemory": 900 * 1024**2, "DNSHostName": "app_01"},
            "Win32_LogicalDisk": [
                {"DeviceID": "C:", "DriveType": 3, "FileSystem": "NTFS", "Size": 79 * GB, "FreeSpace": GB // 20}
            ],
            "Win32_DiskDrive": [
                {"Index": 0, "Model": "Disk", "InterfaceType": "SCSI", "Size": 80 * GB, "BytesPerSector": 4096}
            ],
            "Win32_Share": [{"Name": "IPC$"}],
        }
    ),
    "configuration-server": _server(3),
    "process-server": _server(2),
    "vmm-server": SERVER_2019.but(
        registry={
            r"HKLM\SOFTWARE\Microsoft\Microsoft System Center Virtual Machine Manager Server\Setup": {
                "VmmID": "6f9619ff-8b86-d011-b42d-00c04fc964ff"
            }
        },
        wmi={"Win32_Service": [_service("SCVMMService"), _service("wuauserv", "Manual", "Stopped")]},
    ),
    "vmm-server-without-id": SERVER_2019.but(wmi={"Win32_Service": [_service("SCVMMService"), _service("wuauserv")]}),
    "hyper-v-2012-r2": SERVER_2019.but(
        wmi={
            **system("Microsoft Windows Server 2012 R2 Datacenter", "6.3.9600"),
            "Win32_Service": [_service("vmms"), _service("wuauserv", "Disabled", "Stopped")],
        },
        commands={"Get-WindowsFeature": [_feature("Hyper-V", True), _feature("AD-Domain-Services")]},
        powershell="4.0",
    ),
    "hyper-v-2019-core": SERVER_2019.but(
        registry={WINDOWS_NT: {"InstallationType": "Server Core"}},
        wmi={
            "Win32_ServerFeature": [{"ID": 20, "ParentID": 0, "Name": "Hyper-V"}],
            "Win32_Service": [_service("vmms"), _service("wuauserv")],
        },
        commands=_NO_SERVER_MANAGER,
    ),
    "appliance-2022": SERVER_2019.but(
        wmi={
            **system("Microsoft Windows Server 2022 Standard", "10.0.20348"),
            "Win32_ComputerSystem": {"TotalPhysicalMemory": 32 * GB - 4096, "NumberOfLogicalProcessors": 8},
        },
        powershell="5.1",
    ),
    "agent": SERVER_2019.but(
        registry={rf"{INMAGE}\5": _AGENT, rf"{SERVICES}\InDskFlt": {"Start": 0}},
        files={_AGENT_CONF: "[vxagent]\nHostId = 1234\nVmPlatform = VmWare\nCSType = CSLegacy\nRole = Agent\n"},
    ),
}
