"""What a Linux master target needs of its virtual machine, disks and network."""

from __future__ import annotations

from preflight import links
from preflight.check import Context, Failed, Outcome, Passed, check, found, known
from preflight.checks.roles import MASTER_TARGET
from preflight.facts import LinuxFacts, Unknown
from preflight.finding import Severity
from preflight.sizes import readable


@check(
    id="linux.mt-size",
    title="Master target: size",
    severity=Severity.BLOCKER,
    reads=("capacity", "disks", "block_devices", "file_systems.root"),
    evidence="capacity",
    expects=lambda context: (
        f"{context.requirements.linux_master_target.processors} processors, "
        f"{readable(context.requirements.linux_master_target.memory_kb)} of memory, a system disk of "
        f"{readable(context.requirements.linux_master_target.os_disk_kb)}."
    ),
    predicts=(),
    link=links.MASTER_TARGET,
    roles=MASTER_TARGET,
)
def size(facts: LinuxFacts, context: Context) -> Outcome:
    """The documented smallest machine."""
    wanted, capacity, blocks = (
        context.requirements.linux_master_target,
        known(facts.capacity),
        known(facts.block_devices),
    )
    name = blocks.find(known(facts.file_systems.root).device)
    if name is None:
        return Unknown("The device behind / is not among those that the kernel lists.")
    disks = blocks.disks_behind(name)
    largest = max((each.size_kb for each in known(facts.disks) if each.name in disks), default=0)
    actual = f"{capacity.processors} processors, {readable(capacity.memory_kb)}, {readable(largest)}."
    enough = (
        capacity.processors >= wanted.processors,
        capacity.memory_kb >= wanted.memory_counted_kb,
        largest >= wanted.os_disk_kb,
    )
    return Passed(actual) if all(enough) else Failed(actual, "Give the virtual machine at least these sizes.")


@check(
    id="linux.mt-virtual",
    title="Master target: virtual machine",
    severity=Severity.BLOCKER,
    reads=("hardware",),
    evidence="hardware",
    expects=lambda _: "The host is a virtual machine of VMware.",
    predicts=(),
    link=links.MASTER_TARGET,
    roles=MASTER_TARGET,
)
def virtual(facts: LinuxFacts, context: Context) -> Outcome:
    """A physical machine cannot be a master target."""
    hardware = found(facts.hardware)
    if hardware is None:
        return Unknown("The host shows nothing of its firmware.")
    actual = f"The firmware names {hardware.vendor or 'no vendor'}, {hardware.product or 'no product'}."
    if context.requirements.linux_master_target.vendor in hardware.vendor:
        return Passed(actual)
    return Failed(
        actual, "Set the master target up as a virtual machine on the vCenter that the machines fail back to."
    )


@check(
    id="linux.mt-no-lvm",
    title="Master target: no LVM",
    severity=Severity.BLOCKER,
    reads=("block_devices", "file_systems.root"),
    evidence="block-devices",
    expects=lambda _: "/ lies on no logical volume.",
    predicts=(),
    link=links.MASTER_TARGET,
    roles=MASTER_TARGET,
)
def no_lvm(facts: LinuxFacts, _: Context) -> Outcome:
    """The master target page rules LVM out."""
    blocks, root = known(facts.block_devices), known(facts.file_systems.root)
    name = blocks.find(root.device)
    if name is None:
        return Unknown(f"{root.device} is not among the devices that the kernel lists.")
    if blocks.volume_group(name) is None:
        return Passed(f"/ lies on {root.device}.")
    return Failed(f"/ lies on the logical volume {root.device}.", "Install the system anew on plain partitions.")


@check(
    id="linux.mt-proxy",
    title="Master target: proxy",
    severity=Severity.WARNING,
    reads=("proxies",),
    evidence="proxies",
    expects=lambda _: "No variable sets a proxy.",
    predicts=(),
    link=links.MASTER_TARGET,
    roles=MASTER_TARGET,
)
def proxy(facts: LinuxFacts, _: Context) -> Outcome:
    """With http_proxy or https_proxy the registration can fail with TLS error 35."""
    proxies = known(facts.proxies)
    if not proxies:
        return Passed("No variable sets a proxy.")
    told = ", ".join(f"{each.variable} ({each.where})" for each in proxies)
    return Failed(
        f"A proxy is set by {told}.", "Take the variables away, or exempt the configuration server by no_proxy."
    )


@check(
    id="linux.mt-retention",
    title="Master target: retention disk",
    severity=Severity.WARNING,
    reads=("mounts",),
    evidence="mount",
    expects=lambda context: (
        f"{context.requirements.linux_master_target.retention_mount} is mounted with the file system "
        f"{context.requirements.linux_master_target.retention_type}."
    ),
    predicts=(),
    link=links.MASTER_TARGET,
    roles=MASTER_TARGET,
)
def retention(facts: LinuxFacts, context: Context) -> Outcome:
    """Failback keeps its recovery points there."""
    wanted = context.requirements.linux_master_target
    types = [each.type for each in known(facts.mounts) if each.path == wanted.retention_mount]
    if types and types[-1] == wanted.retention_type:
        return Passed(f"{wanted.retention_mount} is mounted.")
    said = f"has the file system {types[-1]}" if types else "is not mounted"
    return Failed(f"{wanted.retention_mount} {said}.", "Add a disk, format it and mount it there, also in /etc/fstab.")
