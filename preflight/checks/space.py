"""Free space on the root file system and where the agent goes."""

from __future__ import annotations

from host.target import Platform
from preflight import links
from preflight.check import Context, Failed, Outcome, Passed, known
from preflight.checks.roles import EITHER
from preflight.facts import FileSystem, LinuxFacts, Unknown
from preflight.finding import Measure
from preflight.role_requirements import Requirement
from preflight.row_check import linux_check
from preflight.sizes import readable


@linux_check(
    "root-space",
    title="Free space on /",
    reads=("file_systems.root",),
    evidence="df-root",
    expects=lambda row, context: _at_least(row.number("free_kb"), "/"),
    link=links.SUPPORT_MATRIX,
    roles=EITHER,
)
def root_space(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """What the installer itself checks."""
    return _space(known(facts.file_systems.root), row.number("free_kb"))


@linux_check(
    "root-space-documented",
    title="Free space on / as documented",
    reads=("file_systems.root",),
    evidence="df-root",
    expects=lambda row, context: (
        _at_least(row.number("free_kb"), "/")
        + " The support matrix asks for it; the installer itself is content with "
        + f"{readable(context.rows(Platform.LINUX)['root-space'].number('free_kb'))}."
    ),
    link=links.SUPPORT_MATRIX,
)
def root_space_documented(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """What the support matrix asks for, more than the installer does."""
    return _space(known(facts.file_systems.root), row.number("free_kb"))


@linux_check(
    "install-space",
    title="Free space for the agent",
    reads=("install_dir", "file_systems.install"),
    evidence="df-install",
    expects=lambda row, context: _at_least(row.number("free_kb"), context.install_dir),
    link=links.SUPPORT_MATRIX,
    roles=EITHER,
)
def install_space(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """On the file system of the folder the agent is to go to."""
    collected_for = known(facts.install_dir)
    if collected_for != context.install_dir:
        return Unknown(f"The evidence was collected for the folder {collected_for}, not for {context.install_dir}.")
    return _space(known(facts.file_systems.install), row.number("free_kb"))


@linux_check(
    "copy-space",
    title="Free space for the copied agent",
    reads=("file_systems.copy",),
    evidence="df-copy",
    expects=lambda row, context: _at_least(row.number("free_kb"), "/tmp"),  # noqa: S108
    link=links.PUSH_TROUBLESHOOTING,
    roles=EITHER,
)
def copy_space(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """The original's push copies the package below /tmp; siteprep does not."""
    return _space(known(facts.file_systems.copy), row.number("free_kb"))


def _at_least(kb: int, path: str) -> str:
    return f"The file system of {path} has at least {readable(kb)} free."


def _space(file_system: FileSystem, needed_kb: int) -> Outcome:
    place = f"{file_system.device}, mounted on {file_system.mount_point}"
    actual = f"{readable(file_system.free_kb)} of {readable(file_system.total_kb)} are free on {place}."
    measure = Measure("disk", file_system.free_kb * 1024, needed_kb * 1024)
    if file_system.free_kb >= needed_kb:
        return Passed(actual, measure)
    missing = readable(needed_kb - file_system.free_kb)
    remedy = f"Free at least {missing} more on {file_system.mount_point}, or enlarge that file system."
    return Failed(actual, remedy, measure)
