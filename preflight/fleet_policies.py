"""Hyper-V hosts that share a replication policy. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from host.target import Role
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed
from preflight.facts import Absent, Unknown
from preflight.fleet_clones import listed
from preflight.fleet_host import POLICY, FleetHost

_REMEDY = "Give the hosts of each operating system a replication policy of their own."


def one_system(hosts: Sequence[FleetHost], _: Context) -> dict[str, Outcome]:
    """All hosts that use a replication policy run the same operating system."""
    members: dict[str | None, list[FleetHost]] = defaultdict(list)
    for host in hosts:
        if host.role is Role.HYPERV_HOST:
            members[host.policy].append(host)
    return {name: outcome for policy, using in members.items() for name, outcome in _policy(policy, using).items()}


def _policy(policy: str | None, hosts: Sequence[FleetHost]) -> dict[str, Outcome]:
    if policy is None:
        nothing = NotApplicable(f"The inventory names no replication policy for the host (var {POLICY}).")
        return {host.name: nothing for host in hosts}
    if len(hosts) == 1:
        return {hosts[0].name: NotApplicable(f"No other host of this run has the replication policy {policy}.")}
    systems: dict[str, list[str]] = defaultdict(list)
    for host in hosts:
        if isinstance(host.system, str):
            systems[host.system].append(host.name)
    told = " and ".join(f"{system} ({listed(names)})" for system, names in sorted(systems.items()))
    actual = f"The replication policy {policy} is used by {told}."

    def outcome(host: FleetHost) -> Outcome:
        if isinstance(host.system, Absent):
            return Unknown("The host's operating system is not known.")
        if isinstance(host.system, Unknown):
            return host.system
        return Passed(actual) if len(systems) == 1 else Failed(actual, _REMEDY)

    return {host.name: outcome(host) for host in hosts}
