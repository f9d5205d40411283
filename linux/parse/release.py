"""The release files, by which an operating system is recognised."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from host.evidence import Evidence
from preflight.facts import Absent, Unknown
from preflight.sections import answer

_NAMES = ("oracle-release", "redhat-release", "SuSE-release", "os-release", "lsb-release", "debian_version")


def parse_release_files(evidence: Evidence) -> Mapping[str, str] | Unknown:
    """Path and text of each that exists; Unknown when one could not be read, because its absence means something."""
    files: dict[str, str] = {}
    for name in _NAMES:
        path = f"/etc/{name}"
        found = answer(evidence, f"file:{path}")
        if isinstance(found, Unknown):
            return found
        if not isinstance(found, Absent):
            files[path] = found
    return MappingProxyType(files)
