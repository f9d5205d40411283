"""Packages: what must be installed, and whether the package manager works."""

from __future__ import annotations

from preflight import links
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, found, known, told
from preflight.checks.roles import EITHER
from preflight.facts import LinuxFacts, Unknown
from preflight.os_token import NoToken
from preflight.role_requirements import Requirement
from preflight.row_check import linux_check


@linux_check(
    "ssh-packages",
    title="Packages for the push",
    reads=("packages",),
    evidence="packages",
    expects=lambda row, context: (
        "These are installed: " + ", ".join(" or ".join(names) for names in row.values["packages"]) + "."
    ),
    link=links.PUSH_PREPARATION,
    roles=EITHER,
)
def ssh_packages(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """The push preparation page asks for the latest of each."""
    packages = found(facts.packages)
    if packages is None:
        return Unknown("The host has neither rpm nor dpkg-query, so its packages could not be found out.")
    missing, there = [], []
    for names in row.values["packages"]:
        name = next((each for each in names if each in packages.versions), None)
        if name is None:
            missing.append(names[0])
        else:
            there.append(f"{name} {packages.versions[name]}")
    if not missing:
        return Passed(f"{', '.join(there)} are installed.")
    named = ", ".join(missing)
    actual = f"{named} is not installed." if len(missing) == 1 else f"{named} are not installed."
    return Failed(actual, f"Install {named} with the system's package manager.")


@linux_check(
    "rpm-command",
    title="Command rpm",
    reads=("machine", "release_files", "commands"),
    evidence="commands",
    expects=lambda row, context: f"The command rpm is installed on {', '.join(row.texts('tokens'))} systems.",
    link=links.MOBILITY_OVERVIEW,
    roles=EITHER,
)
def rpm_command(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """The installer ends with exit code 95 without it."""
    commands = known(facts.commands)
    if not _made_of_rpm(facts, row, context):
        return NotApplicable("The agent's package for this system does not use rpm.")
    if told(commands, "rpm"):
        return Passed("The command rpm is installed.")
    return Failed("The command rpm is not installed.", "Install the package rpm.")


@linux_check(
    "rpm-database",
    title="rpm's database",
    reads=("machine", "release_files", "rpm_database"),
    evidence="rpm-database",
    expects=lambda row, context: "rpm finds its database consistent.",
    link=links.MOBILITY_OVERVIEW,
    roles=EITHER,
)
def rpm_database(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """The installer verifies it, tries to rebuild it once, and gives up with exit code 97."""
    if not _made_of_rpm(facts, row, context):
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


@linux_check(
    "package-manager-idle",
    title="Package manager at rest",
    reads=("processes",),
    evidence="processes",
    expects=lambda row, context: "No package manager is at work.",
    link=links.MOBILITY_OVERVIEW,
    roles=EITHER,
)
def package_manager_idle(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """While one works, the installer cannot add its own package and ends with exit code 159."""
    busy = [each for each in known(facts.processes) if each in row.texts("processes")]
    if not busy:
        return Passed("No package manager runs.")
    return Failed(f"{', '.join(busy)} runs at present.", "Wait until it has ended before the agent is installed.")


def _made_of_rpm(facts: LinuxFacts, row: Requirement, context: Context) -> bool:
    token = facts.os_token(context.requirements)
    return not isinstance(token, NoToken) and known(token).startswith(row.texts("tokens"))
