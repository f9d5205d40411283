"""Checks: pure functions from facts to an outcome, registered with what people and programs need to know of them.

@check(
    id="linux.host-name",
    title="Host name",
    severity=Severity.BLOCKER,
    reads=("host_name",),
    evidence="identity",
    expects=lambda context: "The host has a name.",
    predicts=("ASRMobilityServiceHostNameNotSet",),
    link=LINK,
)
def host_name(facts: LinuxFacts, context: Context) -> Outcome: ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from host.target import Platform, Role
from preflight.context import Context as Context
from preflight.facts import Absent, LinuxFacts, Unknown
from preflight.finding import Finding, Measure, Severity, Status
from preflight.windows_facts import WindowsFacts

_UNKNOWN_REMEDY = (
    "Correct what kept this from being read (often missing root or administrator rights, or a missing command), "
    "then run the preflight again."
)
_ERROR_REMEDY = "This is a defect of siteprep, not of the host: please report it together with the host's evidence."


@dataclass(frozen=True, slots=True)
class Passed:
    """The host is as it should be; `actual` says how it is."""

    actual: str
    measure: Measure | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The host is not as it should be; `remedy` says what to do."""

    actual: str
    remedy: str
    measure: Measure | None = None


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The check does not concern this host."""

    reason: str


Outcome = Passed | Failed | NotApplicable | Unknown
"""What a check's function gives. Unknown also where the facts are known and the rules do not decide."""

_Fact = TypeVar("_Fact")


class _NotKnown(Exception):
    def __init__(self, fact: Unknown) -> None:
        super().__init__(fact.reason)
        self.fact = fact


def known(fact: _Fact | Unknown) -> _Fact:
    """The fact for a check to work with; where it is unknown the check ends here, and its finding is unknown."""
    if isinstance(fact, Unknown):
        raise _NotKnown(fact)
    return fact


def found(fact: _Fact | Absent | Unknown) -> _Fact | None:
    """Like `known` for a thing that may not be there: None when it is absent."""
    if isinstance(fact, Unknown):
        raise _NotKnown(fact)
    return None if isinstance(fact, Absent) else fact


def told(facts: Mapping[str, _Fact], name: str) -> _Fact:
    """A mapping's value; where it tells nothing of that name the check ends here, and its finding is unknown."""
    if name not in facts:
        raise _NotKnown(Unknown(f"The evidence does not tell of {name}."))
    return facts[name]


Facts = LinuxFacts | WindowsFacts
Function = Callable[[Any, Context], Outcome]
"""A check's function; it takes the facts of its own platform."""
_Registered = TypeVar("_Registered", bound=Function)


@dataclass(frozen=True, slots=True)
class Check:
    """One registered check. `reads` names the facts it cannot do without, dotted: file_systems.root.

    Where `row` is given, that row of the role's requirements tells severity and predictions.
    """

    id: str
    title: str
    roles: frozenset[Role]
    platform: Platform
    severity: Severity
    reads: tuple[str, ...]
    evidence: str
    expects: Callable[[Context], str]
    predicts: tuple[str, ...]
    link: str
    function: Function
    row: str | None = None

    def run(self, facts: Facts, context: Context) -> Finding:
        """Judge one host. A fact that cannot be read and a mistake inside the check become findings too."""
        finding = self._finding(Status.ERROR, context)
        try:
            for name in self.reads:
                _read(facts, name)
            outcome = self.function(facts, context)
        except _NotKnown as not_known:
            outcome = not_known.fact
        except Exception as error:  # noqa: BLE001 - one check's mistake must not cost the other findings
            return settled(finding, error)
        return settled(finding, outcome)

    def not_applicable(self, reason: str, context: Context) -> Finding:
        """The finding of a check that was not run; it tells what would be expected of a role that it is for."""
        if context.role not in self.roles:
            context = replace(context, role=min(self.roles))
        return replace(self._finding(Status.NOT_APPLICABLE, context), actual=reason)

    def _finding(self, status: Status, context: Context) -> Finding:
        row = context.rows(self.platform)[self.row] if self.row else self
        return Finding(
            self.id,
            self.title,
            status,
            row.severity,
            self.expects(context),
            "",
            self.evidence,
            "",
            self.link,
            row.predicts,
        )


def settled(finding: Finding, outcome: Outcome | Exception) -> Finding:
    """The finding with what a check's function gave, or ended with, written into it."""
    match outcome:
        case Passed(actual, measure):
            return replace(finding, status=Status.PASS, actual=actual, measure=measure)
        case Failed(actual, remedy, measure):
            return replace(finding, status=Status.FAIL, actual=actual, remedy=remedy, measure=measure)
        case NotApplicable(reason):
            return replace(finding, status=Status.NOT_APPLICABLE, actual=reason)
        case Unknown(reason):
            return replace(finding, status=Status.UNKNOWN, actual=reason, remedy=_UNKNOWN_REMEDY)
    actual = f"The check itself failed with {type(outcome).__name__}."
    return replace(finding, status=Status.ERROR, actual=actual, remedy=_ERROR_REMEDY)


_REGISTRY: dict[str, Check] = {}


def check(
    *,
    id: str,  # noqa: A002 - the word that findings and waivers use
    title: str,
    roles: frozenset[Role],
    platform: Platform,
    reads: tuple[str, ...],
    evidence: str,
    expects: Callable[[Context], str],
    link: str,
    row: str | None = None,
    severity: Severity = Severity.BLOCKER,
) -> Callable[[_Registered], _Registered]:
    """Register a check. ValueError for an id that is taken."""

    def register(function: _Registered) -> _Registered:
        if id in _REGISTRY:
            raise ValueError(id)
        _REGISTRY[id] = Check(id, title, roles, platform, severity, reads, evidence, expects, (), link, function, row)
        return function

    return register


def registered() -> tuple[Check, ...]:
    """The checks registered so far, in order; preflight.checks registers all there are."""
    return tuple(_REGISTRY.values())


def _read(facts: Facts, name: str) -> object:
    """A fact by its dotted name, every part of which must be known."""
    fact: object = facts
    for part in name.split("."):
        fact = known(getattr(fact, part))
    return fact
