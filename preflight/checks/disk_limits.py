"""Disks that virtual machines in Azure cannot have, and FIPS."""

from __future__ import annotations

from preflight import links
from preflight.check import Context, Failed, Outcome, Passed, check, known
from preflight.facts import LinuxFacts, Unknown
from preflight.finding import Severity


@check(
    id="linux.fips",
    title="FIPS",
    severity=Severity.BLOCKER,
    reads=("fips",),
    evidence="fips",
    expects=lambda _: "The kernel is not switched to FIPS.",
    predicts=(),
    link=links.SUPPORT_MATRIX,
)
def fips(facts: LinuxFacts, _: Context) -> Outcome:
    """The support matrix rules out FIPS encryption."""
    if known(facts.fips):
        return Failed("The kernel runs with fips=1.", "Take fips=1 off the kernel's command line and restart the host.")
    return Passed("The kernel is not switched to FIPS.")


@check(
    id="linux.disk-drivers",
    title="Kinds of disks",
    severity=Severity.BLOCKER,
    reads=("disks",),
    evidence="disks",
    expects=lambda context: (
        "No disk's name begins with " + " or ".join(context.requirements.linux_agent.unsupported_disks) + "."
    ),
    predicts=(),
    link=links.SUPPORT_MATRIX,
)
def disk_drivers(facts: LinuxFacts, context: Context) -> Outcome:
    """Paravirtualised disks of Xen and those of HP's CCISS controllers are not supported."""
    wrong = [
        each.name
        for each in known(facts.disks)
        if each.name.startswith(context.requirements.linux_agent.unsupported_disks)
    ]
    if not wrong:
        return Passed(f"None of {len(known(facts.disks))} disks is of such a kind.")
    return Failed(f"These disks are: {', '.join(wrong)}.", "Give the machine disks of another controller or bus.")


@check(
    id="linux.remote-disks",
    title="iSCSI and Fibre Channel",
    severity=Severity.WARNING,
    reads=("disks",),
    evidence="disks",
    expects=lambda _: "The host itself reaches no disk by iSCSI or Fibre Channel.",
    predicts=(),
    link=links.SUPPORT_MATRIX,
)
def remote_disks(facts: LinuxFacts, context: Context) -> Outcome:
    """iSCSI is supported for a migration only, Fibre Channel not at all."""
    places = context.requirements.linux_agent.remote_disk_places
    remote = [each.name for each in known(facts.disks) if any(place in each.place for place in places)]
    if not remote:
        return Passed("All disks are the machine's own.")
    return Failed(f"These disks are remote: {', '.join(remote)}.", "Leave them out of the replication, or copy them.")


@check(
    id="linux.sector-size",
    title="Sector size",
    severity=Severity.BLOCKER,
    reads=("disks",),
    evidence="disks",
    expects=lambda context: (
        f"Disks have logical sectors of {context.requirements.linux_agent.logical_sector_bytes[0]} bytes."
    ),
    predicts=(),
    link=links.SUPPORT_MATRIX,
)
def sector_size(facts: LinuxFacts, context: Context) -> Outcome:
    """Disks with logical sectors of 4 KiB are not supported."""
    wrong = [
        f"{each.name} ({each.logical})"
        for each in known(facts.disks)
        if each.logical and each.logical not in context.requirements.linux_agent.logical_sector_bytes
    ]
    if wrong:
        return Failed(f"These disks have others: {', '.join(wrong)}.", "Move the data to disks with 512-byte sectors.")
    return _sizes_told(facts) or Passed("All disks have such sectors.")


@check(
    id="linux.disk-sizes",
    title="Sizes and number of disks",
    severity=Severity.BLOCKER,
    reads=("disks",),
    evidence="disks",
    expects=lambda context: (
        f"At most {context.requirements.linux_agent.disks_max} disks, the one with the system of at most "
        f"{_gb(context.requirements.linux_agent.os_disk_max_kb)}, others of at most "
        f"{_gb(context.requirements.linux_agent.data_disk_max_kb)}."
    ),
    predicts=(),
    link=links.SUPPORT_MATRIX,
)
def disk_sizes(facts: LinuxFacts, context: Context) -> Outcome:
    """What virtual machines in Azure can have; disks of 1,024 MB or less cannot be replicated."""
    agent, disks = context.requirements.linux_agent, known(facts.disks)
    system: frozenset[str] = frozenset()
    if not isinstance(facts.block_devices, Unknown) and not isinstance(facts.file_systems.root, Unknown):
        name = facts.block_devices.find(facts.file_systems.root.device)
        system = facts.block_devices.disks_behind(name) if name else system
    wrong = [f"there are {len(disks)}"] if len(disks) > agent.disks_max else []
    for disk in disks:
        most = agent.os_disk_max_kb if disk.name in system else agent.data_disk_max_kb
        if disk.size_kb > most:
            wrong.append(f"{disk.name} has {_gb(disk.size_kb)}")
        elif disk.sectors and disk.name in system and disk.size_kb <= agent.disk_min_kb:
            wrong.append(f"{disk.name} has only {_gb(disk.size_kb)}")
    if wrong:
        return Failed(
            f"This is too much or too little: {'; '.join(wrong)}.", "Split the data over disks of fitting size."
        )
    return _sizes_told(facts) or Passed(f"The sizes of {len(disks)} disks lie within these limits.")


def _sizes_told(facts: LinuxFacts) -> Unknown | None:
    untold = [each.name for each in known(facts.disks) if not (each.sectors and each.logical)]
    return Unknown(f"The kernel does not tell the size of {', '.join(untold)}.") if untold else None


def _gb(kb: int) -> str:
    return f"{kb // 1048576:,} GiB" if kb >= 1048576 else f"{kb // 1024} MiB"
