"""What runs: services, drivers, programs and listening ports."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from host.evidence import Evidence
from preflight.facts import Unknown
from preflight.sections import text, unreadable
from preflight.windows_machine import Listener
from preflight.windows_settings import Number, Service
from windows.parse.records import number, some_records
from windows.parse.registry import Registry

_SET = re.compile(r"HKLM\\SYSTEM\\(ControlSet[0-9]{3,6})\\Services\\([A-Za-z0-9]{1,40})", re.IGNORECASE)
_DRIVERS = ("atapi", "vmbus", "storflt", "storvsc", "intelide")
_SERVICES = ("vds", "vss", "COMSysApp", "MSDTC", "msiserver", "EventLog", "InDskFlt", "involflt")
# netstat -ano: the state is in the host's language, but what listens has no peer: port 0.
_LISTENING = re.compile(r"\s*TCP\s+(\S{1,100}):([0-9]{1,5})\s+(?:0\.0\.0\.0|\[::\]):0\s+\D.*?\s([0-9]{1,10})\s*")
_LINE_LIMIT = 300
_LAST_PORT = 65535


def parse_services(evidence: Evidence) -> Mapping[str, Service] | Unknown:
    """Every service by its name in lower case."""
    rows = some_records(evidence, "services")
    if isinstance(rows, Unknown):
        return rows
    found = {
        row["Name"].lower(): Service(row["Name"], row["State"], row["StartMode"], row.get("StartName", ""))
        for row in rows
        if row.get("Name") and row.get("State") and row.get("StartMode")
    }
    return MappingProxyType(found) if found else unreadable("services")


def parse_starts(registry: Registry) -> Mapping[str, Number]:
    """The Start numbers of the drivers and services that the agent needs, or must not meet."""
    names = _DRIVERS + _SERVICES
    return MappingProxyType(
        {name: registry.number(rf"HKLM\SYSTEM\CurrentControlSet\Services\{name}", "Start") for name in names}
    )


def parse_control_sets(evidence: Evidence) -> Mapping[str, Mapping[str, Number]] | Unknown:
    """The drivers' Start numbers in every control set."""
    rows = some_records(evidence, "control-sets")
    if isinstance(rows, Unknown):
        return rows
    registry = Registry(evidence, "control-sets")
    sets: dict[str, dict[str, Number]] = {}
    for row in rows:
        if key := _SET.fullmatch(row.get("Key", "")):
            sets.setdefault(key[1], {})[key[2]] = registry.number(row["Key"], "Start")
    if not sets:
        return unreadable("control-sets")
    return MappingProxyType({name: MappingProxyType(each) for name, each in sets.items()})


def parse_programs(evidence: Evidence) -> tuple[str, ...] | Unknown:
    """The file names of the running processes, each once."""
    rows = some_records(evidence, "processes")
    if isinstance(rows, Unknown):
        return rows
    return tuple(dict.fromkeys(row["Name"] for row in rows if row.get("Name"))) or unreadable("processes")


def parse_listeners(evidence: Evidence) -> tuple[Listener, ...] | Unknown:
    """Who listens on which TCP port, by netstat and the list of processes."""
    found = text(evidence, "listening")
    if isinstance(found, Unknown):
        return found
    programs = _programs_by_id(evidence)
    lines = [_LISTENING.fullmatch(line) for line in found.split("\n") if len(line) <= _LINE_LIMIT]
    listeners = tuple(
        Listener(line[1], int(line[2]), int(line[3]), _program(programs, int(line[3])))
        for line in lines
        if line and int(line[2]) <= _LAST_PORT
    )
    # Windows itself always listens (port 135): a list without any was not understood.
    return listeners or unreadable("listening")


def _programs_by_id(evidence: Evidence) -> Mapping[int, str] | Unknown:
    rows = some_records(evidence, "processes")
    if isinstance(rows, Unknown):
        return rows
    ids = ((number(row, "ProcessId"), row.get("Name", "")) for row in rows)
    return {process: name for process, name in ids if isinstance(process, int)}


def _program(programs: Mapping[int, str] | Unknown, process_id: int) -> str | Unknown:
    if isinstance(programs, Unknown):
        return programs
    return programs.get(process_id) or Unknown(f"Process {process_id} had ended when the processes were listed.")
