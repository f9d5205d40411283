"""The host's clock: registration fails when it is too far off."""

from __future__ import annotations

from preflight.check import Context, Failed, Outcome, Passed
from preflight.checks.windows import pages
from preflight.facts import ClockOffset, Unknown
from preflight.server_check import server_check
from preflight.server_requirements import Requirement
from preflight.windows_facts import WindowsFacts

_REMEDY = "Let the Windows Time service keep the clock (w32tm /resync), and check the time zone."


@server_check(
    "clock",
    title="Clock",
    reads=(),
    evidence="clock",
    expects=lambda row, context: f"The clock is at most {row.number('minutes')} minutes off.",
    link=pages.PHYSICAL_SET_UP,
)
def clock(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """The measured offset decides; without one that is sure enough, the Windows Time service's word does."""
    measured, synchronised = facts.clock.measured, facts.clock.synchronised
    if isinstance(measured, ClockOffset):
        limit, distance = 60 * row.number("minutes"), abs(measured.offset_seconds)
        side = "ahead of" if measured.offset_seconds > 0 else "behind"
        doubt = measured.uncertainty_seconds
        actual = f"The clock is {distance:.0f} seconds {side} that of the machine running siteprep (+- {doubt:.0f})."
        if distance + doubt <= limit:
            return Passed(actual)
        if distance - doubt > limit:
            return Failed(actual, f"{_REMEDY} Check the clock of the machine running siteprep too.")
    if isinstance(synchronised, Unknown):
        reason = measured.reason if isinstance(measured, Unknown) else "The measured offset is too uncertain to decide."
        return Unknown(f"{reason} {synchronised.reason}")
    if synchronised:
        return Passed("The Windows Time service says that the clock is synchronised.")
    return Failed("The Windows Time service says that the clock is not synchronised.", _REMEDY)
