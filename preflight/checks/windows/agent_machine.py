"""What the support matrix says of a Windows machine to be protected, and what it needs to start in Azure."""

from __future__ import annotations

import ipaddress
import re

from host.target import Role
from preflight.agent_version import numbers
from preflight.check import Context, Failed, Outcome, Passed, found, known
from preflight.checks.windows import pages
from preflight.checks.windows.agent_validator import windows_drive
from preflight.facts import Absent, Unknown
from preflight.role_requirements import Requirement
from preflight.row_check import windows_check
from preflight.windows_facts import WindowsFacts

ROLES = (Role.MOBILITY_AGENT,)
_GIB = 1024**3
_MIB = 1024**2
_WORKSTATION = 1


@windows_check(
    "agent-windows",
    title="Version of Windows in the support matrix",
    reads=("system",),
    evidence="system",
    expects=lambda row, context: (
        f"The host runs {', '.join(each['name'] for each in row.values['builds'].values())} or another long-term "
        "version of Windows 10."
    ),
    link=pages.SUPPORT_MATRIX,
    roles=ROLES,
)
def agent_windows(facts: WindowsFacts, row: Requirement, context: Context) -> Outcome:
    """The matrix names the versions that are supported, some from a certain release of the agent on."""
    system = known(facts.system)
    build = system.version[2]
    actual = f"The host runs {system.name or 'Windows'}, build {build}."
    listed = row.values["builds"].get(build)
    if listed is None:
        if system.product_type == _WORKSTATION and build in row.numbers("client_builds"):
            return Passed(actual)
        return Failed(actual, "Check in the support matrix whether this version has been added since.")
    if note := listed.get("note"):
        return Failed(f"{actual} It is for {note}.", "Move the workload to a newer Windows for disaster recovery.")
    least = listed.get("min_agent")
    if least is not None and numbers(context.agent_release)[:2] < numbers(least):
        return Failed(f"{actual} It needs agent {least} or later.", f"Install agent {least} or later.")
    return Passed(actual)


@windows_check(
    "agent-bitlocker",
    title="BitLocker",
    reads=("encryption",),
    evidence="bitlocker",
    expects=lambda row, context: "BitLocker is off on every volume.",
    link=pages.SUPPORT_MATRIX,
    roles=ROLES,
)
def agent_bitlocker(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """Encrypted disks cannot be replicated."""
    volumes = found(facts.encryption) or ()
    if on := [each.letter for each in volumes if each.protection or each.conversion not in (0, Absent())]:
        return Failed(
            f"BitLocker is on for {', '.join(on)}.", "Switch it off (manage-bde -off), and wait until all is decrypted."
        )
    return Passed("BitLocker is off on every volume." if volumes else "BitLocker is not installed.")


@windows_check(
    "agent-machine-name",
    title="Machine name",
    reads=("computer.dns_name",),
    evidence="computer",
    expects=lambda row, context: (
        f"The name has 1 to {row.number('characters')} letters, digits and hyphens, no hyphen first or last."
    ),
    link=pages.SUPPORT_MATRIX,
    roles=ROLES,
)
def agent_machine_name(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """Azure takes it as the machine's name."""
    name = known(known(facts.computer).dns_name)
    pattern = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
    if re.fullmatch(pattern, name) and len(name) <= row.number("characters"):
        return Passed(f"The name is {name}.")
    return Failed(f"The name is {name}.", "Give the machine another name in Azure, in its settings for replication.")


@windows_check(
    "agent-ipv4",
    title="IPv4 address",
    reads=("adapters",),
    evidence="adapters",
    expects=lambda row, context: "A physical network adapter has an IPv4 address.",
    link=pages.SUPPORT_MATRIX,
    roles=ROLES,
)
def agent_ipv4(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """The agent registers with it."""
    physical = [each for each in known(facts.adapters) if each.physical is not False]
    addresses = [address for each in physical for address in each.addresses if _usable(address)]
    if addresses:
        return Passed(f"Addresses found: {', '.join(addresses)}.")
    return Failed("No physical adapter has an IPv4 address.", "Give a network adapter an IPv4 address.")


@windows_check(
    "agent-sectors",
    title="Sector size",
    reads=("disks",),
    evidence="disks",
    expects=lambda row, context: (
        f"Every disk has logical sectors of {' or '.join(map(str, row.numbers('bytes')))} bytes."
    ),
    link=pages.SUPPORT_MATRIX,
    roles=ROLES,
)
def agent_sectors(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """Disks with logical sectors of 4,096 bytes cannot be replicated."""
    sizes = {each.index: each.bytes_per_sector for each in known(facts.disks)}
    bad = [f"disk {index} has {size}" for index, size in sizes.items() if _other(size, row.numbers("bytes"))]
    if bad:
        return Failed(f"{'; '.join(bad)}.".capitalize(), "Leave these disks out of replication.")
    unread = next((size for size in sizes.values() if isinstance(size, Unknown)), None)
    return unread or Passed("All disks have sectors of that size.")


@windows_check(
    "agent-disk-sizes",
    title="Sizes and number of disks",
    reads=("disks", "partitions", "environment"),
    evidence="disks",
    expects=lambda row, context: (
        f"The disk with Windows has at most {row.number('os_disk_gb')} GB; there are at most "
        f"{row.number('data_disks')} others, of {row.number('data_disk_min_mb')} MB to {row.number('data_disk_gb')} GB."
    ),
    link=pages.SUPPORT_MATRIX,
    roles=ROLES,
)
def agent_disk_sizes(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """The limits of disks in Azure."""
    drive = windows_drive(facts)
    system = {each.disk for each in known(facts.partitions) if drive in each.letters}
    bad: list[str] = []
    data = 0
    for disk in known(facts.disks):
        size = known(disk.size_bytes)
        told = f"disk {disk.index} has {size / _GIB:.1f} GB"
        if disk.index in system:
            bad += [told] if size > row.number("os_disk_gb") * _GIB else []
            continue
        data += 1
        if size > row.number("data_disk_gb") * _GIB or size <= row.number("data_disk_min_mb") * _MIB:
            bad.append(told)
    if data > row.number("data_disks"):
        bad.append(f"there are {data} disks besides that of Windows")
    if bad:
        return Failed(f"{'; '.join(bad)}.".capitalize(), "Resize these disks, or leave them out of replication.")
    return Passed(f"Disks found: {len(known(facts.disks))}, all of a size that fits.")


@windows_check(
    "agent-dhcp-service",
    title="DHCP client",
    reads=("services",),
    evidence="services",
    expects=lambda row, context: "The DHCP client starts automatically.",
    link=pages.SUPPORT_MATRIX,
    roles=ROLES,
)
def agent_dhcp_service(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """In Azure the machine gets its address by DHCP."""
    service = found(facts.service(row.text("service")))
    if service is not None and service.start == "Auto":
        return Passed("The DHCP client starts automatically.")
    actual = "There is no DHCP client." if service is None else f"The DHCP client starts as {service.start}."
    return Failed(actual, "Run: sc config Dhcp start= auto")


def _other(size: int | Unknown, wanted: tuple[int, ...]) -> bool:
    return not isinstance(size, Unknown) and size not in wanted


def _usable(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return address.version == 4 and not (address.is_link_local or address.is_loopback or address.is_unspecified)
