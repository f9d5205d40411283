"""The plan of one push: which steps a host needs, judged from its facts and the chosen package, pure."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from installer.linux_agent import configure_command, install_command
from installer.media import Package, Version
from installer.outcome import Outcome
from preflight.facts import Absent, Agent

RUN_FOLDERS = "/var/lib/siteprep"
"""Where a host keeps siteprep's run folders: root's alone, and never under /tmp."""


@dataclass(frozen=True, slots=True)
class PushRequest:
    """What a push is asked to do on every host. The passphrase is not part of it."""

    server: str
    folder: str


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


def run_folder(package_sha256: str) -> str:
    """The host's folder for this package: the same in every run, so that a later run finds an earlier one's work."""
    return f"{RUN_FOLDERS}/agent-{package_sha256[:16]}"


def make_plan(
    agent: Agent | Absent, jobs: Sequence[str], package: Package, sha256: str, request: PushRequest
) -> Plan | Outcome:
    """The plan, or the failure that forbids one.

    `jobs` are the names of the run folders the host has: when this package's is among them, an earlier run was cut
    short, and all steps are planned again; each recognises what is done.
    """
    folder = run_folder(sha256)
    started = folder.rpartition("/")[2] in jobs
    if isinstance(agent, Absent) or started:
        return Plan(folder, tuple(_steps(package, folder, request, install=True)))
    if agent.version != str(package.version):
        return _other_version(agent, package)
    if agent.configuration_status != "Succeeded":
        return Plan(folder, tuple(_steps(package, folder, request, install=False)))
    if agent.cs_address and agent.cs_address != request.server:
        return Outcome.failed(
            "other-server",
            f"The agent is registered with the configuration server {agent.cs_address}, not with {request.server}.",
            "Unregister it there first, or give that server's address with --cs-ip.",
        )
    return Plan(folder)


def _steps(package: Package, folder: str, request: PushRequest, *, install: bool) -> list[PlannedStep]:
    steps = []
    if install:
        steps += [
            PlannedStep("stage", f"Copy {package.file_name} to {folder} and verify its SHA-256 there."),
            PlannedStep("unpack", f"Unpack the verified package in {folder}."),
            PlannedStep("install", f"Run `{shlex.join(install_command(request.folder))}` and wait for its result."),
        ]
    configure = configure_command(request.folder, request.server, f"{folder}/configure/passphrase")
    return [
        *steps,
        PlannedStep("configure", f"Run `{shlex.join(configure)}` and remove the passphrase file."),
        PlannedStep("verify", "Check the agent's version, its registration state and its service."),
        PlannedStep("clean-up", f"Remove {folder} from the host."),
    ]


def _other_version(agent: Agent, package: Package) -> Outcome:
    try:
        newer = Version.parse(agent.version) > package.version
    except ValueError:
        newer = False
    remedy = (
        f"Put a package of version {agent.version} or newer into the media folder."
        if newer
        else "Upgrade the agent by hand: this version of siteprep installs fresh agents only."
    )
    return Outcome.failed(
        "other-version",
        f"Agent {agent.version} is installed, and the media folder offers {package.version}. Nothing was changed.",
        remedy,
    )
