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
from preflight.known import Absent as Absent
from preflight.known import Unknown as Unknown
from preflight.linux_machine import (
    Address,
    Capacity,
    Hardware,
    HostsLine,
    LinuxDisk,
    LinuxListener,
    Mount,
    Packages,
    ProxyVariable,
    TimeSource,
    Unit,
)
from preflight.linux_parts import Agent as Agent
from preflight.linux_parts import Clock as Clock
from preflight.linux_parts import ClockOffset as ClockOffset
from preflight.linux_parts import FileSystem as FileSystem
from preflight.linux_parts import FileSystems as FileSystems
from preflight.linux_parts import MappedDevice as MappedDevice
from preflight.linux_parts import Sshd as Sshd
from preflight.linux_parts import TextFile as TextFile
from preflight.linux_parts import User as User
from preflight.network import Probe
from preflight.os_token import NoToken, os_name, os_token

if TYPE_CHECKING:
    from preflight.requirements import Requirements

FACTS_VERSION = 1


@dataclass(frozen=True, slots=True)
class LinuxFacts:
    """One Linux host.

    `physical_volumes` pairs LVM's devices with their volume groups, `commands` tells which commands are there,
    `boot_image` lists the Hyper-V drivers in an old kernel's boot image, `jobs` siteprep's own run folders, `files`
    whether certain files are there, `btrfs` the devices of every btrfs file system by UUID, `pending_reboot` why the
    host waits for a restart, `azure_encrypted` the lines of Azure Disk Encryption's list of devices.
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
    mounts: tuple[Mount, ...] | Unknown
    disks: tuple[LinuxDisk, ...] | Unknown
    btrfs: Mapping[str, tuple[str, ...]] | Absent | Unknown
    addresses: tuple[Address, ...] | Absent | Unknown
    hosts: tuple[HostsLine, ...] | Absent | Unknown
    listeners: tuple[LinuxListener, ...] | Absent | Unknown
    bonds: tuple[str, ...] | Unknown
    proxies: tuple[ProxyVariable, ...] | Unknown
    time_sources: tuple[TimeSource, ...] | Unknown
    services: tuple[Unit, ...] | Absent | Unknown
    processes: tuple[str, ...] | Unknown
    selinux: str | Absent | Unknown
    fips: bool | Unknown
    hardware: Hardware | Absent | Unknown
    capacity: Capacity | Unknown
    packages: Packages | Absent | Unknown
    rpm_database: bool | Absent | Unknown
    pending_reboot: tuple[str, ...] | Unknown
    files: Mapping[str, bool] | Unknown
    azure_encrypted: tuple[str, ...] | Absent | Unknown
    probes: tuple[Probe, ...] | Absent | Unknown

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
