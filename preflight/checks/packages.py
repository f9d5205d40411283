"""Packages: what must be installed, and whether the package manager works."""

from __future__ import annotations

from preflight import links
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, check, found, known
from preflight.checks.roles import EITHER
from preflight.facts import LinuxFacts, Unknown
from preflight.finding import Severity
from preflight.os_token import NoToken


@check(
    id="linux.ssh-packages",
    title="Packages for the push",
    severity=Severity.WARNING,
    reads=("packages",),
    evidence="packages",
    expects=lambda context: (
        "These are installed: "
        + ", ".join(" or ".join(names) for names in context.requirements.linux_agent.ssh_packages)
        + "."
    ),
    predicts=("95117",),
    link=links.PUSH_PREPARATION,
    roles=EITHER,
)
def ssh_packages(facts: LinuxFacts, context: Context) -> Outcome:
    """The push preparation page asks for the latest of each."""
    packages = found(facts.packages)
    if packages is None:
        return Unknown("The host has neither rpm nor dpkg-query, so its packages could not be found out.")
    missing, there = [], []
    for names in context.requirements.linux_agent.ssh_packages:
        name = next((each for each in names if each in packages.versions), None)
        if name is None:
            missing.append(names[0])
        else:
            there.append(f"{name} {packages.versions[name]}")
    if not missing:
        return Passed(f"{', '.join(there)} are installed.")
    return Failed(
        f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not installed.",
        f"Install {', '.join(missing)} with the system's package manager.",
    )


@check(
    id="linux.rpm-command",
    title="Command rpm",
    severity=Severity.BLOCKER,
    reads=("machine", "release_files", "commands"),
    evidence="commands",
    expects=lambda context: (
        f"The command rpm is installed on {', '.join(context.requirements.linux_agent.rpm_tokens)} systems."
    ),
    predicts=("EP0924",),
    link=links.MOBILITY_OVERVIEW,
    roles=EITHER,
)
def rpm_command(facts: LinuxFacts, context: Context) -> Outcome:
    """The installer ends with exit code 95 without it."""
    commands = known(facts.commands)
    if not _made_of_rpm(facts, context):
        return NotApplicable("The agent's package for this system does not use rpm.")
    if "rpm" not in commands:
        return Unknown("The evidence does not tell whether rpm is installed.")
    if commands["rpm"]:
        return Passed("The command rpm is installed.")
    return Failed("The command rpm is not installed.", "Install the package rpm.")


@check(
    id="linux.rpm-database",
    title="rpm's database",
    severity=Severity.BLOCKER,
    reads=("machine", "release_files", "rpm_database"),
    evidence="rpm-database",
    expects=lambda _: "rpm finds its database consistent.",
    predicts=("ASRMobilityServiceInstallerRPMDatabaseInconsistent", "EP0964"),
    link=links.MOBILITY_OVERVIEW,
    roles=EITHER,
)
def rpm_database(facts: LinuxFacts, context: Context) -> Outcome:
    """The installer verifies it, tries to rebuild it once, and gives up with exit code 97."""
    if not _made_of_rpm(facts, context):
        return NotApplicable("The agent's package for this system does not use rpm.")
    consistent = found(facts.rpm_database)
    if consistent is None:
        return NotApplicable("The command rpm is not installed.")
    if consistent:
        return Passed("rpm finds its database consistent.")
    return Failed(
        "`rpm --verifydb` finds its database inconsistent.",
        "Save /var/lib/rpm, then run `rpm --rebuilddb` and `rpm --verifydb`.",
    )


@check(
    id="linux.package-manager-idle",
    title="Package manager at rest",
    severity=Severity.WARNING,
    reads=("processes",),
    evidence="processes",
    expects=lambda _: "No package manager is at work.",
    predicts=("EP0927",),
    link=links.MOBILITY_OVERVIEW,
    roles=EITHER,
)
def package_manager_idle(facts: LinuxFacts, context: Context) -> Outcome:
    """While one works, the installer cannot add its own package and ends with exit code 159."""
    busy = [
        each for each in known(facts.processes) if each in context.requirements.linux_agent.package_manager_processes
    ]
    if not busy:
        return Passed("No package manager runs.")
    return Failed(f"{', '.join(busy)} runs.", "Wait until it has ended before the agent is installed.")


def _made_of_rpm(facts: LinuxFacts, context: Context) -> bool:
    token = facts.os_token(context.requirements)
    return not isinstance(token, NoToken) and known(token).startswith(context.requirements.linux_agent.rpm_tokens)
