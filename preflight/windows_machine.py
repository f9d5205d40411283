"""The parts of a Windows host's facts that are about the machine: system, hardware, disks, network, clock.

As everywhere in the facts, Unknown says why a thing could not be read and Absent that it is not there.
"""

from __future__ import annotations

from dataclasses import dataclass

from preflight.facts import Absent, ClockOffset, Unknown


@dataclass(frozen=True, slots=True)
class OperatingSystem:
    """What Windows says it is (Win32_OperatingSystem and the key `Windows NT\\CurrentVersion`).

    `name` is for people and in the host's language; `version` is (major, minor, build); `product_type` is 1 for a
    workstation, 2 for a domain controller, 3 for another server; `architecture_bits` 32 or 64; `service_pack` 0 where
    none is installed. `installation_type` is "Server", "Server Core" or "Client", Absent before Windows Server 2008 R2.
    """

    name: str
    version: tuple[int, int, int]
    product_type: int
    sku: int | Unknown
    service_pack: int | Unknown
    architecture_bits: int | Unknown
    edition: str | Absent | Unknown
    installation_type: str | Absent | Unknown


@dataclass(frozen=True, slots=True)
class Languages:
    """Language tags such as "en-US": of the installed system, of the system locale (programs without Unicode), and
    of the account that collected: its user interface and its regional format (the current culture).
    """

    system: str | Unknown
    system_locale: str | Unknown
    user_interface: str | Unknown
    culture: str | Unknown


@dataclass(frozen=True, slots=True)
class Computer:
    """Win32_ComputerSystem. `domain_role`: 0, 1 workstation, 2, 3 member server, 4, 5 domain controller (odd numbers
    below 4 are members of a domain). Memory as Windows reports it, in bytes: a little less than is fitted.
    """

    name: str
    dns_name: str | Unknown
    domain: str | Unknown
    part_of_domain: bool | Unknown
    domain_role: int | Unknown
    manufacturer: str | Unknown
    model: str | Unknown
    memory_bytes: int | Unknown
    logical_processors: int | Unknown


@dataclass(frozen=True, slots=True)
class Account:
    """The account that collected. `administrator` is True only where its rights are in force (elevated)."""

    name: str
    sid: str
    administrator: bool


@dataclass(frozen=True, slots=True)
class Boot:
    """How the machine starts. `firmware` is "BIOS" or "UEFI"; Secure Boot is False where the firmware is BIOS."""

    firmware: str | Unknown
    secure_boot: bool | Unknown


@dataclass(frozen=True, slots=True)
class Identity:
    """The machine's identity in its firmware: SMBIOS UUID, serial number, asset tag (by which Azure shows)."""

    bios_id: str | Unknown
    serial_number: str | Unknown
    asset_tag: str | Unknown


@dataclass(frozen=True, slots=True)
class Disk:
    """A disk as Windows numbers it; size in bytes."""

    index: int
    model: str
    interface: str
    size_bytes: int | Unknown
    bytes_per_sector: int | Unknown


@dataclass(frozen=True, slots=True)
class Partition:
    """A partition: its disk, whether Windows starts from it, whether it is the system partition of a GPT disk, and
    the letters of the volumes on it ("C:").
    """

    disk: int
    index: int
    boot: bool
    gpt: bool
    gpt_system: bool
    letters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Volume:
    """A drive letter ("C:"). `drive_type` is 2 removable, 3 fixed, 4 network, 5 optical (Win32_LogicalDisk); the rest
    is Absent where no medium is in the drive. Sizes in bytes.
    """

    letter: str
    drive_type: int
    file_system: str | Absent
    size_bytes: int | Absent
    free_bytes: int | Absent
    label: str


@dataclass(frozen=True, slots=True)
class Encryption:
    """BitLocker on one volume: `protection` 0 off, 1 on, 2 locked; `conversion` 0 decrypted, 1 encrypted, 2 to 5 in
    between (Absent: this Windows does not say).
    """

    letter: str
    protection: int
    conversion: int | Absent


@dataclass(frozen=True, slots=True)
class Adapter:
    """A network adapter that IP is bound to. `driver` is its service's name: "vmxnet3ndis6", "E1G60", "netvsc" ..."""

    index: int
    description: str
    driver: str
    mac: str
    dhcp: bool
    addresses: tuple[str, ...]
    gateways: tuple[str, ...]
    dns_servers: tuple[str, ...]
    physical: bool | Unknown


@dataclass(frozen=True, slots=True)
class Listener:
    """A TCP port that something listens on. Process 4 is Windows itself, which listens for IIS (HTTP.sys).

    `program` is the file name of the process, Unknown where it could not be told.
    """

    address: str
    port: int
    process_id: int
    program: str | Unknown


@dataclass(frozen=True, slots=True)
class WindowsClock:
    """The clock: measured against the collecting machine and, by way of it, against time servers, and what the Windows
    Time service says of itself.

    `source` is the peer or "Local CMOS Clock" (in the host's language where it is not a name); `time_zone` the
    registry's name for the zone, which is English everywhere; `configured` is NTP, NT5DS, AllSync or NoSync.
    """

    measured: ClockOffset | Unknown
    by_servers: ClockOffset | Unknown
    synchronised: bool | Unknown
    source: str | Unknown
    configured: str | Absent | Unknown
    time_zone: str | Absent | Unknown
