"""Versions of what belongs together: process servers and master targets beside their configuration server. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from host.target import Role
from preflight.agent_version import numbers
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed
from preflight.facts import Absent, Unknown
from preflight.fleet_host import SERVER, FleetHost, Known

VERSIONED = frozenset({Role.PROCESS_SERVER, Role.MASTER_TARGET})
"""The roles whose version the configuration server's limits."""


def not_newer(hosts: Sequence[FleetHost], context: Context) -> dict[str, Outcome]:
    """A process server or master target is as old as its configuration server or older."""
    servers = {host.name: host for host in hosts if host.role is Role.CONFIGURATION_SERVER}
    return {host.name: _judge(host, servers, context) for host in hosts if host.role in VERSIONED}


def _judge(host: FleetHost, servers: Mapping[str, FleetHost], context: Context) -> Outcome:
    if isinstance(host.version, Unknown):
        return host.version
    limit = _limit(host, servers, context)
    if isinstance(host.version, Absent):
        rule = f"that has version {limit}" if isinstance(limit, str) else "of the run that it is to serve"
        return NotApplicable(
            f"Nothing is installed yet. Take an installer that is not newer than the configuration server {rule}."
        )
    if isinstance(limit, Absent):
        return Unknown("Its configuration server has nothing installed yet. Install that one first.")
    if isinstance(limit, Unknown):
        return limit
    mine, theirs = numbers(host.version), numbers(limit)
    if not (mine and theirs):
        return Unknown(f"The versions {host.version[:40]} and {limit[:40]} cannot be compared.")
    told = min(len(mine), len(theirs))  # 9.66 stands for every build of it
    actual = f"The host has version {host.version} and its configuration server {limit}."
    if mine[:told] <= theirs[:told]:
        return Passed(actual)
    return Failed(actual, f"Upgrade the configuration server first, or install version {limit} or an older one here.")


def _limit(host: FleetHost, servers: Mapping[str, FleetHost], context: Context) -> Known:
    """The version of the host's configuration server: the one told, else the named server's, else the only one's."""
    if context.cs_version is not None:
        return context.cs_version
    if host.server is not None:
        if host.server in servers:
            return servers[host.server].version
        return Unknown(
            f"The inventory names {host.server} as its configuration server, and no configuration server of that name "
            "was looked at in this run. Give the server's version with --cs-version."
        )
    if len(servers) == 1:
        return next(iter(servers.values())).version
    if servers:
        return Unknown(f"There are {len(servers)} configuration servers. Name the host's own in its var {SERVER}.")
    return Unknown("No configuration server was looked at in this run. Give its version with --cs-version.")
