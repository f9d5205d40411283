"""The SSH server's settings: what it says itself, else what its configuration files spell out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from types import MappingProxyType

from host.evidence import Evidence
from preflight.facts import Absent, Sshd, Unknown
from preflight.sections import answer

_MAIN = "/etc/ssh/sshd_config"
_FOLDER = "/etc/ssh/"
_KEYWORD = re.compile(r"([A-Za-z][A-Za-z0-9]*)(?:\s+|\s*=\s*)(.+)")
_SEVERAL = frozenset({"subsystem"})
"""Keywords of which every line counts; of all others the first line does."""


def parse_sshd(evidence: Evidence) -> Sshd | Absent | Unknown:
    """The settings; Absent when the host has neither the server nor its configuration."""
    effective = answer(evidence, "sshd")
    if isinstance(effective, str):
        return Sshd(True, _settings(_pairs(effective.split("\n"))))
    files = answer(evidence, "sshd-files")
    if isinstance(files, str):
        return Sshd(False, _settings(_global_pairs(_split(files))))
    if isinstance(effective, Absent) and isinstance(files, Absent):
        return Absent()
    return files if isinstance(files, Unknown) else effective


def _settings(pairs: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    settings: dict[str, tuple[str, ...]] = {}
    for keyword, value in pairs:
        if keyword in _SEVERAL:
            settings[keyword] = (*settings.get(keyword, ()), value)
        else:
            settings.setdefault(keyword, (value,))
    return MappingProxyType(settings)


def _pairs(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if found := _KEYWORD.fullmatch(line.partition("#")[0].strip()):
            yield found[1].lower(), found[2].strip().strip('"')


def _split(found: str) -> dict[str, list[str]]:
    """The collector's ``file PATH`` lines with the lines of each file, which start with a blank."""
    files: dict[str, list[str]] = {}
    current: list[str] = []
    for line in found.split("\n"):
        if line.startswith("file "):
            current = files.setdefault(line.removeprefix("file "), [])
        elif line.startswith(" "):
            current.append(line[1:])
    return files


def _global_pairs(files: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """The lines that hold for every sign-in: included files in place, without Match blocks.

    Files are included one level deep, which is as far as the collector looks.
    """
    for keyword, value in _for_everybody(_pairs(files.get(_MAIN, ()))):
        if keyword != "include":
            yield keyword, value
            continue
        for pattern in value.split():
            full = pattern if pattern.startswith("/") else _FOLDER + pattern
            for path in sorted(path for path in files if path != _MAIN and fnmatchcase(path, full)):
                yield from _for_everybody(_pairs(files[path]))


def _for_everybody(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The lines outside of Match blocks; `Match all` ends a block, as does the end of a file."""
    counts = True
    for keyword, value in pairs:
        if keyword == "match":
            counts = value.lower() == "all"
        elif counts:
            yield keyword, value
