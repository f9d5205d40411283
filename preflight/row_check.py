"""Registering checks: one for one row of a platform's requirements, under the platform's and the row's name.

@windows_check(
    "fips",
    title="FIPS mode",
    reads=("policies.fips",),
    evidence="registry",
    expects=lambda row, context: "FIPS mode is off.",
    link=pages.REQUIREMENTS,
)
def fips(facts: WindowsFacts, row: Requirement, context: Context) -> Outcome: ...
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, TypeVar

from host.target import Platform, Role
from preflight.check import Context, Outcome, check
from preflight.facts import LinuxFacts
from preflight.role_requirements import SERVER_ROLES, Requirement
from preflight.windows_facts import WindowsFacts

LinuxFunction = Callable[[LinuxFacts, Requirement, Context], Outcome]
WindowsFunction = Callable[[WindowsFacts, Requirement, Context], Outcome]
_Function = TypeVar("_Function", bound=Callable[[Any, Requirement, Context], Outcome])


Expects = Callable[[Requirement, Context], str]
"""What is expected of a host, as a sentence."""


def linux_check(
    row: str,
    *,
    title: str,
    reads: tuple[str, ...],
    evidence: str,
    expects: Expects,
    link: str,
    roles: Collection[Role] = (Role.MOBILITY_AGENT,),
) -> Callable[[LinuxFunction], LinuxFunction]:
    """Register the check of `row` as ``linux.<row>``. ValueError for a row that has its check already."""
    return _registering(Platform.LINUX, row, title, reads, evidence, expects, link, roles)


def windows_check(
    row: str,
    *,
    title: str,
    reads: tuple[str, ...],
    evidence: str,
    expects: Expects,
    link: str,
    roles: Collection[Role] = SERVER_ROLES,
) -> Callable[[WindowsFunction], WindowsFunction]:
    """Register the check of `row` as ``windows.<row>``. ValueError for a row that has its check already."""
    return _registering(Platform.WINDOWS, row, title, reads, evidence, expects, link, roles)


def _registering(
    platform: Platform,
    row: str,
    title: str,
    reads: tuple[str, ...],
    evidence: str,
    expects: Expects,
    link: str,
    roles: Collection[Role],
) -> Callable[[_Function], _Function]:
    def register(function: _Function) -> _Function:
        @wraps(function)
        def judged(facts: Any, context: Context) -> Outcome:
            return function(facts, context.rows(platform)[row], context)

        check(
            id=f"{platform}.{row}",
            title=title,
            roles=frozenset(roles),
            platform=platform,
            row=row,
            reads=reads,
            evidence=evidence,
            expects=lambda context: expects(context.rows(platform)[row], context),
            link=link,
        )(judged)
        return function

    return register
