"""What a Linux master target needs of its system."""

from __future__ import annotations

import re

from preflight import links
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, found, known, told
from preflight.checks.roles import MASTER_TARGET
from preflight.facts import LinuxFacts
from preflight.role_requirements import Requirement
from preflight.row_check import linux_check


@linux_check(
    "mt-system",
    title="Master target: operating system",
    reads=("machine", "release_files"),
    evidence="file:/etc/os-release",
    expects=lambda row, context: "The system is Ubuntu 16.04 or 20.04, or RHEL or CentOS 7.4.",
    link=links.MASTER_TARGET,
    roles=MASTER_TARGET,
)
def system(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """The installer ends with exit code 179 on another one."""
    token = facts.os_token(context.requirements)
    actual = f"The system is {facts.os_name or 'not known by name'}."
    for allowed in row.values["systems"]:
        texts = known(facts.release_files).values()
        if token == allowed["token"] and any(re.search(allowed.get("release", ""), text) for text in texts):
            return Passed(actual)
    return Failed(actual, "Set the master target up on one of these systems.")


@linux_check(
    "mt-kernel",
    title="Master target: kernel",
    reads=("machine", "release_files", "kernel"),
    evidence="identity",
    expects=lambda row, context: f"On Ubuntu 16.04 the kernel is a {row.text('starts')}.",
    link=links.MASTER_TARGET,
    roles=MASTER_TARGET,
)
def kernel(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """The prerequisite script (CheckMTKernelVersion) and an upgrade, by exit code 175, ask for it."""
    wanted, running = row.text("starts"), known(facts.kernel)
    if facts.os_token(context.requirements) != row.text("token"):
        return NotApplicable("The rule is for Ubuntu 16.04 only.")
    if running.startswith(wanted):
        return Passed(f"The kernel is {running}.")
    return Failed(f"The kernel is {running}.", f"Boot a kernel {wanted}.")


@linux_check(
    "mt-prepared",
    title="Master target: preparation",
    reads=("files",),
    evidence="files",
    expects=lambda row, context: f"There is a file {row.text('file')}.",
    link=links.MASTER_TARGET,
    roles=MASTER_TARGET,
)
def prepared(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """The installer ends with exit code 175 unless ApplyCustomChanges.sh was run, which leaves this file."""
    path, files = row.text("file"), known(facts.files)
    if told(files, path):
        return Passed(f"{path} is there.")
    return Failed(f"{path} is not there.", "Run ApplyCustomChanges.sh on the host as the master target page describes.")


@linux_check(
    "mt-lvmetad",
    title="Master target: lvm2-lvmetad",
    reads=("machine", "release_files", "services"),
    evidence="services",
    expects=lambda row, context: "The service lvm2-lvmetad does not run.",
    link=links.MASTER_TARGET,
    roles=MASTER_TARGET,
)
def lvmetad(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """On Ubuntu 16.04 and RHEL 7 the installer stops and disables it, or ends with exit code 111."""
    services = found(facts.services) or ()
    if facts.os_token(context.requirements) not in row.texts("tokens"):
        return NotApplicable("The installer leaves this service alone on this system.")
    if not any(each.name == "lvm2-lvmetad" and each.active for each in services):
        return Passed("The service does not run.")
    return Failed(
        "The service runs.", "Stop and disable lvm2-lvmetad.socket and lvm2-lvmetad.service if the installer cannot."
    )


@linux_check(
    "mt-packages",
    title="Master target: packages",
    reads=("packages",),
    evidence="packages",
    expects=lambda row, context: f"Installed: {', '.join(row.texts('packages'))}.",
    link=links.MASTER_TARGET,
    roles=MASTER_TARGET,
)
def packages(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """The master target page names them for Ubuntu."""
    installed = found(facts.packages)
    if installed is None or installed.manager != "dpkg":
        return NotApplicable("The page names packages of Ubuntu only.")
    missing = [each for each in row.texts("packages") if each not in installed.versions]
    if not missing:
        return Passed("All of them are installed.")
    return Failed(f"Not installed: {', '.join(missing)}.", f"Run `apt-get install {' '.join(missing)}`.")
