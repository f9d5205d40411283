"""What a Linux master target needs of its virtual machine, disks and network."""

from __future__ import annotations

from preflight import links
from preflight.check import Context, Failed, Outcome, Passed, found, known
from preflight.checks.roles import MASTER_TARGET
from preflight.facts import LinuxFacts, Unknown
from preflight.finding import Measure
from preflight.role_requirements import Requirement
from preflight.row_check import linux_check
from preflight.sizes import readable


@linux_check(
    "mt-size",
    title="Master target: size",
    reads=("capacity", "disks", "block_devices", "file_systems.root"),
    evidence="capacity",
    expects=lambda row, context: (
        f"{row.number('processors')} processors, "
        f"{readable(row.number('memory_kb'))} of memory, a system disk of "
        f"{readable(row.number('os_disk_kb'))}."
    ),
    link=links.MASTER_TARGET,
    roles=MASTER_TARGET,
)
def size(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """The documented smallest machine."""
    capacity, blocks = known(facts.capacity), known(facts.block_devices)
    name = blocks.find(known(facts.file_systems.root).device)
    if name is None:
        return Unknown("The device behind / is not among those that the kernel lists.")
    disks = blocks.disks_behind(name)
    largest = max((each.size_kb for each in known(facts.disks) if each.name in disks), default=0)
    actual = f"{capacity.processors} processors, {readable(capacity.memory_kb)}, {readable(largest)}."
    enough = (
        capacity.processors >= row.number("processors"),
        capacity.memory_kb >= row.number("memory_kb") * (100 - row.number("reserved_percent")) // 100,
        largest >= row.number("os_disk_kb"),
    )
    measure = Measure("memory", capacity.memory_kb * 1024, row.number("memory_kb") * 1024)
    if all(enough):
        return Passed(actual, measure)
    return Failed(actual, "Give the virtual machine at least these sizes.", measure)


@linux_check(
    "mt-virtual",
    title="Master target: virtual machine",
    reads=("hardware",),
    evidence="hardware",
    expects=lambda row, context: "The host is a virtual machine of VMware.",
    link=links.MASTER_TARGET,
    roles=MASTER_TARGET,
)
def virtual(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """A physical machine cannot be a master target."""
    hardware = found(facts.hardware)
    if hardware is None:
        return Unknown("The host shows nothing of its firmware.")
    actual = f"The firmware names {hardware.vendor or 'no vendor'}, {hardware.product or 'no product'}."
    if row.text("vendor") in hardware.vendor:
        return Passed(actual)
    return Failed(
        actual, "Set the master target up as a virtual machine on the vCenter that the machines fail back to."
    )


@linux_check(
    "mt-no-lvm",
    title="Master target: no LVM",
    reads=("block_devices", "file_systems.root"),
    evidence="block-devices",
    expects=lambda row, context: "/ lies on no logical volume.",
    link=links.MASTER_TARGET,
    roles=MASTER_TARGET,
)
def no_lvm(facts: LinuxFacts, _: Requirement, __: Context) -> Outcome:
    """The master target page rules LVM out."""
    blocks, root = known(facts.block_devices), known(facts.file_systems.root)
    name = blocks.find(root.device)
    if name is None:
        return Unknown(f"{root.device} is not among the devices that the kernel lists.")
    if blocks.volume_group(name) is None:
        return Passed(f"/ lies on {root.device}.")
    return Failed(f"/ lies on the logical volume {root.device}.", "Install the system anew on plain partitions.")


@linux_check(
    "mt-proxy",
    title="Master target: proxy",
    reads=("proxies",),
    evidence="proxies",
    expects=lambda row, context: "No variable sets a proxy.",
    link=links.MASTER_TARGET,
    roles=MASTER_TARGET,
)
def proxy(facts: LinuxFacts, _: Requirement, __: Context) -> Outcome:
    """With http_proxy or https_proxy the registration can fail with TLS error 35."""
    proxies = known(facts.proxies)
    if not proxies:
        return Passed("No variable sets a proxy.")
    told = ", ".join(f"{each.variable} ({each.where})" for each in proxies)
    return Failed(
        f"A proxy is set by {told}.", "Take the variables away, or exempt the configuration server by no_proxy."
    )


@linux_check(
    "mt-retention",
    title="Master target: retention disk",
    reads=("mounts",),
    evidence="mount",
    expects=lambda row, context: f"{row.text('mount')} is mounted with the file system {row.text('type')}.",
    link=links.MASTER_TARGET,
    roles=MASTER_TARGET,
)
def retention(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """Failback keeps its recovery points there."""
    mount, wanted = row.text("mount"), row.text("type")
    types = [each.type for each in known(facts.mounts) if each.path == mount]
    if types and types[-1] == wanted:
        return Passed(f"{mount} is mounted.")
    actual = f"{mount} has the file system {types[-1]}." if types else f"{mount} is not mounted."
    return Failed(actual, "Add a disk, format it and mount it there, also in /etc/fstab.")
