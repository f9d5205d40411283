"""What runs and what is installed: units, processes, time servers, packages, rpm's database, pending restarts."""

from __future__ import annotations

import re
from types import MappingProxyType

from host.evidence import Evidence
from linux.parse.lists import listed
from preflight.facts import Absent, Unknown
from preflight.linux_machine import Packages, TimeSource, Unit
from preflight.sections import answer, text, unreadable

_INSTALLED = re.compile(r"(\S+) (\S+) install ok installed")
_RPM = re.compile(r"(\S+) (\S+-\S+)")


def parse_services(evidence: Evidence) -> tuple[Unit, ...] | Absent | Unknown:
    """The units that are there, from ``systemctl show``; Absent without systemctl."""
    found = answer(evidence, "services")
    if not isinstance(found, str):
        return found
    services: list[Unit] = []
    for block in re.split(r"\n\s*\n", found):
        values = dict(line.partition("=")[::2] for line in block.split("\n") if "=" in line)
        if values.get("LoadState") == "loaded" and (name := values.get("Id")):
            active = values.get("ActiveState") == "active"
            services.append(Unit(name.removesuffix(".service"), active, values.get("UnitFileState", "")))
    return tuple(services) if "LoadState=" in found else unreadable("services")


def parse_processes(evidence: Evidence) -> tuple[str, ...] | Unknown:
    """The names of those processes that matter here, each once."""
    found = listed(evidence, "processes", "process", 1)
    if not isinstance(found, tuple):
        return found if isinstance(found, Unknown) else unreadable("processes")
    return tuple(dict.fromkeys(row[0] for row in found))


def parse_time_sources(evidence: Evidence) -> tuple[TimeSource, ...] | Unknown:
    """The servers that the configuration of chrony, ntpd or systemd-timesyncd names."""
    found = listed(evidence, "time-sources", "source", 2)
    if not isinstance(found, tuple):
        return found if isinstance(found, Unknown) else unreadable("time-sources")
    return tuple(TimeSource(*row) for row in found)


def parse_packages(evidence: Evidence) -> Packages | Absent | Unknown:
    """Versions of the packages that are installed; Absent without rpm and dpkg-query."""
    found = answer(evidence, "packages")
    if not isinstance(found, str):
        return found
    manager, *lines = found.split("\n")
    shape = {"rpm": _RPM, "dpkg": _INSTALLED}.get(manager)
    if shape is None:
        return unreadable("packages")
    rows = [row for line in lines if (row := shape.fullmatch(line.rstrip()))]
    return Packages(manager, MappingProxyType({row[1]: row[2] for row in rows}))


def parse_rpm_database(evidence: Evidence) -> bool | Absent | Unknown:
    """Whether rpm finds its database consistent; Absent on a system that is not made of rpm packages."""
    found = answer(evidence, "rpm-database")
    if not isinstance(found, str):
        return found
    word = found.strip()
    return word == "consistent" if word in ("consistent", "inconsistent") else unreadable("rpm-database")


def parse_pending_reboot(evidence: Evidence) -> tuple[str, ...] | Unknown:
    """Why the host waits for a restart, as phrases; none where it does not."""
    found = text(evidence, "pending-reboot")
    if isinstance(found, Unknown):
        return found
    reasons: list[str] = []
    for number, line in enumerate(found.rstrip("\n").split("\n")):
        match line.split(" ", 1):
            case ["looked"] if number == 0:
                pass
            case ["file", path] if number:
                reasons.append(f"the file {path} asks for it")
            case ["kernel", kernel] if number:
                reasons.append(f"the kernel {kernel} was installed after the running one")
            case _:
                return unreadable("pending-reboot")
    return tuple(reasons)
