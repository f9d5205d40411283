"""Parts of a Linux host's picture: network, software, disks and the machine itself. None of them judges anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """One IP address of a network interface."""

    interface: str
    address: str

    @property
    def is_ipv4(self) -> bool:
        """Whether it has the dotted form."""
        return ":" not in self.address


@dataclass(frozen=True, slots=True)
class HostsLine:
    """One line of /etc/hosts."""

    address: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinuxListener:
    """A listening TCP port; `address` is as the host writes it, `owner` is empty where the host does not tell."""

    address: str
    port: int
    owner: str


@dataclass(frozen=True, slots=True)
class ProxyVariable:
    """A proxy set by a variable, in the environment or in a file; user and password never reach siteprep."""

    where: str
    variable: str
    address: str


@dataclass(frozen=True, slots=True)
class TimeSource:
    """A time server named in a configuration file."""

    path: str
    server: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of systemd: whether it runs, and when it is started (enabled, disabled, static ...; may be empty)."""

    name: str
    active: bool
    startup: str


@dataclass(frozen=True, slots=True)
class Hardware:
    """The machine as its firmware describes it; a text is empty where it tells nothing."""

    vendor: str
    product: str
    uuid: str
    asset_tag: str
    bios_vendor: str


@dataclass(frozen=True, slots=True)
class Capacity:
    """Memory in units of 1,024 bytes, and processors as the kernel counts them."""

    memory_kb: int
    available_kb: int
    processors: int


@dataclass(frozen=True, slots=True)
class Packages:
    """Those of the packages that matter here which are installed, with versions, and who manages them (rpm, dpkg)."""

    manager: str
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LinuxDisk:
    """A disk as the kernel describes it.

    `sectors` are of 512 bytes; `logical` and `physical` are sector sizes in bytes; 0 where the kernel does not tell.
    `place` is its folder below /sys/devices, which shows the bus it hangs on.
    """

    name: str
    sectors: int
    logical: int
    physical: int
    place: str

    @property
    def size_kb(self) -> int:
        """Its size in units of 1,024 bytes."""
        return self.sectors // 2


@dataclass(frozen=True, slots=True)
class Mount:
    """One mounted file system."""

    device: str
    path: str
    type: str
