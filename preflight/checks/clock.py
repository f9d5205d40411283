"""The host's clock: registration fails when it is too far off."""

from __future__ import annotations

from preflight import links
from preflight.check import Context, Outcome
from preflight.checks.roles import EITHER
from preflight.clock import judge_clock
from preflight.facts import LinuxFacts
from preflight.role_requirements import Requirement
from preflight.row_check import linux_check

_REMEDY = "Set the clock right and keep it so with chronyd, ntpd or systemd-timesyncd."


@linux_check(
    "clock",
    title="Clock",
    reads=(),
    evidence="clock",
    expects=lambda row, context: f"The clock is at most {row.number('minutes')} minutes off.",
    link=links.PHYSICAL_SET_UP,
    roles=EITHER,
)
def clock(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """The measured offset decides; without one that is sure enough, the host's own word does."""
    limit = row.number("minutes") * 60
    return judge_clock(
        facts.clock.by_servers,
        facts.clock.measured,
        facts.clock.synchronised,
        limit,
        service="The host",
        remedy=_REMEDY,
    )
