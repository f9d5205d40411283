"""The disks behind / and /boot, as the installer finds them."""

from __future__ import annotations

from preflight import links
from preflight.block import BlockDevices
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, found, known
from preflight.facts import FileSystem, LinuxFacts, Unknown
from preflight.role_requirements import Requirement
from preflight.row_check import linux_check


@linux_check(
    "boot-disk",
    title="Boot disk",
    reads=("block_devices", "file_systems.root"),
    evidence="block-devices",
    expects=lambda row, context: "There is at least one disk behind /boot, or behind / where /boot is part of it.",
    link=links.SUPPORT_MATRIX,
)
def boot_disk(facts: LinuxFacts, _: Requirement, __: Context) -> Outcome:
    """What the installer's disk discovery must find."""
    blocks, boot = known(facts.block_devices), _boot(facts)
    name = blocks.find(boot.device)
    if name is None:
        return _untraceable(boot)
    disks = blocks.disks_behind(name)
    if disks:
        return Passed(f"{boot.path} lies on {boot.device}, which is on {_listed(disks)}.")
    return Failed(
        f"No disk was found behind {boot.device}, which holds {boot.path}.",
        "Look at `lsblk`: the agent replicates disks only, so / and /boot have to lie on disks.",
    )


@linux_check(
    "boot-partition-mounted",
    title="Boot partition",
    reads=("block_devices", "file_systems.boot"),
    evidence="block-devices",
    expects=lambda row, context: "What is mounted on /boot is a device of the boot disk.",
    link=links.SUPPORT_MATRIX,
)
def boot_partition_mounted(facts: LinuxFacts, _: Requirement, __: Context) -> Outcome:
    """With one boot disk the installer wants the device it found for /boot and the one mounted there to be the same."""
    blocks, boot = known(facts.block_devices), found(facts.file_systems.boot)
    if boot is None:
        return Failed("There is no folder /boot.", "Mount the boot partition on /boot and enter it in /etc/fstab.")
    if blocks.find(boot.device):
        return Passed(f"/boot lies on {boot.device}.")
    return _untraceable(boot)


@linux_check(
    "lvm-package",
    title="LVM's commands",
    reads=("block_devices", "commands", "file_systems.root"),
    evidence="commands",
    expects=lambda row, context: "Where / is on a logical volume, the command vgdisplay is installed.",
    link=links.SUPPORT_MATRIX,
)
def lvm_package(facts: LinuxFacts, _: Requirement, __: Context) -> Outcome:
    """The installer asks vgdisplay for the disks of the group."""
    blocks, root = known(facts.block_devices), known(facts.file_systems.root)
    name = blocks.find(root.device)
    if name is None:
        return _untraceable(root)
    if blocks.volume_group(name) is None:
        return NotApplicable(f"/ lies on {root.device}, which is no logical volume.")
    commands = known(facts.commands)
    if "vgdisplay" not in commands:
        return Unknown("The evidence does not tell whether vgdisplay is installed.")
    if commands["vgdisplay"]:
        return Passed(f"/ lies on the logical volume {root.device}, and vgdisplay is installed.")
    return Failed(
        f"/ lies on the logical volume {root.device}, and vgdisplay is not installed.",
        "Install the package lvm2 with the system's package manager.",
    )


@linux_check(
    "boot-on-one-disk",
    title="/boot on one disk",
    reads=("block_devices", "file_systems.root"),
    evidence="physical-volumes",
    expects=lambda row, context: "/boot is not on a volume group that spans several disks.",
    link=links.SUPPORT_MATRIX,
)
def boot_on_one_disk(facts: LinuxFacts, _: Requirement, __: Context) -> Outcome:
    """A volume group over several disks cannot be started from in Azure."""
    blocks, boot = known(facts.block_devices), _boot(facts)
    name = blocks.find(boot.device)
    if name is None:
        return _untraceable(boot)
    group = blocks.volume_group(name)
    if group is None:
        return NotApplicable(f"/boot lies on {boot.device}, which is no logical volume.")
    disks = _disks_of_group(blocks, group, found(facts.physical_volumes))
    if isinstance(disks, Unknown):
        return disks
    actual = f"/boot lies on the volume group {group}, which is on {_listed(disks)}."
    if len(disks) <= 1:
        return Passed(actual)
    return Failed(
        actual, "Move /boot to a partition of its own, or take all but one disk out of the group with `vgreduce`."
    )


def _boot(facts: LinuxFacts) -> FileSystem:
    """The file system that holds /boot, be it mounted there or part of /."""
    return found(facts.file_systems.boot) or known(facts.file_systems.root)


def _disks_of_group(
    blocks: BlockDevices, group: str, volumes: tuple[tuple[str, str], ...] | None
) -> frozenset[str] | Unknown:
    if volumes is None:
        return Unknown("The command pvs is not installed, so the disks of the volume group could not be found out.")
    disks: set[str] = set()
    for device, of_group in volumes:
        if of_group == group:
            name = blocks.find(device)
            if name is None:
                return Unknown(f"The physical volume {device} is not among the devices that the kernel lists.")
            disks |= blocks.disks_behind(name)
    return frozenset(disks) if disks else Unknown(f"pvs lists no physical volume of the group {group}.")


def _untraceable(file_system: FileSystem) -> Unknown:
    return Unknown(
        f"{file_system.path} lies on {file_system.device}, which is not among the devices that the kernel lists."
    )


def _listed(disks: frozenset[str]) -> str:
    named = ", ".join(sorted(disks))
    return f"the disks {named}" if len(disks) > 1 else f"the disk {named}"
