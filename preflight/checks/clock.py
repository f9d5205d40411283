"""The host's clock: registration fails when it is too far off."""

from __future__ import annotations

from preflight import links
from preflight.check import Context, Outcome, check
from preflight.checks.roles import EITHER
from preflight.clock import judge_clock
from preflight.facts import LinuxFacts
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
    return judge_clock(
        facts.clock.by_servers,
        facts.clock.measured,
        facts.clock.synchronised,
        limit,
        service="The host",
        remedy=_REMEDY,
    )
