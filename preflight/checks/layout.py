"""How file systems lie on devices: what the support matrix rules out."""

from __future__ import annotations

from collections import Counter

from preflight import links
from preflight.agent_version import numbers
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, found, known
from preflight.facts import LinuxFacts, Unknown
from preflight.role_requirements import Requirement
from preflight.row_check import linux_check


@linux_check(
    "multipath",
    title="Multipath",
    reads=("block_devices",),
    evidence="block-devices",
    expects=lambda row, context: "The host itself joins no paths to a disk.",
    link=links.SUPPORT_MATRIX,
)
def multipath(facts: LinuxFacts, _: Requirement, __: Context) -> Outcome:
    """The support matrix rules out multipath inside of a protected machine."""
    return _none_mapped(facts, "mpath-", "multipath devices", "Let the hypervisor join the paths, not the host.")


@linux_check(
    "encryption",
    title="Encrypted devices",
    reads=("block_devices",),
    evidence="block-devices",
    expects=lambda row, context: "No device is encrypted by the host.",
    link=links.SUPPORT_MATRIX,
)
def encryption(facts: LinuxFacts, _: Requirement, __: Context) -> Outcome:
    """The support matrix rules out encrypted disks."""
    return _none_mapped(facts, "CRYPT-", "encrypted devices", "Decrypt them, or protect the machine in another way.")


@linux_check(
    "btrfs-devices",
    title="Devices of a btrfs root",
    reads=("file_systems.root.type",),
    evidence="btrfs-devices",
    expects=lambda row, context: "A root file system of type btrfs lies on one device.",
    link=links.SUPPORT_MATRIX,
)
def btrfs_devices(facts: LinuxFacts, _: Requirement, __: Context) -> Outcome:
    """The prerequisite script refuses btrfs over several devices, as the support matrix does."""
    root = known(facts.file_systems.root)
    if known(root.type) != "btrfs":
        return NotApplicable(f"/ is no btrfs but {root.type}.")
    name = known(facts.block_devices).find(root.device)
    groups = found(facts.btrfs) or {}
    devices = next((each for each in groups.values() if name in each), None)
    if devices is None:
        return Unknown(f"The kernel does not list the btrfs file system on {root.device}.")
    if len(devices) == 1:
        return Passed(f"/ lies on {root.device} alone.")
    return Failed(f"/ is spread over {', '.join(devices)}.", "Bring it to one device with `btrfs device remove`.")


@linux_check(
    "one-boot-disk",
    title="One boot disk",
    reads=("block_devices", "file_systems.root"),
    evidence="block-devices",
    expects=lambda row, context: "/boot lies on exactly one disk, and / on the same one.",
    link=links.PUSH_TROUBLESHOOTING,
)
def one_boot_disk(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """Pages disagree: newer agents are said to manage / elsewhere, virtual machines in Azure have one such disk."""
    blocks, root = known(facts.block_devices), known(facts.file_systems.root)
    boot = found(facts.file_systems.boot) or root
    names = [blocks.find(each.device) for each in (boot, root)]
    if None in names:
        return Unknown(f"{boot.device} or {root.device} is not among the devices that the kernel lists.")
    boot_disks, root_disks = (blocks.disks_behind(name or "") for name in names)
    actual = f"/boot lies on {', '.join(sorted(boot_disks))} and / on {', '.join(sorted(root_disks))}."
    if len(boot_disks) == 1 and boot_disks == root_disks:
        return Passed(actual)
    first = row.text("several_from")
    old = numbers(context.agent_release) < numbers(first)
    return Failed(
        actual,
        f"Use agent {first} or newer; older ones refuse this."
        if old
        else "Make sure that the disk with /boot is replicated as the system's disk, and try a test failover first.",
    )


@linux_check(
    "names-by-case",
    title="Names that differ only by case",
    reads=("mounts", "block_devices"),
    evidence="mount",
    expects=lambda row, context: "No two mount points or volumes have names that differ only by upper and lower case.",
    link=links.SUPPORT_MATRIX,
)
def names_by_case(facts: LinuxFacts, _: Requirement, __: Context) -> Outcome:
    """The support matrix rules it out."""
    names = {each.path for each in known(facts.mounts)} | {
        f"/dev/mapper/{each.name}" for each in known(facts.block_devices).mapped.values()
    }
    often = Counter(name.lower() for name in names)
    alike = sorted(name for name in names if often[name.lower()] > 1)
    if not alike:
        return Passed("No names differ only by case.")
    return Failed(f"These do: {', '.join(alike)}.", "Rename all but one of them before the replication is enabled.")


def _none_mapped(facts: LinuxFacts, uuid: str, what: str, remedy: str) -> Outcome:
    names = [made.name for made in known(facts.block_devices).mapped.values() if made.uuid.startswith(uuid)]
    if not names:
        return Passed(f"The host has no {what}.")
    return Failed(f"The host has {what}: {', '.join(names)}.", remedy)
