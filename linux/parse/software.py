"""Locales, DHCP clients, writable folders and siteprep's own run folders."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from host.evidence import Evidence
from preflight.facts import Absent, Unknown
from preflight.sections import answer, text, unreadable


def parse_locales(evidence: Evidence) -> tuple[str, ...] | Absent | Unknown:
    """The locales the host offers; Absent where the command locale is not installed."""
    found = answer(evidence, "locales")
    return tuple(found.split()) if isinstance(found, str) else found


def parse_flags(evidence: Evidence, section: str) -> Mapping[str, bool] | Unknown:
    """A section of lines ``yes THING`` and ``no THING``."""
    found = text(evidence, section)
    if isinstance(found, Unknown):
        return found
    flags: dict[str, bool] = {}
    for line in found.split("\n"):
        word, _, thing = line.partition(" ")
        if word in ("yes", "no") and thing:
            flags[thing] = word == "yes"
    return MappingProxyType(flags) if flags else unreadable(section)


def parse_jobs(evidence: Evidence) -> tuple[str, ...] | Unknown:
    """The names of the run folders that siteprep left on the host; none where it never worked."""
    found = answer(evidence, "jobs")
    if isinstance(found, Absent):
        return ()
    if isinstance(found, Unknown):
        return found
    return tuple(line.removeprefix("job ") for line in found.split("\n") if line.startswith("job "))
