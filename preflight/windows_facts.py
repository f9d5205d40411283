"""What is known of a Windows host: typed, immutable, parsed from evidence, unjudged.

The parts stand in `preflight.windows_machine` (machine, disks, network, clock) and `preflight.windows_settings`
(policies, software). Unknown says why a fact could not be read, Absent that the thing is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from host.target import Platform
from preflight.facts import FACTS_VERSION, Absent, Unknown, _members
from preflight.network import Probe
from preflight.windows_machine import (
    Account,
    Adapter,
    Boot,
    Computer,
    Disk,
    Encryption,
    Identity,
    Languages,
    Listener,
    OperatingSystem,
    Partition,
    Volume,
    WindowsClock,
)
from preflight.windows_settings import (
    Antivirus,
    AsrProduct,
    DotNet,
    Firewall,
    Iis,
    Number,
    Policies,
    Product,
    Protocol,
    Proxy,
    Registration,
    RestartSigns,
    Service,
    Text,
)


@dataclass(frozen=True, slots=True)
class WindowsFacts:
    """One Windows host.

    `powershell` is PowerShell's version, `environment` the folders Windows names (SystemDrive, SystemRoot, ProgramData,
    ProgramFiles, TEMP). `features` maps a feature's name in Server Manager ("Web-Server") to whether it is installed;
    AD-Domain-Services, Web-Server and Hyper-V are there from every source. The keys of `schannel` are "TLS 1.2 Client"
    and the like. `services` has lower-case names as keys; `starts` has the Start numbers in CurrentControlSet of the
    drivers and services the agent needs (0 boot ... 4 disabled, Absent: no such key), `control_sets` those of the
    drivers in every control set. `programs` are the file names of the running processes; `installer_running` tells of a
    Windows Installer at work. `agent_configuration` are CSType, VmPlatform, Role, HostName and HostId of drscout.conf,
    `server_configuration` is CX_TYPE of amethyst.conf ("3" configuration server, "2" process server). `files` tells of
    each file or folder that was looked for, by its path with variables, whether it is there. `iis_marker` is
    IIS_Installation_Status of the original. `jobs` are the names of siteprep's own run folders.
    """

    platform: ClassVar[Platform] = Platform.WINDOWS

    system: OperatingSystem | Unknown
    languages: Languages
    computer: Computer | Unknown
    identity: Identity
    account: Account | Unknown
    powershell: str | Unknown
    environment: Mapping[str, str] | Unknown
    boot: Boot
    features: Mapping[str, bool] | Unknown
    policies: Policies
    schannel: Mapping[str, Protocol]
    dotnet: DotNet
    iis: Iis | Absent | Unknown
    services: Mapping[str, Service] | Unknown
    starts: Mapping[str, Number]
    control_sets: Mapping[str, Mapping[str, Number]] | Unknown
    listeners: tuple[Listener, ...] | Unknown
    adapters: tuple[Adapter, ...] | Unknown
    disks: tuple[Disk, ...] | Unknown
    partitions: tuple[Partition, ...] | Unknown
    volumes: tuple[Volume, ...] | Unknown
    encryption: tuple[Encryption, ...] | Absent | Unknown
    free_memory_bytes: int | Unknown
    restart: RestartSigns
    clock: WindowsClock
    firewall: Firewall
    products: tuple[Product, ...] | Unknown
    hotfixes: tuple[str, ...] | Unknown
    antivirus: Antivirus
    proxy: Proxy
    asr_products: tuple[AsrProduct, ...] | Unknown
    registration: Registration
    agent_configuration: Mapping[str, str] | Absent | Unknown
    server_configuration: Mapping[str, str] | Absent | Unknown
    programs: tuple[str, ...] | Unknown
    installer_running: bool | Unknown
    files: Mapping[str, bool] | Unknown
    shares: tuple[str, ...] | Unknown
    iis_marker: Text
    jobs: tuple[str, ...] | Unknown
    probes: tuple[Probe, ...] | Absent | Unknown

    @property
    def os_name(self) -> str:
        """The system's own name for itself, for people to read; empty when it could not be read."""
        return "" if isinstance(self.system, Unknown) else self.system.name

    def service(self, name: str) -> Service | Absent | Unknown:
        """A service by its name, in whatever case."""
        if isinstance(self.services, Unknown):
            return self.services
        return self.services.get(name.lower(), Absent())

    def asr_product(self, number: int) -> AsrProduct | Absent | Unknown:
        """A component of the original by its number under Installed Products."""
        if isinstance(self.asr_products, Unknown):
            return self.asr_products
        return next((product for product in self.asr_products if product.number == number), Absent())

    def to_json(self) -> dict[str, Any]:
        """All facts as plain data; Unknown is ``{"unknown": reason}``, Absent is ``{"absent": true}``."""
        return {"facts": FACTS_VERSION, "platform": self.platform.value, **_members(self)}
