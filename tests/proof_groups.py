"""The groups of the tests: which run in one process, which together, and how long each group may take.

`groups.toml` says so. A group of one process shares its hosts; the tests of a group that is spread are handed to
whichever process is free; of all others each file is one process's.
"""

from __future__ import annotations

import fnmatch
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

FILE = Path(__file__).with_name("groups.toml")
MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the test files. `minutes` is the most that its tests may take in all, one after the other."""

    name: str
    minutes: float
    files: tuple[str, ...]
    together: bool = False
    spread: bool = False

    def process(self, file: str) -> str | None:
        """The name of what one process runs as a whole; None where every test may run anywhere."""
        return None if self.spread else self.name if self.together else file


def read_groups(path: Path = FILE) -> tuple[Group, ...]:
    """The groups, the one that is to be begun first at first."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(Group(name, **{**each, "files": tuple(each["files"])}) for name, each in data.items())


def group_of(file: str, groups: Sequence[Group]) -> Group:
    """The first group with a pattern that fits a file's path. Raises LookupError where there is none."""
    for group in groups:
        if any(fnmatch.fnmatchcase(file, pattern) for pattern in group.files):
            return group
    raise LookupError(f"{file} is in no group of {FILE.name}")


@dataclass
class Times:
    """How long tests took, in seconds, by their ids; setting up and clearing away counts."""

    seconds: dict[str, float] = field(default_factory=dict)

    def add(self, test: str, seconds: float) -> None:
        """Count one phase of a test."""
        self.seconds[test] = self.seconds.get(test, 0.0) + seconds

    def by_group(self, groups: Sequence[Group]) -> Mapping[Group, float]:
        """The seconds of each group."""
        found = dict.fromkeys(groups, 0.0)
        for test, seconds in self.seconds.items():
            found[group_of(test.partition("::")[0], groups)] += seconds
        return found

    def slowest(self, number: int) -> list[tuple[float, str]]:
        """The tests that took longest, with their seconds."""
        return sorted(((seconds, test) for test, seconds in self.seconds.items()), reverse=True)[:number]


def table(times: Times, groups: Sequence[Group]) -> Iterable[str]:
    """Lines that tell each group's minutes beside its share, and the 30 slowest tests."""
    yield f"{'minutes':>8} {'share':>6}  group"
    for group, seconds in times.by_group(groups).items():
        over = "  OVER ITS SHARE" if seconds > group.minutes * MINUTE else ""
        yield f"{seconds / MINUTE:8.1f} {group.minutes:6.1f}  {group.name}{over}"
    yield f"{sum(times.seconds.values()) / MINUTE:8.1f} {sum(group.minutes for group in groups):6.1f}  all"
    yield "The slowest tests, in seconds:"
    for seconds, test in times.slowest(30):
        yield f"{seconds:8.1f}  {test}"


def over_share(times: Times, groups: Sequence[Group]) -> list[str]:
    """The groups that took longer than they may."""
    return [group.name for group, seconds in times.by_group(groups).items() if seconds > group.minutes * MINUTE]
