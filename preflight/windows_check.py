"""Registering what is asked of a Windows host: one check for one row of its requirements.

@windows_check(
    "fips",
    title="FIPS mode",
    reads=("fips_enabled",),
    evidence="policies",
    expects=lambda row, context: "FIPS mode is off.",
    link=links.SERVER_REQUIREMENTS,
)
def fips(facts: WindowsFacts, row: Requirement, context: Context) -> Outcome: ...
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from host.target import Platform, Role
from preflight.check import Context, Outcome, check
from preflight.finding import Severity
from preflight.windows_facts import WindowsFacts
from preflight.windows_requirements import SERVER_ROLES, Requirement

WindowsFunction = Callable[[WindowsFacts, Requirement, Context], Outcome]


def windows_check(
    row: str,
    *,
    title: str,
    reads: tuple[str, ...],
    evidence: str,
    expects: Callable[[Requirement, Context], str],
    link: str,
    roles: tuple[Role, ...] = SERVER_ROLES,
) -> Callable[[WindowsFunction], WindowsFunction]:
    """Register the check of `row` as ``windows.<row>``; severity and predictions are the row's.

    ValueError for a row that has its check already.
    """

    def register(function: WindowsFunction) -> WindowsFunction:
        @wraps(function)
        def judged(facts: WindowsFacts, context: Context) -> Outcome:
            return function(facts, context.windows.rows[row], context)

        check(
            id=f"windows.{row}",
            title=title,
            severity=Severity.BLOCKER,
            reads=reads,
            evidence=evidence,
            expects=lambda context: expects(context.windows.rows[row], context),
            predicts=(),
            link=link,
            roles=frozenset(roles),
            platform=Platform.WINDOWS,
            row=row,
        )(judged)
        return function

    return register
