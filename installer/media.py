"""Installer packages and which one a host gets, pure. Names follow Microsoft's download pages:
``Microsoft-ASR_UA_<version>_<OS token>_<ring>_<ddMonyyyy>_release.tar.gz`` (``.exe`` for the token Windows).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

_NAME = re.compile(
    r"Microsoft-ASR_UA_(?P<version>\d+(?:\.\d+){3})_(?P<token>[A-Za-z0-9.-]+)_(?P<ring>[A-Za-z0-9]+)"
    r"_(?P<date>\d{2}[A-Z][a-z]{2}\d{4})_[Rr]elease\.(?P<extension>tar\.gz|exe)"
)


class Version(NamedTuple):
    """A four-part agent version; compares part by part.

    >>> Version.parse("9.66.7643.1") > Version.parse("9.66.7567.1")
    True
    """

    major: int
    minor: int
    build: int
    revision: int

    @classmethod
    def parse(cls, text: str) -> Version:
        """Read four dotted numbers; raises ValueError for anything else."""
        parts = text.split(".")
        if len(parts) != 4 or not all(part.isdecimal() and len(part) < 10 for part in parts):
            raise ValueError(f"{text!r} is not a version of four numbers.")
        return cls(*(int(part) for part in parts))

    def __str__(self) -> str:
        return ".".join(map(str, self))


@dataclass(frozen=True, slots=True)
class Package:
    """One installer package, known by its file name; `size` in bytes."""

    file_name: str
    version: Version
    token: str
    size: int


def recognise(file_name: str, size: int) -> Package | None:
    """The package behind a file name, or None when the name is not an agent package's."""
    match = _NAME.fullmatch(file_name)
    if match is None or (match["token"] == "Windows") != (match["extension"] == "exe"):
        return None
    return Package(file_name, Version.parse(match["version"]), match["token"], size)


def date_of(package: Package) -> str:
    """The date in a package's name, as it is written there (20Sep2025)."""
    match = _NAME.fullmatch(package.file_name)
    return match["date"] if match else ""


def choose(packages: Iterable[Package], token: str) -> Package | None:
    """The newest package for an OS token, or None when the media has none for it."""
    fitting = [package for package in packages if package.token == token]
    return max(fitting, key=lambda package: (package.version, package.file_name), default=None)
