"""The plan of one push: which steps a host needs, judged from its agent and the chosen package, pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from host.target import Role
from installer.agent_programs import AgentPrograms
from installer.linux_agent import LINUX
from installer.media import Package, Version
from installer.outcome import Outcome, State
from installer.push_request import AGENT_ROLES, Action, CsType, PushRequest
from preflight.agent_version import minor_gap, numbers
from preflight.facts import Absent, Agent

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
    programs: AgentPrograms = LINUX

    @property
    def started(self) -> bool:
        """Whether an earlier run of the same package was cut short: each step recognises what is done."""
        return bool(self.sha256) and self._name(self.programs.run_folder(self.sha256)) in self.jobs

    def left(self, folder: str) -> bool:
        """Whether an earlier run left this folder."""
        return self._name(folder) in self.jobs

    def _name(self, folder: str) -> str:
        return self.programs.base_name(folder)


def make_plan(host: HostToPlan, request: PushRequest) -> Plan | Outcome:
    """The plan, or the outcome where there is nothing to plan. A status is an outcome always."""
    return _DECISIONS[request.action](host, request)


def _install(host: HostToPlan, request: PushRequest) -> Plan | Outcome:
    package, agent = _package(host), host.agent
    folder = host.programs.run_folder(host.sha256)
    if isinstance(agent, Absent) or host.started:
        command = host.programs.install(request, AGENT_ROLES[host.role])
        steps = (*_bring(host, package, folder), _step(host, "install", command), *_register(host, request, folder))
        return Plan(folder, steps)
    if agent.version != str(package.version):
        return _other_version(agent, package)
    return _configure_in(folder, host, agent, request)


def _upgrade(host: HostToPlan, request: PushRequest) -> Plan | Outcome:
    package, agent = _package(host), host.agent
    folder = host.programs.run_folder(host.sha256)
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
    command = host.programs.upgrade(AGENT_ROLES[host.role], agent.vm_platform, agent.cs_type or CsType.CLASSIC.value)
    check = "verify" if agent.configuration_status == SUCCEEDED else "verify-version"
    return Plan(
        folder, (*_bring(host, package, folder), _step(host, "upgrade", command), _TEXTS[check], _clean_up(folder))
    )


def _configure(host: HostToPlan, request: PushRequest) -> Plan | Outcome:
    if isinstance(host.agent, Absent):
        return _NO_AGENT
    return _configure_in(host.programs.run_folder(request.action), host, host.agent, request)


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
    folder = host.programs.run_folder(request.action)
    if isinstance(host.agent, Absent) and not host.left(folder):
        return Plan(folder)
    remove = PlannedStep("uninstall", f"Run `{host.programs.uninstall}` and wait for its result.")
    return Plan(folder, (remove, _TEXTS["verify-gone"], _clean_up(folder)))


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
            f"{cause}, but its service {host.programs.service} {running}.",
            f"Start the service {host.programs.service} on the host; {host.programs.logs} and its own log say why it "
            "stopped.",
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


def _bring(host: HostToPlan, package: Package, folder: str) -> tuple[PlannedStep, ...]:
    signature = PlannedStep("signature", "Ask Windows whether the package's signature is valid.")
    return (
        PlannedStep("stage", f"Bring {package.file_name} to {folder} and verify its SHA-256 there."),
        *([signature] if host.programs.signed else []),
        PlannedStep("unpack", f"Unpack the verified package in {folder}."),
    )


def _register(host: HostToPlan, request: PushRequest, folder: str) -> tuple[PlannedStep, ...]:
    if not host.can_register:
        changed = host.package is not None
        return (*((_TEXTS["verify-version"], _clean_up(folder)) if changed else ()), _TEXTS["config-input"])
    secret = host.programs.inside(folder, "configure", "secret")
    shown = host.programs.show(host.programs.configure(request, secret))
    command = PlannedStep("configure", f"Run `{shown}` in the agent's folder and remove the file given.")
    return (command, _TEXTS["verify"], _clean_up(folder))


def _step(host: HostToPlan, name: str, command: Sequence[str]) -> PlannedStep:
    return PlannedStep(name, f"Run `{host.programs.show(command)}` and wait for its result.")


def _clean_up(folder: str) -> PlannedStep:
    return PlannedStep("clean-up", f"Remove {folder} from the host.")


_TEXTS = {
    step.name: step
    for step in (
        PlannedStep("verify", "Check the agent's version, its registration state and its service."),
        PlannedStep("verify-version", "Check the version of the installed agent."),
        PlannedStep("config-input", "Ask the agent for the machine's Agent Config Input, and wait for its file."),
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
