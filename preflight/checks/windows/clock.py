"""The host's clock: registration fails when it is too far off."""

from __future__ import annotations

from host.target import Platform
from preflight.check import Context, Outcome
from preflight.checks.windows import pages
from preflight.clock import judge_clock
from preflight.role_requirements import ROLE_FILES, Requirement
from preflight.row_check import windows_check
from preflight.windows_facts import WindowsFacts

_REMEDY = "Let the Windows Time service keep the clock (w32tm /resync), and check the time zone."


@windows_check(
    "clock",
    title="Clock",
    reads=(),
    evidence="clock",
    expects=lambda row, context: f"The clock is at most {row.number('minutes')} minutes off.",
    link=pages.PHYSICAL_SET_UP,
    roles=tuple(ROLE_FILES[Platform.WINDOWS]),
)
def clock(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """The measured offset decides; without one that is sure enough, the Windows Time service's word does."""
    return judge_clock(
        facts.clock.by_servers,
        facts.clock.measured,
        facts.clock.synchronised,
        60 * row.number("minutes"),
        service="The Windows Time service",
        remedy=_REMEDY,
    )
