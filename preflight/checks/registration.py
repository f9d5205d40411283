"""The way from an agent to the configuration server that it is to register with."""

from __future__ import annotations

from preflight import links
from preflight.check import Context, Outcome
from preflight.checks.roles import EITHER
from preflight.facts import LinuxFacts
from preflight.reached import judge_registration
from preflight.role_requirements import Requirement
from preflight.row_check import linux_check


@linux_check(
    "registration-port",
    title="Way to the configuration server",
    reads=(),
    evidence="probes",
    expects=lambda row, context: (
        f"The host reaches port {context.requirements.network.server_port} of its configuration server."
    ),
    link=links.SUPPORT_MATRIX,
    roles=EITHER,
)
def registration_port(facts: LinuxFacts, _: Requirement, context: Context) -> Outcome:
    """An agent registers over the configuration server's control channel; without it no replication begins."""
    return judge_registration(facts, context)
