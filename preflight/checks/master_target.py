"""What a Linux master target needs of its system."""

from __future__ import annotations

from preflight import links
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, check, found, known
from preflight.checks.roles import MASTER_TARGET
from preflight.facts import LinuxFacts, Unknown
from preflight.finding import Severity


@check(
    id="linux.mt-system",
    title="Master target: operating system",
    severity=Severity.BLOCKER,
    reads=("machine", "release_files"),
    evidence="file:/etc/os-release",
    expects=lambda _: "The system is Ubuntu 16.04 or 20.04, or RHEL or CentOS 7.4.",
    predicts=("EP0933",),
    link=links.MASTER_TARGET,
    roles=MASTER_TARGET,
)
def system(facts: LinuxFacts, context: Context) -> Outcome:
    """The installer ends with exit code 179 on another one."""
    token = facts.os_token(context.requirements)
    actual = f"The system is {facts.os_name or 'not known by name'}."
    for allowed in context.requirements.linux_master_target.systems:
        texts = known(facts.release_files).values()
        if token == allowed.token and (allowed.release is None or any(map(allowed.release.search, texts))):
            return Passed(actual)
    return Failed(actual, "Set the master target up on one of these systems.")


@check(
    id="linux.mt-kernel",
    title="Master target: kernel",
    severity=Severity.BLOCKER,
    reads=("machine", "release_files", "kernel"),
    evidence="identity",
    expects=lambda context: (
        f"On Ubuntu 16.04 the kernel is a {context.requirements.linux_master_target.kernel_starts}."
    ),
    predicts=("EP0915",),
    link=links.MASTER_TARGET,
    roles=MASTER_TARGET,
)
def kernel(facts: LinuxFacts, context: Context) -> Outcome:
    """The prerequisite script (CheckMTKernelVersion) and an upgrade, by exit code 175, ask for it."""
    wanted, running = context.requirements.linux_master_target, known(facts.kernel)
    if facts.os_token(context.requirements) != wanted.kernel_token:
        return NotApplicable("The rule is for Ubuntu 16.04 only.")
    if running.startswith(wanted.kernel_starts):
        return Passed(f"The kernel is {running}.")
    return Failed(f"The kernel is {running}.", f"Boot a kernel {wanted.kernel_starts}.")


@check(
    id="linux.mt-prepared",
    title="Master target: preparation",
    severity=Severity.BLOCKER,
    reads=("files",),
    evidence="files",
    expects=lambda context: f"There is a file {context.requirements.linux_master_target.prepared_file}.",
    predicts=(),
    link=links.MASTER_TARGET,
    roles=MASTER_TARGET,
)
def prepared(facts: LinuxFacts, context: Context) -> Outcome:
    """The installer ends with exit code 175 unless ApplyCustomChanges.sh was run, which leaves this file."""
    path, files = context.requirements.linux_master_target.prepared_file, known(facts.files)
    if path not in files:
        return Unknown(f"The evidence does not tell whether {path} is there.")
    if files[path]:
        return Passed(f"{path} is there.")
    return Failed(f"{path} is not there.", "Run ApplyCustomChanges.sh on the host as the master target page describes.")


@check(
    id="linux.mt-lvmetad",
    title="Master target: lvm2-lvmetad",
    severity=Severity.WARNING,
    reads=("machine", "release_files", "services"),
    evidence="services",
    expects=lambda _: "The service lvm2-lvmetad does not run.",
    predicts=("EP0916",),
    link=links.MASTER_TARGET,
    roles=MASTER_TARGET,
)
def lvmetad(facts: LinuxFacts, context: Context) -> Outcome:
    """On Ubuntu 16.04 and RHEL 7 the installer stops and disables it, or ends with exit code 111."""
    services = found(facts.services) or ()
    if facts.os_token(context.requirements) not in context.requirements.linux_master_target.lvmetad_tokens:
        return NotApplicable("The installer leaves this service alone on this system.")
    if not any(each.name == "lvm2-lvmetad" and each.active for each in services):
        return Passed("The service does not run.")
    return Failed(
        "The service runs.", "Stop and disable lvm2-lvmetad.socket and lvm2-lvmetad.service if the installer cannot."
    )


@check(
    id="linux.mt-packages",
    title="Master target: packages",
    severity=Severity.WARNING,
    reads=("packages",),
    evidence="packages",
    expects=lambda context: f"Installed: {', '.join(context.requirements.linux_master_target.packages)}.",
    predicts=(),
    link=links.MASTER_TARGET,
    roles=MASTER_TARGET,
)
def packages(facts: LinuxFacts, context: Context) -> Outcome:
    """The master target page names them for Ubuntu."""
    installed = found(facts.packages)
    if installed is None or installed.manager != "dpkg":
        return NotApplicable("The page names packages of Ubuntu only.")
    missing = [each for each in context.requirements.linux_master_target.packages if each not in installed.versions]
    if not missing:
        return Passed("All of them are installed.")
    return Failed(f"Not installed: {', '.join(missing)}.", f"Run `apt-get install {' '.join(missing)}`.")
