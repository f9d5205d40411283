"""The original's name for an operating system, its OS token: pure rules over the release files.

The rules and the order of the files are data (preflight/data/os_tokens.yaml).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from preflight.distribution import DistributionRule

_PRETTY = re.compile(r"^PRETTY_NAME=[\"']?(.+?)[\"']?\s*$", re.MULTILINE)
_DESCRIPTION = re.compile(r"^DISTRIB_DESCRIPTION=[\"']?(.+?)[\"']?\s*$", re.MULTILINE)
_NAME_LIMIT = 100
_DIGITS_LIMIT = 9  # a release file with more digits names no release that exists


@dataclass(frozen=True, slots=True)
class TokenRule:
    """The system is `token` if the file matches `pattern` and its digits, as one number, lie in `digits`."""

    token: str
    pattern: re.Pattern[str]
    digits: range | None = None

    def matches(self, text: str) -> bool:
        """Whether this rule names the system."""
        if self.pattern.search(text) is None:
            return False
        if self.digits is None:
            return True
        digits = re.sub("[^0-9]", "", text)
        return 0 < len(digits) <= _DIGITS_LIMIT and int(digits) in self.digits


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """A release file, when it decides (always, or only if it matches `decides_when`), and its rules in order."""

    path: str
    decides_when: re.Pattern[str] | None
    rules: tuple[TokenRule, ...]


@dataclass(frozen=True, slots=True)
class OsRules:
    """The architecture that alone has tokens, and the release files in the order in which they decide.

    `distributions` are the names that people know systems by.
    """

    architecture: str
    files: Sequence[ReleaseFile]
    distributions: Sequence[DistributionRule]


@dataclass(frozen=True, slots=True)
class NoToken:
    """The original has no token for this system. The reason is a full sentence."""

    reason: str

    def __str__(self) -> str:
        return self.reason


def os_token(rules: OsRules, machine: str, release_files: Mapping[str, str]) -> str | NoToken:
    """The token, or why there is none. The first file that decides has the only say, even where it names nothing."""
    if machine != rules.architecture:
        return NoToken(f"The machine type is {machine or 'not told'}; agents exist for {rules.architecture} only.")
    for file in rules.files:
        text = release_files.get(file.path)
        if text is None or (file.decides_when and not file.decides_when.search(text)):
            continue
        for rule in file.rules:
            if rule.matches(text):
                return rule.token
        said = text.strip().partition("\n")[0][:_NAME_LIMIT]
        return NoToken(f"{file.path} decides, and it names no supported release: {said or 'it is empty'}")
    return NoToken("The host has none of the release files by which a supported system is recognised.")


def os_name(release_files: Mapping[str, str]) -> str:
    """What the system calls itself, for people to read; empty when no file tells."""
    for path, pattern in (("/etc/os-release", _PRETTY), ("/etc/lsb-release", _DESCRIPTION)):
        if found := pattern.search(release_files.get(path, "")):
            return found[1][:_NAME_LIMIT]
    for path in ("/etc/oracle-release", "/etc/redhat-release", "/etc/SuSE-release"):
        if line := release_files.get(path, "").strip().partition("\n")[0].strip():
            return line[:_NAME_LIMIT]
    if version := release_files.get("/etc/debian_version", "").strip():
        return f"Debian {version}"[:_NAME_LIMIT]
    return ""
