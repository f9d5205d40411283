"""What is known of a Linux host: typed, immutable, parsed from evidence, unjudged.

A fact that could not be read is `Unknown` with the reason; a thing that is not there is `Absent`. Neither is ever a
default value. `to_json` gives the whole as plain data, marked with FACTS_VERSION.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from host.target import Platform
from preflight.block import BlockDevices
from preflight.os_token import NoToken, os_name, os_token

if TYPE_CHECKING:
    from preflight.requirements import Requirements

FACTS_VERSION = 1


@dataclass(frozen=True, slots=True)
class Unknown:
    """A fact that could not be read. The reason is a full sentence."""

    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class Absent:
    """The host answered, and the thing is not there."""


@dataclass(frozen=True, slots=True)
class User:
    """The account the collector ran as."""

    uid: int
    name: str


@dataclass(frozen=True, slots=True)
class FileSystem:
    """The file system a path lies on. `path` is what was asked for, sizes are in units of 1,024 bytes."""

    path: str
    device: str
    mount_point: str
    free_kb: int
    total_kb: int
    type: str | Unknown


@dataclass(frozen=True, slots=True)
class FileSystems:
    """The file systems of /, of /boot (Absent: no such folder) and of the folder the agent goes to."""

    root: FileSystem | Unknown
    boot: FileSystem | Absent | Unknown
    install: FileSystem | Unknown


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file and where it was found."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class MappedDevice:
    """One row of the device mapper's table: /dev/mapper/NAME and its target type (linear, crypt, multipath ...)."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Sshd:
    """The SSH server's settings, keywords in lower case; a keyword may have several values (subsystem).

    `effective` tells what the server itself says (`sshd -T`) from what its configuration files spell out; in the
    latter a keyword that is not spelled out has the server's default.
    """

    effective: bool
    settings: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ClockOffset:
    """The host's clock minus that of the machine that collected, in seconds; the truth lies within +- uncertainty."""

    offset_seconds: float
    uncertainty_seconds: float


@dataclass(frozen=True, slots=True)
class Clock:
    """How the host's clock compares, and whether the host says that something keeps it right."""

    measured: ClockOffset | Unknown
    synchronised: bool | Unknown


@dataclass(frozen=True, slots=True)
class Agent:
    """An installed mobility agent, as its version file and drscout.conf put it.

    A text is empty where the files have no such line, for instance `configuration_status` before registration.
    """

    version: str
    install_dir: str
    os_built_for: str
    configuration_status: str
    cs_type: str
    cs_address: str
    service_running: bool | Unknown


@dataclass(frozen=True, slots=True)
class LinuxFacts:
    """One Linux host.

    `physical_volumes` pairs LVM's devices with their volume groups, `commands` tells which commands are there,
    `boot_image` lists the Hyper-V drivers in an old kernel's boot image, `jobs` siteprep's own run folders.
    """

    platform: ClassVar[Platform] = Platform.LINUX

    user: User | Unknown
    machine: str | Unknown
    kernel: str | Unknown
    host_name: str | Absent | Unknown
    release_files: Mapping[str, str] | Unknown
    file_systems: FileSystems
    install_dir: str | Unknown
    cmdline: str | Unknown
    grub: TextFile | Absent | Unknown
    default_grub: TextFile | Absent | Unknown
    mapped_devices: tuple[MappedDevice, ...] | Absent | Unknown
    block_devices: BlockDevices | Unknown
    physical_volumes: tuple[tuple[str, str], ...] | Absent | Unknown
    commands: Mapping[str, bool] | Unknown
    kernel_folder: bool | Unknown
    boot_image: tuple[str, ...] | Absent | Unknown
    run_level: str | Absent | Unknown
    locales: tuple[str, ...] | Absent | Unknown
    dhcp_clients: Mapping[str, bool] | Unknown
    writable: Mapping[str, bool] | Unknown
    sshd: Sshd | Absent | Unknown
    clock: Clock
    secure_boot: bool | Unknown
    agent: Agent | Absent | Unknown
    jobs: tuple[str, ...] | Unknown

    @property
    def os_name(self) -> str:
        """The system's own name for itself, for people to read; empty when no file tells."""
        return "" if isinstance(self.release_files, Unknown) else os_name(self.release_files)

    def os_token(self, requirements: Requirements) -> str | NoToken | Unknown:
        """The original's token for this system, such as DEBIAN12-64, or why it has none."""
        if isinstance(self.machine, Unknown):
            return self.machine
        if isinstance(self.release_files, Unknown):
            return self.release_files
        return os_token(requirements.os_rules, self.machine, self.release_files)

    def to_json(self) -> dict[str, Any]:
        """All facts as plain data; Unknown is ``{"unknown": reason}``, Absent is ``{"absent": true}``."""
        return {"facts": FACTS_VERSION, "platform": self.platform.value, **_members(self)}


def _members(value: Any) -> dict[str, Any]:
    return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}


def _plain(value: Any) -> Any:
    if isinstance(value, Unknown):
        return {"unknown": value.reason}
    if isinstance(value, Absent):
        return {"absent": True}
    if dataclasses.is_dataclass(value):
        return _members(value)
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value
