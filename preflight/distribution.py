"""Which distribution and release a Linux host is, and whether a list of releases has it: pure.

The rules are data (preflight/data/os_tokens.yaml).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Version = tuple[int, ...]
"""A release's numbers; (12,) where there is no second one."""


@dataclass(frozen=True, slots=True)
class DistributionRule:
    """The system is `name` where `pattern` is found in the file at `path`; its groups are the release's parts."""

    name: str
    path: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Distribution:
    """A distribution by name, and its release."""

    name: str
    release: Version

    def __str__(self) -> str:
        major, *rest = self.release
        minor = f"{rest[0]:02}" if rest and self.name == "Ubuntu" else "".join(map(str, rest))
        return f"{self.name} {major}.{minor}" if minor else f"{self.name} {major}"


def distribution(rules: Sequence[DistributionRule], release_files: Mapping[str, str]) -> Distribution | None:
    """What the first rule that fits says; None where none does."""
    for rule in rules:
        if found := rule.pattern.search(release_files.get(rule.path, "")):
            return Distribution(rule.name, tuple(int(part) for part in found.groups() if part))
    return None


def listed(release: Version, releases: Iterable[str]) -> bool:
    """Whether a list such as ``7.0-7.9, 10`` has the release; a number alone stands for all of its minor releases."""
    return any(_within(release, *each.split("-")) for each in releases)


def _within(release: Version, first: str, last: str | None = None) -> bool:
    lowest, highest = _version(first), _version(last or first)
    padded = (*release, 0)
    return lowest <= padded[: len(lowest)] and padded[: len(highest)] <= highest


def _version(text: str) -> Version:
    return tuple(int(part) for part in text.split("."))
