"""What the fleet checks look at of one host: a small extract of its facts and of its inventory entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from host.target import Role, Target
from preflight.facts import Absent, Agent, LinuxFacts, Unknown, User
from preflight.windows_facts import WindowsFacts

Known: TypeAlias = str | Absent | Unknown
FLEET_VARS = POLICY, SERVER = "policy", "configuration_server"
"""Vars of the inventory: a Hyper-V host's replication policy, and the name of a host's configuration server."""
_AGENT, _SERVER = 5, 9
"""Numbers of the components that the original notes as installed."""


@dataclass(frozen=True, slots=True)
class FleetHost:
    """One host among those of a run.

    `version` is that of the installed component that the role is about, Absent before there is one; `agent_id` is the
    id under which the agent is registered; `system` is Windows' version, or what a Linux system calls itself.
    """

    name: str
    role: Role
    policy: str | None
    server: str | None
    host_name: Known
    bios_id: Known
    agent_id: Known
    version: Known
    system: Known


def fleet_host(target: Target, role: Role, facts: LinuxFacts | WindowsFacts) -> FleetHost:
    """The extract of one host's facts; `role` is what it is to become."""
    parts = _linux(role, facts) if isinstance(facts, LinuxFacts) else _windows(role, facts)
    return FleetHost(target.name, role, _var(target, POLICY), _var(target, SERVER), *parts)


def _var(target: Target, name: str) -> str | None:
    value = target.vars.get(name)
    return None if value is None else str(value)


def _linux(role: Role, facts: LinuxFacts) -> tuple[Known, Known, Known, Known, Known]:
    agent = facts.agent
    version: Known = agent.version if isinstance(agent, Agent) else agent
    return (
        facts.host_name,
        _linux_bios_id(facts),
        agent.host_id if isinstance(agent, Agent) else agent,
        version if role is Role.MASTER_TARGET else Absent(),
        facts.os_name or Unknown("The host's operating system is not known."),
    )


def _linux_bios_id(facts: LinuxFacts) -> Known:
    if isinstance(facts.hardware, Absent | Unknown):
        return facts.hardware
    if facts.hardware.uuid:
        return facts.hardware.uuid
    if isinstance(facts.user, User) and facts.user.uid == 0:
        return Absent()  # Linux shows no id where the firmware has none
    return Unknown("Only root can read the host's BIOS id, and the collector did not run as root.")


def _windows(role: Role, facts: WindowsFacts) -> tuple[Known, Known, Known, Known, Known]:
    computer, system, settings = facts.computer, facts.system, facts.agent_configuration
    if isinstance(settings, Absent | Unknown):
        agent_id: Known = settings
    else:
        agent_id = settings.get("HostId") or Absent()
    return (
        computer if isinstance(computer, Unknown) else computer.name,
        facts.identity.bios_id,
        agent_id,
        _windows_version(role, facts),
        system if isinstance(system, Unknown) else f"Windows {'.'.join(map(str, system.version))}",
    )


def _windows_version(role: Role, facts: WindowsFacts) -> Known:
    component = facts.asr_product(_AGENT if role is Role.MASTER_TARGET else _SERVER)
    if isinstance(component, Absent | Unknown):
        return component
    return component.version or Unknown("The host does not tell the version of the component installed on it.")
