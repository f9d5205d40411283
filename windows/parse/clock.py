"""The host's clock against the collecting machine's, and what the Windows Time service says of itself."""

from __future__ import annotations

import re

from host.evidence import Evidence
from preflight.clock import against_servers
from preflight.facts import ClockOffset, Unknown
from preflight.sections import text, unreadable
from preflight.windows_machine import WindowsClock
from windows.parse.registry import Registry

_MILLISECONDS = re.compile(r"[0-9]{1,15}")
_PARAMETERS = r"HKLM\SYSTEM\CurrentControlSet\Services\W32Time\Parameters"
_ZONE = r"HKLM\SYSTEM\CurrentControlSet\Control\TimeZoneInformation"
# w32tm's words are in the host's language; the order of its lines and the numbers are not.
_LEAP = re.compile(r"[^:]{1,80}:\s*([0-3])\s*\(")
_SOURCE_LINE = 7
_NOT_SYNCHRONISED = 3


def parse_clock(evidence: Evidence, registry: Registry) -> WindowsClock:
    """Every view of the clock; each may be unknown on its own."""
    lines = _status_lines(evidence)
    measured = _measured(evidence)
    return WindowsClock(
        measured=measured,
        by_servers=against_servers(measured, evidence),
        synchronised=_synchronised(lines),
        source=_source(lines),
        configured=registry.text(_PARAMETERS, "Type"),
        time_zone=registry.text(_ZONE, "TimeZoneKeyName"),
    )


def _measured(evidence: Evidence) -> ClockOffset | Unknown:
    found = text(evidence, "clock")
    if isinstance(found, Unknown):
        return found
    if not _MILLISECONDS.fullmatch(found.strip()):
        return unreadable("clock")
    if evidence.clock is None:
        return Unknown("The evidence carries no measurement of the collecting machine's clock.")
    sent, received = evidence.clock.sent, evidence.clock.received
    return ClockOffset(int(found) / 1000 - (sent + received) / 2, abs(received - sent) / 2)


def _status_lines(evidence: Evidence) -> list[str] | Unknown:
    found = text(evidence, "time-service")
    return found if isinstance(found, Unknown) else [line.strip() for line in found.split("\n") if line.strip()]


def _synchronised(lines: list[str] | Unknown) -> bool | Unknown:
    """By the leap indicator: 3 says that the clock is not synchronised."""
    if isinstance(lines, Unknown):
        return lines
    leap = _LEAP.match(lines[0])
    return int(leap[1]) != _NOT_SYNCHRONISED if leap else unreadable("time-service")


def _source(lines: list[str] | Unknown) -> str | Unknown:
    if isinstance(lines, Unknown):
        return lines
    if not _LEAP.match(lines[0]) or len(lines) <= _SOURCE_LINE:
        return unreadable("time-service")
    source = lines[_SOURCE_LINE].partition(":")[2].strip()
    return source or unreadable("time-service")
