"""File systems (df, mount) and mapped devices (dmsetup)."""

from __future__ import annotations

import re

from host.evidence import Evidence
from preflight.facts import Absent, FileSystem, FileSystems, MappedDevice, Unknown
from preflight.linux_machine import Mount
from preflight.sections import answer, text, unreadable

# POSIX df: device, size, used, available, capacity, mount point; a device or mount point may hold blanks.
_DF_LINE = re.compile(r"(\S.*?) +(\d{1,18}) +\d{1,18} +(-?\d{1,18}) +(?:\d{1,9}%|-) +(/.*)")
_MOUNT_LINE = re.compile(r"(.+) on (/.*) type (\S+) \(.*")
_MAPPED_LINE = re.compile(r"(.+): \d+ \d+ (\S+)(?: .*)?")


def parse_file_systems(evidence: Evidence) -> FileSystems:
    """The file systems that matter to the agent."""
    boot = answer(evidence, "df-boot")
    return FileSystems(
        root=_file_system(evidence, "df-root", "/"),
        boot=boot if isinstance(boot, Absent) else _file_system(evidence, "df-boot", "/boot"),
        install=_install_file_system(evidence),
        copy=_file_system(evidence, "df-copy", "/tmp"),  # noqa: S108 - a fact of the host
    )


def parse_install_dir(evidence: Evidence) -> str | Unknown:
    """The folder that the collector was asked to look at for the agent."""
    found = text(evidence, "install-folder")
    return found if isinstance(found, Unknown) else found.removesuffix("\n")


def parse_mapped_devices(evidence: Evidence) -> tuple[MappedDevice, ...] | Absent | Unknown:
    """The device mapper's table; Absent where its tool is not installed. One row for each name and type."""
    found = answer(evidence, "mapped-devices")
    if not isinstance(found, str):
        return found
    lines = [line.rstrip() for line in found.split("\n") if line.strip()]
    if lines == ["No devices found"]:
        return ()
    rows = [_MAPPED_LINE.fullmatch(line) for line in lines]
    devices = {MappedDevice(row[1], row[2]): None for row in rows if row}
    return tuple(devices) if all(rows) else unreadable("mapped-devices")


def parse_mounts(evidence: Evidence) -> tuple[Mount, ...] | Unknown:
    """All mounted file systems, in the order of mounting; lines of another shape are passed over."""
    found = text(evidence, "mount")
    if isinstance(found, Unknown):
        return found
    return tuple(Mount(row[1], row[2], row[3]) for line in found.split("\n") if (row := _MOUNT_LINE.fullmatch(line)))


def _install_file_system(evidence: Evidence) -> FileSystem | Unknown:
    folder = parse_install_dir(evidence)
    return folder if isinstance(folder, Unknown) else _file_system(evidence, "df-install", folder)


def _file_system(evidence: Evidence, section: str, path: str) -> FileSystem | Unknown:
    found = text(evidence, section)
    if isinstance(found, Unknown):
        return found
    rows = [row for line in found.split("\n") if (row := _DF_LINE.fullmatch(line.rstrip()))]
    if len(rows) != 1:
        return unreadable(section)
    device, total, free, mount_point = rows[0].groups()
    kind = _type(evidence, mount_point)
    return FileSystem(path, device, mount_point, int(free), int(total), kind)


def _type(evidence: Evidence, mount_point: str) -> str | Unknown:
    """The type of what is mounted there; the last mount hides the earlier ones."""
    mounts = parse_mounts(evidence)
    if isinstance(mounts, Unknown):
        return mounts
    kinds = [mount.type for mount in mounts if mount.path == mount_point]
    return kinds[-1] if kinds else Unknown(f"The list of mounts has none on {mount_point}.")
