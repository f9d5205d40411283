"""Which kernels an agent release supports: pure rules over data.

Two kinds of data decide. Ubuntu, Debian and the service packs of SLES 12 and 15 have published lists per agent
release (preflight/data/supported_kernels.json); the Red Hat family and older SLES have patterns
(preflight/data/kernel_rules.yaml).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

_RELEASE_NUMBER = re.compile(r"-([0-9]{1,9})(?=\.|$)")
_RELEASE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){1,3}")
_NUMBER = re.compile("[0-9]{1,9}")
_NEWEST = (10**9,)


class Listed(StrEnum):
    """How a kernel is looked up in its token's list: as a whole line, or as `kernel:service pack`."""

    EXACT = "exact"
    SERVICE_PACK = "service-pack"


class Support(StrEnum):
    """What the rules say of a kernel."""

    SUPPORTED = "supported"
    UNSUPPORTED = "unsupported"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules say of a kernel, and for all but SUPPORTED the reason as a full sentence."""

    support: Support
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way in which a kernel can be supported; every part that is given must hold.

    `release` bounds the number after the first "-"; `not_below` gives, for some of these numbers, the lowest
    kernel's numbers after the "-" (305: 305.30.1).
    """

    starts: str = ""
    ends: tuple[str, ...] = ("",)
    contains: str = ""
    release: range | None = None
    not_below: Mapping[int, tuple[int, ...]] | None = None

    def matches(self, kernel: str) -> bool:
        """Whether the kernel, as `uname -r` prints it, is of this kind."""
        if not (kernel.startswith(self.starts) and kernel.endswith(self.ends) and self.contains in kernel):
            return False
        found = _RELEASE_NUMBER.search(kernel)
        number = int(found[1]) if found else None
        if self.release is not None and (number is None or number not in self.release):
            return False
        if found is None or number is None or not self.not_below or number not in self.not_below:
            return True
        return _numbers_after(kernel, found.start(1)) >= self.not_below[number]


@dataclass(frozen=True, slots=True)
class KernelRule:
    """A token's rule: any of the patterns, or the published list; kernels that match `undecided` have no rule."""

    patterns: tuple[Pattern, ...] = ()
    listed: Listed | None = None
    undecided: tuple[Pattern, ...] = ()
    undecided_reason: str = ""


@dataclass(frozen=True, slots=True)
class ListChange:
    """What an agent release added to and took from a token's list."""

    release: str
    added: frozenset[str]
    removed: frozenset[str]


KernelLists = Mapping[str, Sequence[ListChange]]
"""For each token its list's changes, oldest first."""


@dataclass(frozen=True, slots=True)
class KernelData:
    """All rules, all lists, and the agent releases for which lists were published, oldest first."""

    rules: Mapping[str, KernelRule]
    lists: KernelLists
    releases: tuple[str, ...]

    def full_release(self, release: str | None) -> str:
        """A release in full: the newest for None, the newest 9.66.x.y for 9.66; another one stays as it is.

        Raises ValueError for what is no release.
        """
        if release is None:
            return self.releases[-1]
        if not _RELEASE.fullmatch(release):
            raise ValueError(release)
        known = [each for each in self.releases if each == release or each.startswith(f"{release}.")]
        return known[-1] if known else release


def resolve(changes: Sequence[ListChange], release: str) -> frozenset[str] | None:
    """A token's list at an agent release; None when none was published up to then."""
    wanted = _version(release)
    kernels: set[str] | None = None
    for change in changes:
        if _version(change.release) <= wanted:
            kernels = ((kernels or set()) | change.added) - change.removed
    return None if kernels is None else frozenset(kernels)


def judge_kernel(data: KernelData, token: str, kernel: str, release: str) -> Judgement:
    """Whether the agent `release` supports `kernel` on the system `token`."""
    rule = data.rules.get(token)
    if rule is None:
        return Judgement(Support.UNDECIDED, f"No rule is published for the kernels of {token}.")
    if any(pattern.matches(kernel) for pattern in rule.patterns):
        return Judgement(Support.SUPPORTED)
    if any(pattern.matches(kernel) for pattern in rule.undecided):
        return Judgement(Support.UNDECIDED, rule.undecided_reason)
    if rule.listed is None:
        return Judgement(Support.UNSUPPORTED, f"The kernel {kernel} is none of those that {token} may run.")
    return _judge_listed(data, rule.listed, token, kernel, release)


def _judge_listed(data: KernelData, listed: Listed, token: str, kernel: str, release: str) -> Judgement:
    kernels = resolve(data.lists.get(token, ()), release)
    if kernels is None:
        return Judgement(Support.UNDECIDED, f"No list of kernels is known for {token} at agent release {release}.")
    if kernel in kernels or (listed is Listed.SERVICE_PACK and any(line.startswith(f"{kernel}:") for line in kernels)):
        return Judgement(Support.SUPPORTED)
    newest = data.releases[-1]
    if _version(release) > _version(newest):
        reason = f"Agent release {release} is newer than the newest list known here, {newest}, which lacks {kernel}."
        return Judgement(Support.UNDECIDED, reason)
    reason = f"The kernel {kernel} is not in the list of agent release {release} for {token}."
    return Judgement(Support.UNSUPPORTED, reason)


def _version(release: str) -> tuple[int, ...]:
    """A release for comparing; a short one (9.65) stands for its newest build."""
    numbers = tuple(int(part) for part in release.split("."))
    return numbers if len(numbers) == 4 else numbers + _NEWEST


def _numbers_after(kernel: str, start: int) -> tuple[int, ...]:
    """The leading dotted numbers: 305.30.1.el8_4.x86_64 gives (305, 30, 1)."""
    numbers: list[int] = []
    for part in kernel[start:].split("."):
        if not _NUMBER.fullmatch(part):
            break
        numbers.append(int(part))
    return tuple(numbers)
