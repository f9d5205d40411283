"""The host's clock: registration fails when it is too far off."""

from __future__ import annotations

from preflight import links
from preflight.check import Context, Failed, Outcome, Passed, check
from preflight.checks.roles import EITHER
from preflight.facts import ClockOffset, LinuxFacts, Unknown
from preflight.finding import Severity

_REMEDY = "Set the clock right and keep it so with chronyd, ntpd or systemd-timesyncd."


@check(
    id="linux.clock",
    title="Clock",
    severity=Severity.WARNING,
    reads=(),
    evidence="clock",
    expects=lambda context: (
        f"The clock is at most {context.requirements.linux_agent.clock_offset_seconds // 60} minutes off."
    ),
    predicts=(),
    link=links.PHYSICAL_SET_UP,
    roles=EITHER,
)
def clock(facts: LinuxFacts, context: Context) -> Outcome:
    """The measured offset decides; without one that is sure enough, the host's own word does."""
    limit = context.requirements.linux_agent.clock_offset_seconds
    measured, synchronised = facts.clock.measured, facts.clock.synchronised
    if isinstance(measured, ClockOffset):
        distance, doubt = abs(measured.offset_seconds), measured.uncertainty_seconds
        side = "ahead of" if measured.offset_seconds > 0 else "behind"
        actual = f"The clock is {distance:.0f} seconds {side} that of the machine running siteprep (+- {doubt:.0f})."
        if distance + doubt <= limit:
            return Passed(actual)
        if distance - doubt > limit:
            return Failed(actual, f"{_REMEDY} Check the clock of the machine running siteprep too.")
    if isinstance(synchronised, Unknown):
        reason = measured.reason if isinstance(measured, Unknown) else "The measured offset is too uncertain to decide."
        return Unknown(f"{reason} {synchronised.reason}")
    if synchronised:
        return Passed("The host says that its clock is synchronised.")
    return Failed("The host says that its clock is not synchronised.", _REMEDY)
