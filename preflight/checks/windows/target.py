"""What a Windows master target needs beyond what every agent does."""

from __future__ import annotations

from host.target import Role
from preflight.check import Context, Failed, Outcome, Passed, found, known
from preflight.checks.windows import pages
from preflight.checks.windows.agent_validator import windows_drive
from preflight.checks.windows.drives import FIXED
from preflight.facts import Absent
from preflight.role_requirements import Requirement
from preflight.row_check import windows_check
from preflight.windows_facts import WindowsFacts

ROLES = (Role.MASTER_TARGET,)
_WORKSTATION = 1
_SERVER = 9


@windows_check(
    "target-server-edition",
    title="Windows Server",
    reads=("system",),
    evidence="system",
    expects=lambda row, context: f"The host runs Windows Server, from {row.text('name')} on.",
    link=pages.FAILBACK,
    roles=ROLES,
)
def target_server_edition(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """The installer takes no workstation as a master target."""
    system = known(facts.system)
    actual = f"The host runs {system.name or 'Windows'}, version {'.'.join(map(str, system.version))}."
    if system.product_type != _WORKSTATION and system.version[:2] >= row.numbers("version"):
        return Passed(actual)
    return Failed(actual, f"Use a host with {row.text('name')} or a later Windows Server.")


@windows_check(
    "target-vmware-tools",
    title="VMware Tools",
    reads=("products",),
    evidence="products",
    expects=lambda row, context: "VMware Tools are installed.",
    link=pages.FAILBACK,
    roles=ROLES,
)
def target_vmware_tools(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """The installer asks for them, except where a process server is installed."""
    if any(each.name == row.text("product") for each in known(facts.products)):
        return Passed("VMware Tools are installed.")
    if found(facts.asr_product(_SERVER)) is not None:
        return Passed("A process server is installed, where the installer does not ask for them.")
    return Failed("VMware Tools are not installed.", "Install VMware Tools, then restart the host.")


@windows_check(
    "target-disks",
    title="Number of disks",
    reads=("disks",),
    evidence="disks",
    expects=lambda row, context: f"The host has at most {row.number('count')} disks.",
    link=pages.FAILBACK,
    roles=ROLES,
)
def target_disks(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """The disks of the machines that fail back are attached to it."""
    count = len(known(facts.disks))
    actual = f"Disks found: {count}."
    if count <= row.number("count"):
        return Passed(actual)
    return Failed(actual, "Use another master target for some of the machines that are to fail back.")


@windows_check(
    "target-retention-drive",
    title="Retention drive",
    reads=("volumes", "environment"),
    evidence="volumes",
    expects=lambda row, context: (
        f"A fixed drive of its own, {row.text('drive')} by default, is there for retention data, "
        f"without {' or '.join(row.texts('file_systems'))}."
    ),
    link=pages.FAILBACK,
    roles=ROLES,
)
def target_retention_drive(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """Retention data take neither the drive of Windows nor one of an old file system."""
    rejected = row.texts("file_systems")
    suitable = [
        each
        for each in known(facts.volumes)
        if each.drive_type == FIXED
        and each.letter.upper() != windows_drive(facts)
        and not isinstance(each.file_system, Absent)
        and each.file_system not in rejected
        and not isinstance(each.size_bytes, Absent)
        and each.size_bytes > 0
    ]
    if suitable:
        return Passed(f"Drives that will do: {', '.join(each.letter for each in suitable)}.")
    return Failed(
        "There is no drive that will do.",
        f"Add a disk of its own, format it with NTFS and give it the letter {row.text('drive')}",
    )
