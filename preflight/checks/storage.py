"""File systems the agent can replicate, and folders its installer writes to."""

from __future__ import annotations

from preflight import links
from preflight.check import Context, Failed, Outcome, Passed, found, known
from preflight.facts import FileSystem, LinuxFacts, Unknown
from preflight.role_requirements import Requirement
from preflight.row_check import linux_check


@linux_check(
    "root-file-system",
    title="Root file system",
    reads=("file_systems.root.type",),
    evidence="mount",
    expects=lambda row, context: _one_of("/", row.texts("types")),
    link=links.SUPPORT_MATRIX,
)
def root_file_system(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """The type of what is mounted on /."""
    return _type(known(facts.file_systems.root), row.texts("types"))


@linux_check(
    "boot-file-system",
    title="Boot file system",
    reads=("file_systems.boot",),
    evidence="mount",
    expects=lambda row, context: _one_of("/boot", row.texts("types")),
    link=links.SUPPORT_MATRIX,
)
def boot_file_system(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """The type of what holds /boot, be it mounted there or part of /."""
    boot = found(facts.file_systems.boot)
    if boot is None:
        return Failed("There is no folder /boot.", "Mount the boot partition on /boot and enter it in /etc/fstab.")
    return _type(boot, row.texts("types"))


@linux_check(
    "writable-folders",
    title="Writable folders",
    reads=("writable",),
    evidence="writable",
    expects=lambda row, context: f"Root can write to {', '.join(row.texts('folders'))}.",
    link=links.MOBILITY_OVERVIEW,
)
def writable_folders(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """Each folder the installer tests."""
    writable = known(facts.writable)
    wanted = row.texts("folders")
    if untold := [folder for folder in wanted if folder not in writable]:
        return Unknown(f"The evidence does not tell whether {', '.join(untold)} can be written to.")
    if refused := [folder for folder in wanted if not writable[folder]]:
        return Failed(
            f"These folders cannot be written to: {', '.join(refused)}.",
            "Remount them for writing (`mount -o remount,rw FOLDER`) after you found out why they are read-only.",
        )
    return Passed(f"All of {', '.join(wanted)} can be written to.")


def _one_of(path: str, types: tuple[str, ...]) -> str:
    return f"The file system of {path} is one of {', '.join(types)}."


def _type(file_system: FileSystem, types: tuple[str, ...]) -> Outcome:
    kind = known(file_system.type)
    actual = f"{file_system.path} lies on {file_system.device} with the file system {kind}."
    if kind in types:
        return Passed(actual)
    return Failed(actual, "The agent cannot replicate this host unless it is set up anew on one of these file systems.")
