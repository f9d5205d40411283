"""What psutil tells of this machine, as sections of a collector's evidence.

They stand in for the collector's own where the host is the machine that siteprep runs on: psutil asks the system,
without ss, df, netstat or WMI, which may be missing, slow or speak another language. What psutil cannot tell is left to
the collector.
"""

from __future__ import annotations

import os
import re
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import psutil

from host.evidence import Evidence, parse_evidence, put_first
from host.target import Platform

SECONDS = 10.0
"""How long psutil is given for all sections."""
FALLBACKS = frozenset({"volumes"})
"""Sections of which the collector knows more than psutil does."""
_COMM = 15
"""Characters of a program's name that Linux keeps; the collector knows no more of it."""
TOLD = frozenset(
    {"apt", "apt-get", "aptitude", "dpkg", "unattended-upgr", "yum", "dnf", "dnf5", "microdnf", "rpm", "zypper"}
    | {"sshd", "chronyd", "ntpd", "systemd-timesyn", "multipathd", "svagents", "appservice"}
)
"""The programs that linux/collect.sh tells of."""
_DRIVE_TYPES = {"removable": 2, "fixed": 3, "cdrom": 5, "ramdisk": 6}
"""Win32_LogicalDisk's numbers for what psutil calls drives; network drives are left out."""


def with_own_sections(evidence: Evidence, platform: Platform, install_dir: str) -> Evidence:
    """The evidence of this machine with psutil's sections in it; those of FALLBACKS only where the collector failed."""
    found: dict[str, str] = {}

    def ask() -> None:
        for name, make in _makers(platform, install_dir).items():
            with suppress(psutil.Error, OSError, ValueError):
                found[name] = make()

    # A file system that hangs must not hold up the rest.
    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(SECONDS)
    there = {name for name, section in evidence.sections.items() if section.exit_code == 0 and section.text.strip()}
    own = {name: text for name, text in found.copy().items() if name not in FALLBACKS & there}
    raw = put_first(evidence.raw, own)
    return parse_evidence(raw, evidence.clock, evidence.own_clock)


def _makers(platform: Platform, install_dir: str) -> dict[str, Callable[[], str]]:
    if platform is Platform.WINDOWS:
        return {"listening": _netstat, "processes": _program_records, "volumes": _volumes}
    return {"listeners": _ss, "processes": _program_names, "capacity": _capacity, **_space(install_dir)}


def _listeners() -> list[tuple[str, int, int | None, str]]:
    """Address, port, process id and program of every listening TCP port."""
    return [
        (_bracketed(each.family, each.laddr[0]), each.laddr[1], each.pid, _name(each.pid))
        for each in psutil.net_connections("tcp")
        if each.status == psutil.CONN_LISTEN and each.laddr
    ]


def _bracketed(family: int, address: str) -> str:
    return f"[{address}]" if family == socket.AF_INET6 else address


def _name(pid: int | None) -> str:
    if pid is None:
        return ""
    with suppress(psutil.Error):
        return _plain(psutil.Process(pid).name())
    return ""


def _plain(text: str) -> str:
    """One line, without what could end a field."""
    return re.sub(r'[^\x20-\x7e]|"', "?", text)


def _ss() -> str:
    head = "State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"
    return head + "".join(
        f"LISTEN 0 0 {address}:{port} *:*" + (f' users:(("{name[:_COMM]}",pid={pid}))' if name else "") + "\n"
        for address, port, pid, name in _listeners()
    )


def _netstat() -> str:
    lines = ""
    for address, port, pid, _ in _listeners():
        peer = "[::]:0" if address.startswith("[") else "0.0.0.0:0"
        lines += f"  TCP    {address}:{port}    {peer}    LISTENING    {pid or 0}\n"
    return lines


def _program_names() -> str:
    names = dict.fromkeys(_plain(each.info["name"] or "")[:_COMM] for each in psutil.process_iter(["name"]))
    return "looked\n" + "".join(f"process {name}\n" for name in names if name in TOLD)


def _program_records() -> str:
    rows = [(each.pid, _plain(each.info["name"] or "")) for each in psutil.process_iter(["name"])]
    return _records({"ProcessId": pid, "Name": name} for pid, name in rows)


def _capacity() -> str:
    memory = psutil.virtual_memory()
    return (
        f"MemTotal: {memory.total // 1024} kB\nMemAvailable: {memory.available // 1024} kB\n"
        f"processors: {psutil.cpu_count(logical=True)}\n"
    )


def _volumes() -> str:
    rows = []
    for each in psutil.disk_partitions(all=False):
        kind = next((number for word, number in _DRIVE_TYPES.items() if word in each.opts.split(",")), None)
        if kind is None:
            continue
        row: dict[str, object] = {"DeviceID": each.device.rstrip("\\"), "DriveType": kind, "FileSystem": each.fstype}
        with suppress(OSError):
            usage = psutil.disk_usage(each.mountpoint)
            row |= {"Size": usage.total, "FreeSpace": usage.free}
        rows.append(row)
    return _records(rows)


def _space(install_dir: str) -> dict[str, Callable[[], str]]:
    """The file systems that the agent uses."""
    folder = Path(install_dir)
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    places = {"df-root": "/", "df-boot": "/boot", "df-install": str(folder), "df-copy": "/tmp"}  # noqa: S108
    return {name: (lambda place=place: _df(place)) for name, place in places.items()}  # type: ignore[misc]


def _df(place: str) -> str:
    usage = psutil.disk_usage(place)
    real = os.path.realpath(place)
    # Of several mounts on one place the last one shows.
    mounts = {each.mountpoint: each for each in psutil.disk_partitions(all=True)}
    mount = mounts[max((path for path in mounts if Path(real).is_relative_to(path)), key=len)]
    sizes = " ".join(str(size // 1024) for size in (usage.total, usage.used, usage.free))
    head = "Filesystem 1024-blocks Used Available Capacity Mounted on\n"
    return f"{head}{_plain(mount.device)} {sizes} {usage.percent:.0f}% {_plain(mount.mountpoint)}\n"


def _records(rows: Iterable[Mapping[str, object]]) -> str:
    """As the Windows collector writes objects."""
    return "".join("".join(f"{name}={value}\n" for name, value in row.items()) + "\n" for row in rows)
