"""The way from an agent to the configuration server that it is to register with."""

from __future__ import annotations

from preflight import links
from preflight.check import Context, Outcome, check
from preflight.checks.roles import EITHER
from preflight.facts import LinuxFacts
from preflight.finding import Severity
from preflight.reached import judge_registration


@check(
    id="linux.registration-port",
    title="Way to the configuration server",
    severity=Severity.BLOCKER,
    reads=(),
    evidence="probes",
    expects=lambda context: (
        f"The host reaches port {context.requirements.network.server_port} of its configuration server."
    ),
    predicts=(),
    link=links.SUPPORT_MATRIX,
    roles=EITHER,
)
def registration_port(facts: LinuxFacts, context: Context) -> Outcome:
    """An agent registers over the configuration server's control channel; without it no replication begins."""
    return judge_registration(facts, context)
