"""Parts of a Linux host's picture that hold facts which may be unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from preflight.known import Absent, Unknown


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
    """The file systems of /, of /boot (Absent: no such folder), of the agent's folder and of /tmp (`copy`)."""

    root: FileSystem | Unknown
    boot: FileSystem | Absent | Unknown
    install: FileSystem | Unknown
    copy: FileSystem | Unknown


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
    """How the host's clock compares, and whether the host says that something keeps it right.

    `by_servers` compares it with time servers, by way of the machine that collected.
    """

    measured: ClockOffset | Unknown
    by_servers: ClockOffset | Unknown
    synchronised: bool | Unknown


@dataclass(frozen=True, slots=True)
class Agent:
    """An installed mobility agent, as its version file and drscout.conf put it.

    A text is empty where the files have no such line, for instance `configuration_status` before registration.
    `host_id` is the id under which the server knows the agent.
    """

    version: str
    install_dir: str
    os_built_for: str
    configuration_status: str
    cs_type: str
    cs_address: str
    vm_platform: str
    role: str
    service_running: bool | Unknown
    host_id: str | Absent | Unknown
