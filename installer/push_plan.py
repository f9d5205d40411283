"""The plan of one push: which steps a host needs, judged from its agent and the chosen package, pure."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from host.target import Role
from installer.linux_agent import CONFIGURATOR, PLATFORM, configure_arguments, install_command, upgrade_command
from installer.media import Package, Version
from installer.outcome import Outcome, State
from installer.push_request import AGENT_ROLES, Action, CsType, PushRequest
from preflight.agent_version import minor_gap, numbers
from preflight.facts import Absent, Agent

RUN_FOLDERS = "/var/lib/siteprep"
"""Where a host keeps siteprep's run folders: root's alone, and never under /tmp."""
SUCCEEDED = "Succeeded"
"""The registration state of an agent that is registered."""


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step: its stable name, and a sentence of what it does."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The ordered steps for one host. No steps means that nothing is left to do."""

    run_folder: str
    steps: tuple[PlannedStep, ...] = ()


@dataclass(frozen=True, slots=True)
class HostToPlan:
    """What a plan is made from: the host's agent, the names of its run folders (an earlier run that was cut short left
    its own), what it is to become, its package with its SHA-256, and whether what registering takes is at hand."""

    agent: Agent | Absent
    jobs: Sequence[str]
    role: Role
    package: Package | None = None
    sha256: str = ""
    can_register: bool = True

    @property
    def started(self) -> bool:
        """Whether an earlier run of the same package was cut short: each step recognises what is done."""
        return bool(self.sha256) and run_folder(self.sha256).rpartition("/")[2] in self.jobs


def run_folder(name: str) -> str:
    """The host's folder for a package, by its SHA-256, or for an action that has none: the same in every run, so that a
    later run finds an earlier one's work."""
    return f"{RUN_FOLDERS}/agent-{name[:16]}"


def make_plan(host: HostToPlan, request: PushRequest) -> Plan | Outcome:
    """The plan, or the outcome where there is nothing to plan. A status is an outcome always."""
    return _DECISIONS[request.action](host, request)


def _install(host: HostToPlan, request: PushRequest) -> Plan | Outcome:
    package, agent = _package(host), host.agent
    folder = run_folder(host.sha256)
    if isinstance(agent, Absent) or host.started:
        command = install_command(request.folder, AGENT_ROLES[host.role], request.cs_type)
        return Plan(folder, (*_bring(package, folder), _step("install", command), *_register(host, request, folder)))
    if agent.version != str(package.version):
        return _other_version(agent, package)
    return _configure_in(folder, host, agent, request)


def _upgrade(host: HostToPlan, request: PushRequest) -> Plan | Outcome:
    package, agent = _package(host), host.agent
    folder = run_folder(host.sha256)
    if isinstance(agent, Absent):
        return _NO_AGENT
    if not host.started:
        if agent.version == str(package.version):
            return Plan(folder)
        gap = minor_gap(agent.version, str(package.version))
        if gap is None or numbers(agent.version) > package.version:
            return _other_version(agent, package)
        if gap > request.largest_gap:
            major, minor = numbers(agent.version)[:2]
            return _too_far(agent, package, f"{major}.{minor + request.largest_gap}")
    command = upgrade_command(
        AGENT_ROLES[host.role], agent.vm_platform or PLATFORM, agent.cs_type or CsType.CLASSIC.value
    )
    check = "verify" if agent.configuration_status == SUCCEEDED else "verify-version"
    return Plan(folder, (*_bring(package, folder), _step("upgrade", command), _TEXTS[check], _clean_up(folder)))


def _configure(host: HostToPlan, request: PushRequest) -> Plan | Outcome:
    if isinstance(host.agent, Absent):
        return _NO_AGENT
    return _configure_in(run_folder(request.action), host, host.agent, request)


def _configure_in(folder: str, host: HostToPlan, agent: Agent, request: PushRequest) -> Plan | Outcome:
    if (agent.cs_type or CsType.CLASSIC) != request.cs_type:
        return Outcome.failed(
            "other-type",
            f"The agent is set up for {agent.cs_type or CsType.CLASSIC.value}, not for {request.cs_type.value}.",
            "Give that type with --cs-type, or uninstall the agent first.",
        )
    if agent.configuration_status != SUCCEEDED:
        return Plan(folder, tuple(_register(host, request, folder)))
    if request.server and agent.cs_address and agent.cs_address != request.server:
        return Outcome.failed(
            "other-server",
            f"The agent is registered with the configuration server {agent.cs_address}, not with {request.server}.",
            "Unregister it there first, or give that server's address with --cs-ip.",
        )
    return Plan(folder)


def _uninstall(host: HostToPlan, request: PushRequest) -> Plan | Outcome:
    folder = run_folder(request.action)
    if isinstance(host.agent, Absent) and folder.rpartition("/")[2] not in host.jobs:
        return Plan(folder)
    return Plan(folder, (_TEXTS["uninstall"], _TEXTS["verify-gone"], _clean_up(folder)))


def _status(host: HostToPlan, _request: PushRequest) -> Plan | Outcome:
    agent = host.agent
    if isinstance(agent, Absent):
        return Outcome(State.DONE_WITH_WARNINGS, "no-agent", "No agent is installed.", "Install it with siteprep push.")
    cause = f"Agent {agent.version} is installed"
    if agent.configuration_status != SUCCEEDED:
        told = agent.configuration_status or "unset"
        return Outcome(
            State.DONE_WITH_WARNINGS,
            "not-registered",
            f"{cause}, and its registration state is {told}.",
            "Register it with siteprep push --action configure.",
        )
    cause += f" and registered{f' with {agent.cs_address}' if agent.cs_address else ''}"
    if agent.service_running is not True:
        running = "does not run" if agent.service_running is False else "could not be asked for"
        return Outcome(
            State.DONE_WITH_WARNINGS,
            "service-stopped",
            f"{cause}, but its service vxagent {running}.",
            "Start the service vxagent on the host; /var/log/ua_install.log and its own log say why it stopped.",
        )
    return Outcome(State.DONE, "registered", f"{cause}, and its service runs.")


_DECISIONS: dict[Action, Callable[[HostToPlan, PushRequest], Plan | Outcome]] = {
    Action.INSTALL: _install,
    Action.UPGRADE: _upgrade,
    Action.CONFIGURE: _configure,
    Action.UNINSTALL: _uninstall,
    Action.STATUS: _status,
}


def _package(host: HostToPlan) -> Package:
    if host.package is None:
        raise ValueError("An installation and an upgrade need a package.")
    return host.package


def _bring(package: Package, folder: str) -> tuple[PlannedStep, ...]:
    return (
        PlannedStep("stage", f"Copy {package.file_name} to {folder} and verify its SHA-256 there."),
        PlannedStep("unpack", f"Unpack the verified package in {folder}."),
    )


def _register(host: HostToPlan, request: PushRequest, folder: str) -> tuple[PlannedStep, ...]:
    if not host.can_register:
        changed = host.package is not None
        return (*((_TEXTS["verify-version"], _clean_up(folder)) if changed else ()), _TEXTS["config-input"])
    arguments = configure_arguments(request.cs_type, request.server, f"{folder}/configure/secret")
    command = PlannedStep(
        "configure", f"Run `{shlex.join([CONFIGURATOR, *arguments])}` in the agent's folder and remove the file given."
    )
    return (command, _TEXTS["verify"], _clean_up(folder))


def _step(name: str, command: Sequence[str]) -> PlannedStep:
    return PlannedStep(name, f"Run `{shlex.join(command)}` and wait for its result.")


def _clean_up(folder: str) -> PlannedStep:
    return PlannedStep("clean-up", f"Remove {folder} from the host.")


_TEXTS = {
    step.name: step
    for step in (
        PlannedStep("verify", "Check the agent's version, its registration state and its service."),
        PlannedStep("verify-version", "Check the version of the installed agent."),
        PlannedStep("config-input", "Ask the agent for the machine's Agent Config Input, and wait for its file."),
        PlannedStep("uninstall", "Run `uninstall.sh -Y` in the agent's folder and wait for its result."),
        PlannedStep("verify-gone", "Check that no agent is left."),
    )
}


def _other_version(agent: Agent, package: Package) -> Outcome:
    try:
        newer = Version.parse(agent.version) > package.version
    except ValueError:
        newer = False
    remedy = (
        f"Put a package of version {agent.version} or newer into the media folder."
        if newer
        else "Run it with --action upgrade, which upgrades the agents that are there."
    )
    return Outcome.failed(
        "other-version",
        f"Agent {agent.version} is installed, and the media folder offers {package.version}. Nothing was changed.",
        remedy,
    )


def _too_far(agent: Agent, package: Package, intermediate: str) -> Outcome:
    return Outcome.failed(
        "upgrade-gap",
        f"Agent {agent.version} is too old to be upgraded to {package.version} at once. Nothing was changed.",
        f"Upgrade it to {intermediate} first and restart the host; then run the same command again.",
    )


_NO_AGENT = Outcome.failed(
    "no-agent", "No agent is installed on the host.", "Install it with --action install, which is the default."
)
