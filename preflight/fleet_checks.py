"""The fleet checks: what shows only when all hosts of a run are looked at together. Pure.

Each check is given all hosts that could be looked at, in the order of their names, and gives an outcome for those of
its roles; so nothing depends on the order in which hosts are named or answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from host.target import Role
from preflight import links
from preflight.check import Context, NotApplicable, Outcome, settled
from preflight.finding import Finding, Status
from preflight.fleet_clones import same_agent_id, same_bios_id, same_host_name
from preflight.fleet_host import FleetHost
from preflight.fleet_policies import one_system
from preflight.fleet_versions import VERSIONED, not_newer

Compare = Callable[[Sequence[FleetHost], Context], Mapping[str, Outcome]]


@dataclass(frozen=True, slots=True)
class FleetCheck:
    """One check over the hosts of a run; `row` is its row of fleet.yaml, which tells severity and source."""

    row: str
    title: str
    roles: frozenset[Role]
    evidence: str
    expected: str
    link: str
    compare: Compare

    @property
    def id(self) -> str:
        """The id that findings and waivers use."""
        return f"fleet.{self.row}"

    def run(self, hosts: Sequence[FleetHost], context: Context) -> dict[str, Finding]:
        """One finding for each host, by name. A mistake inside the check becomes findings too."""
        finding = self.finding(context)
        try:
            outcomes = self.compare(sorted(hosts, key=lambda host: host.name), context)
        except Exception as error:  # noqa: BLE001 - one check's mistake must not cost the other findings
            return {host.name: settled(finding, error) for host in hosts}
        other_role = NotApplicable(f"This is a check for {', '.join(sorted(self.roles))}.")
        return {
            host.name: settled(finding, outcomes[host.name] if host.role in self.roles else other_role)
            for host in hosts
        }

    def finding(self, context: Context) -> Finding:
        """What the check says of a host before anything was found."""
        severity = context.requirements.fleet[self.row].severity
        return Finding(self.id, self.title, Status.ERROR, severity, self.expected, "", self.evidence, "", self.link, ())


FLEET_CHECKS = (
    FleetCheck(
        row="host-name",
        title="Host name of its own",
        roles=frozenset(Role),
        evidence="identity",
        expected="No other host of the run has the same host name.",
        link=links.CONFIGURATION_SERVER,
        compare=same_host_name,
    ),
    FleetCheck(
        row="bios-id",
        title="BIOS id of its own",
        roles=frozenset(Role),
        evidence="hardware",
        expected="No other host of the run has the same BIOS id.",
        link=links.CONFIGURATION_SERVER,
        compare=same_bios_id,
    ),
    FleetCheck(
        row="agent-id",
        title="Agent host id of its own",
        roles=frozenset(Role),
        evidence="agent-id",
        expected="No other host of the run has an agent with the same host id.",
        link=links.CONFIGURATION_SERVER,
        compare=same_agent_id,
    ),
    FleetCheck(
        row="server-version",
        title="Version beside the configuration server",
        roles=VERSIONED,
        evidence="asr-products",
        expected="What is installed is not newer than the host's configuration server.",
        link=links.SCALE_OUT,
        compare=not_newer,
    ),
    FleetCheck(
        row="policy-os",
        title="One operating system for each replication policy",
        roles=frozenset({Role.HYPERV_HOST}),
        evidence="operating-system",
        expected="All hosts of the run that use one replication policy run the same operating system.",
        link=links.HYPERV,
        compare=one_system,
    ),
)


def judge_fleet(hosts: Sequence[FleetHost], context: Context) -> dict[str, tuple[Finding, ...]]:
    """One finding from every fleet check for every host, by name."""
    found = [check.run(hosts, context) for check in FLEET_CHECKS]
    return {host.name: tuple(findings[host.name] for findings in found) for host in hosts}
