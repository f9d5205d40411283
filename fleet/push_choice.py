"""From what was found on a host to its plan: the package for its system, and the steps that are left."""

from __future__ import annotations

from dataclasses import dataclass

from access.media_folder import MediaFolder
from host.target import Platform, Role, Target
from installer.agent_programs import AgentPrograms
from installer.linux_agent import LINUX
from installer.media import Package, choose
from installer.outcome import Outcome, State
from installer.push_plan import HostToPlan, Plan, make_plan
from installer.push_request import AGENT_ROLES, PushRequest
from installer.windows_agent import TOKEN, WINDOWS
from preflight.facts import Absent, Agent, LinuxFacts, Unknown
from preflight.os_token import NoToken
from preflight.requirements import Requirements
from preflight.verdict import Verdict
from preflight.windows_agent import windows_agent
from preflight.windows_facts import WindowsFacts

_PROGRAMS = {Platform.LINUX: LINUX, Platform.WINDOWS: WINDOWS}
GO_AHEAD = (Verdict.READY, Verdict.READY_WITH_WARNINGS)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A host's plan, and the package that it brings, if any."""

    plan: Plan
    package: Package | None


def choose_plan(
    facts: LinuxFacts | WindowsFacts,
    role: Role,
    request: PushRequest,
    media: MediaFolder | None,
    requirements: Requirements,
    *,
    can_register: bool,
) -> Chosen | Outcome:
    """What is to be done on a host that may be touched, or the outcome where nothing can be or must not be done."""
    if role not in AGENT_ROLES:
        return _other_role(role)
    agent = agent_of(facts)
    if isinstance(agent, Unknown) or isinstance(facts.jobs, Unknown):
        return _AGENT_UNKNOWN
    package, sha256 = None, ""
    if media is not None:
        package = choose_package(facts, media, requirements)
        if package is None:
            return _no_package(media, token_of(facts, requirements))
        if problems := media.problems(package):
            return _bad_package(media, package, problems)
        sha256 = media.sha256(package)
    found = HostToPlan(agent, facts.jobs, role, package, sha256, can_register, _PROGRAMS[facts.platform])
    plan = make_plan(found, request)
    return plan if isinstance(plan, Outcome) else Chosen(plan, package)


def programs(target: Target) -> AgentPrograms:
    """The agent's programs on a target's platform."""
    return _PROGRAMS[target.platform]


def agent_of(facts: LinuxFacts | WindowsFacts) -> Agent | Absent | Unknown:
    """The agent that is on the host."""
    return facts.agent if isinstance(facts, LinuxFacts) else windows_agent(facts)


def token_of(facts: LinuxFacts | WindowsFacts, requirements: Requirements) -> str | NoToken | Unknown:
    """What the packages for the host's system are marked with."""
    return facts.os_token(requirements) if isinstance(facts, LinuxFacts) else TOKEN


def choose_package(facts: LinuxFacts | WindowsFacts, media: MediaFolder, requirements: Requirements) -> Package | None:
    """The newest package for the host's system; None where the folder holds none."""
    token = token_of(facts, requirements)
    return choose(media.packages, token) if isinstance(token, str) else None


def not_touched(verdict: Verdict) -> Outcome:
    """The outcome of a host whose verdict forbids to touch it."""
    return _NOT_TOUCHED[verdict]


def _bad_package(media: MediaFolder, package: Package, problems: list[str]) -> Outcome:
    return Outcome.failed(
        "package",
        f"The package {media.path(package)} was not sent. {' '.join(problems)}",
        "Replace it with the published file, then run the same command again; siteprep media verify checks it.",
    )


def _no_package(media: MediaFolder, token: object) -> Outcome:
    return Outcome.failed(
        "no-package",
        f"The media folder {media.folder} holds no package for {token}.",
        "Download the package for this operating system into that folder, then run the same command again.",
    )


def _other_role(role: Role) -> Outcome:
    return Outcome.failed(
        "role",
        f"A {role.value} is not installed by the agent's package.",
        f"Push to hosts that are to become one of {', '.join(AGENT_ROLES)}.",
    )


_NOT_TOUCHED = {
    verdict: Outcome(
        State(verdict.value),
        "preflight",
        cause,
        "Correct what the findings name, then run the same command again.",
    )
    for verdict, cause in (
        (Verdict.BLOCKED, "Preflight found what the installer would fail on, so the host was not touched."),
        (Verdict.UNDETERMINED, "Preflight could not find out all it has to know, so the host was not touched."),
    )
}
_AGENT_UNKNOWN = Outcome.failed(
    "agent-unknown",
    "Whether an agent is installed could not be read from the host, so it was not touched.",
    "Read the host's findings for the reason, then run the same command again.",
)
