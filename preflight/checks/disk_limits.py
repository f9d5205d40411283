"""Disks that virtual machines in Azure cannot have, and FIPS."""

from __future__ import annotations

from preflight import links
from preflight.check import Context, Failed, Outcome, Passed, known
from preflight.facts import LinuxFacts, Unknown
from preflight.role_requirements import Requirement
from preflight.row_check import linux_check


@linux_check(
    "fips",
    title="FIPS",
    reads=("fips",),
    evidence="fips",
    expects=lambda row, context: "The kernel is not switched to FIPS.",
    link=links.SUPPORT_MATRIX,
)
def fips(facts: LinuxFacts, _: Requirement, __: Context) -> Outcome:
    """The support matrix rules out FIPS encryption."""
    if known(facts.fips):
        return Failed("The kernel runs with fips=1.", "Take fips=1 off the kernel's command line and restart the host.")
    return Passed("The kernel is not switched to FIPS.")


@linux_check(
    "disk-drivers",
    title="Kinds of disks",
    reads=("disks",),
    evidence="disks",
    expects=lambda row, context: "No disk's name begins with " + " or ".join(row.texts("names")) + ".",
    link=links.SUPPORT_MATRIX,
)
def disk_drivers(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """Paravirtualised disks of Xen and those of HP's CCISS controllers are not supported."""
    wrong = [each.name for each in known(facts.disks) if each.name.startswith(row.texts("names"))]
    if not wrong:
        return Passed(f"None of {len(known(facts.disks))} disks is of such a kind.")
    return Failed(f"These disks are: {', '.join(wrong)}.", "Give the machine disks of another controller or bus.")


@linux_check(
    "remote-disks",
    title="iSCSI and Fibre Channel",
    reads=("disks",),
    evidence="disks",
    expects=lambda row, context: "The host itself reaches no disk by iSCSI or Fibre Channel.",
    link=links.SUPPORT_MATRIX,
)
def remote_disks(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """iSCSI is supported for a migration only, Fibre Channel not at all."""
    places = row.texts("places")
    remote = [each.name for each in known(facts.disks) if any(place in each.place for place in places)]
    if not remote:
        return Passed("All disks are the machine's own.")
    return Failed(f"These disks are remote: {', '.join(remote)}.", "Leave them out of the replication, or copy them.")


@linux_check(
    "sector-size",
    title="Sector size",
    reads=("disks",),
    evidence="disks",
    expects=lambda row, context: f"Disks have logical sectors of {row.numbers('bytes')[0]} bytes.",
    link=links.SUPPORT_MATRIX,
)
def sector_size(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """Disks with logical sectors of 4 KiB are not supported."""
    wrong = [
        f"{each.name} ({each.logical})"
        for each in known(facts.disks)
        if each.logical and each.logical not in row.numbers("bytes")
    ]
    if wrong:
        return Failed(f"These disks have others: {', '.join(wrong)}.", "Move the data to disks with 512-byte sectors.")
    return _sizes_told(facts) or Passed("All disks have such sectors.")


@linux_check(
    "disk-sizes",
    title="Sizes and number of disks",
    reads=("disks",),
    evidence="disks",
    expects=lambda row, context: (
        f"At most {row.number('disks')} disks, the one with the system of at most "
        f"{_gb(row.number('os_disk_kb'))}, others of at most "
        f"{_gb(row.number('data_disk_kb'))}."
    ),
    link=links.SUPPORT_MATRIX,
)
def disk_sizes(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """What virtual machines in Azure can have; disks of 1,024 MB or less cannot be replicated."""
    disks = known(facts.disks)
    system: frozenset[str] = frozenset()
    if not isinstance(facts.block_devices, Unknown) and not isinstance(facts.file_systems.root, Unknown):
        name = facts.block_devices.find(facts.file_systems.root.device)
        system = facts.block_devices.disks_behind(name) if name else system
    wrong = [f"there are {len(disks)}"] if len(disks) > row.number("disks") else []
    for disk in disks:
        most = row.number("os_disk_kb") if disk.name in system else row.number("data_disk_kb")
        if disk.size_kb > most:
            wrong.append(f"{disk.name} has {_gb(disk.size_kb)}")
        elif disk.sectors and disk.name in system and disk.size_kb <= row.number("least_kb"):
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
