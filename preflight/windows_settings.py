"""The parts of a Windows host's facts that are settings and software: policies, TLS, .NET, IIS, services, products.

As everywhere in the facts, Unknown says why a thing could not be read and Absent that it is not there. A registry
value of another type than it should have is Unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from preflight.facts import Absent, Unknown

Number: TypeAlias = int | Absent | Unknown
Text: TypeAlias = str | Absent | Unknown


@dataclass(frozen=True, slots=True)
class Scoped:
    """A number that a policy may set for the machine (HKLM) and for the account that collected (HKCU)."""

    machine: Number
    user: Number


@dataclass(frozen=True, slots=True)
class ScriptPolicy:
    """The policy "Turn on Script Execution": EnableScripts (0 switches scripts off) and ExecutionPolicy, by scope.

    `effective` is every scope of PowerShell's execution policy (MachinePolicy, UserPolicy, Process, CurrentUser,
    LocalMachine) with its setting; Process may be siteprep's own.
    """

    enable_scripts: Scoped
    machine_policy: Text
    user_policy: Text
    effective: Mapping[str, str] | Unknown


@dataclass(frozen=True, slots=True)
class Policies:
    """Group policies that setup stumbles over, and FIPS mode (FipsAlgorithmPolicy\\Enabled)."""

    registry_tools: Scoped
    command_prompt: Scoped
    trusted_handlers: Scoped
    scripts: ScriptPolicy
    fips: Number
    remote_uac: Number
    """LocalAccountTokenFilterPolicy; 1 lets local administrators act as such over the network."""
    enable_lua: Number


@dataclass(frozen=True, slots=True)
class Protocol:
    """SCHANNEL's Enabled and DisabledByDefault of one protocol and side; Absent leaves it to Windows."""

    enabled: Number
    disabled_by_default: Number


@dataclass(frozen=True, slots=True)
class DotNetTls:
    """SystemDefaultTlsVersions and SchUseStrongCrypto of one .NET version and registry view."""

    system_default: Number
    strong_crypto: Number


@dataclass(frozen=True, slots=True)
class DotNet:
    """.NET Framework 4: Release number and version (Absent: not installed), and TLS settings by view.

    The keys of `tls` are "v4.0.30319", "v4.0.30319 (32-bit)", "v2.0.50727" and "v2.0.50727 (32-bit)".
    """

    release: Number
    version: Text
    tls: Mapping[str, DotNetTls]


@dataclass(frozen=True, slots=True)
class Site:
    """A web site of IIS; a binding is its protocol and what IIS calls binding information, "http/*:80:"."""

    name: str
    bindings: tuple[str, ...]

    @property
    def ports(self) -> tuple[int, ...]:
        """The TCP ports bound, each once."""
        parts = (binding.rsplit(":", 2) for binding in self.bindings)
        return tuple(dict.fromkeys(int(part[1]) for part in parts if len(part) == 3 and part[1].isdecimal()))


@dataclass(frozen=True, slots=True)
class Iis:
    """IIS as applicationHost.config has it. `anonymous` is the server-wide switch of anonymous authentication,
    `anonymous_off` the locations that switch it off; `fastcgi_installed` tells whether the module is there at all,
    `fastcgi_enabled` whether it is in the server's list of modules.
    """

    sites: tuple[Site, ...]
    anonymous: bool | Unknown
    anonymous_off: tuple[str, ...]
    fastcgi_installed: bool
    fastcgi_enabled: bool


@dataclass(frozen=True, slots=True)
class Service:
    """A service: `state` "Running", "Stopped" ..., `start` "Auto", "Manual", "Disabled", "Boot" or "System"."""

    name: str
    state: str
    start: str
    account: str


@dataclass(frozen=True, slots=True)
class Product:
    """An installed product of the Uninstall keys; `view_bits` 64 or 32 is the registry view it stands in."""

    name: str
    version: str
    publisher: str
    location: str
    view_bits: int


@dataclass(frozen=True, slots=True)
class RestartSigns:
    """Every place where Windows, or the original, notes that a restart is wanted; each on its own.

    `file_renames` are the files waiting to be renamed or deleted (Absent: the value is not there); `update_volatile`
    is UpdateExeVolatile; `driver_without_service` names the filter driver files of the agent whose service key is gone.
    """

    component_servicing: bool | Unknown
    windows_update: bool | Unknown
    file_renames: tuple[str, ...] | Absent | Unknown
    computer_rename: bool | Unknown
    domain_join: bool | Unknown
    update_volatile: Number
    driver_without_service: tuple[str, ...] | Unknown


@dataclass(frozen=True, slots=True)
class FirewallRule:
    """An inbound rule of one of the groups that push installation needs; `group` is "file-and-printer-sharing" or
    "wmi", `profiles` of "domain", "private", "public", `store` "local" or "policy".
    """

    id: str
    group: str
    active: bool
    allow: bool
    profiles: tuple[str, ...]
    store: str


@dataclass(frozen=True, slots=True)
class Firewall:
    """The Windows firewall: whether it is on, by profile ("domain", "private", "public"), and the groups' rules."""

    enabled: Mapping[str, bool | Unknown]
    rules: tuple[FirewallRule, ...] | Unknown


@dataclass(frozen=True, slots=True)
class Proxy:
    """Proxy settings, user:password parts masked. Absent: none is set (direct access).

    `environment` has those of HTTP_PROXY, HTTPS_PROXY and NO_PROXY that are set, or all three Unknown.
    """

    winhttp: Text
    winhttp_bypass: Text
    user: Text
    user_bypass: Text
    user_script: Text
    environment: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Antivirus:
    """Registered antivirus products (Absent: servers keep no such list) and the folders Defender leaves out."""

    products: tuple[str, ...] | Absent | Unknown
    defender_exclusions: tuple[str, ...] | Absent | Unknown


@dataclass(frozen=True, slots=True)
class AsrProduct:
    """A component that the original notes under Installed Products: 4 FX, 5 agent or master target, 9 server, 10
    third-party set. `values` are its registry values as text, such as Version, Build_Version and InstallDirectory.
    """

    number: int
    values: Mapping[str, str]

    @property
    def version(self) -> str:
        """Its build version, else its version; empty where neither is noted."""
        return self.values.get("Build_Version") or self.values.get("Version", "")


@dataclass(frozen=True, slots=True)
class Registration:
    """What earlier registrations left: the names of the values below the Registration and ProxySettings keys (Absent:
    no such key), the ids of provider and VMM, and whether the agent's backup key InMageMT is there.
    """

    values: tuple[str, ...] | Absent | Unknown
    proxy_values: tuple[str, ...] | Absent | Unknown
    dra_id: Text
    vmm_id: Text
    backup: bool | Unknown
