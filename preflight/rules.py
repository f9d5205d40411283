"""Users' own checks as data: one condition over one fact, with what to do when it fails. Nothing is evaluated.

A rule looks like this:

    - id: site.root-space
      title: Room on the root file system
      platform: linux
      severity: warning
      fact: file_systems.root.free_kb
      at_least: 5000000
      remedy: Enlarge the root file system.

Exactly one condition stands in a rule: equals, not_equals, one_of, at_least, at_most, matches (a regular expression
that has to fit the whole text), contains (a text in a text, an entry in a list or a name in a mapping), present (true:
the thing has to be there, false: it must not).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, is_dataclass
from typing import Any

from host.target import Platform, Role
from preflight.check import Check, Context, Failed, Outcome, Passed
from preflight.facts import Absent, Unknown
from preflight.finding import Severity

LONGEST = 10_000
"""Characters of a text that a regular expression is tried on; a host's text may be anything."""

Test = Callable[[Any, Any], bool]

CONDITIONS: dict[str, tuple[str, Test]] = {
    "equals": ("is {}", lambda fact, wanted: bool(fact == wanted)),
    "not_equals": ("is not {}", lambda fact, wanted: bool(fact != wanted)),
    "one_of": ("is one of {}", lambda fact, wanted: fact in wanted),
    "at_least": ("is at least {}", lambda fact, wanted: _number(fact) >= wanted),
    "at_most": ("is at most {}", lambda fact, wanted: _number(fact) <= wanted),
    "matches": ("matches {}", lambda fact, wanted: re.fullmatch(wanted, str(fact)[:LONGEST], re.DOTALL) is not None),
    "contains": ("contains {}", lambda fact, wanted: wanted in fact),
}
PRESENT = "present"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `condition` is a key of CONDITIONS or ``present``."""

    id: str
    title: str
    platform: Platform
    roles: frozenset[Role]
    severity: Severity
    fact: str
    condition: str
    wanted: Any
    remedy: str

    def check(self) -> Check:
        """The rule as a check like any other."""
        return Check(
            id=self.id,
            title=self.title,
            roles=self.roles,
            platform=self.platform,
            severity=self.severity,
            reads=(),
            evidence=self.fact,
            expects=lambda _context: f"{self.fact} {self._wish()}.",
            predicts=(),
            link="",
            function=self._judge,
        )

    def _wish(self) -> str:
        if self.condition == PRESENT:
            return "is there" if self.wanted else "is not there"
        return CONDITIONS[self.condition][0].format(_shown(self.wanted))

    def _judge(self, facts: Any, _context: Context) -> Outcome:
        fact = value_of(facts, self.fact)
        if isinstance(fact, Unknown):
            return fact
        there = not isinstance(fact, Absent)
        if self.condition == PRESENT:
            holds = there is self.wanted
        elif not there:
            return Failed(f"{self.fact} is not there.", self.remedy)
        else:
            try:
                holds = CONDITIONS[self.condition][1](fact, self.wanted)
            except TypeError:
                return Unknown(f"{self.fact} is {_shown(fact)}, which this condition cannot be asked of.")
        actual = f"{self.fact} is {_shown(fact) if there else 'not there'}."
        return Passed(actual) if holds else Failed(actual, self.remedy)


def value_of(facts: Any, path: str) -> Any:
    """The fact at a dotted path; Unknown or Absent as soon as a part is, and Unknown for a path that leads nowhere."""
    value = facts
    parts = path.split(".")
    for number, part in enumerate(parts):
        if isinstance(value, Unknown | Absent):
            return value
        if isinstance(value, Mapping):
            rest = ".".join(parts[number:])
            if rest in value:  # names may hold dots themselves
                return value[rest]
            value = value.get(part, Absent())
        elif is_dataclass(value) and part in value.__dataclass_fields__:
            value = getattr(value, part)
        else:
            return Unknown(f"There is no fact {path}; siteprep facts shows them all.")
    return value


def _number(fact: Any) -> float:
    if isinstance(fact, bool) or not isinstance(fact, int | float):
        raise TypeError
    return fact


def _shown(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
    return text if len(text) <= 200 else f"{text[:200]} ..."
