"""Block devices as the kernel lists them, and LVM's physical volumes."""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType

from host.evidence import Evidence
from preflight.block import BlockDevices, Mapped
from preflight.facts import Absent, Unknown
from preflight.sections import answer, text, unreadable


def parse_block_devices(evidence: Evidence) -> BlockDevices | Unknown:
    """The list of the section block-devices."""
    found = text(evidence, "block-devices")
    if isinstance(found, Unknown):
        return found
    disks: list[str] = []
    partitions: dict[str, str] = {}
    mapped: dict[str, Mapped] = {}
    slaves: dict[str, list[str]] = defaultdict(list)
    for line in found.split("\n"):
        match line.split():
            case ["disk", name]:
                disks.append(name)
            case ["part", name, disk]:
                partitions[name] = disk
            case ["mapped", name, mapped_name, uuid]:
                mapped[name] = Mapped(mapped_name, uuid)
            case ["slave", name, slave]:
                slaves[name].append(slave)
            case []:
                pass
            case _:
                return unreadable("block-devices")
    made_of = {name: tuple(parts) for name, parts in slaves.items()}
    return BlockDevices(tuple(disks), MappingProxyType(partitions), MappingProxyType(mapped), MappingProxyType(made_of))


def parse_physical_volumes(evidence: Evidence) -> tuple[tuple[str, str], ...] | Absent | Unknown:
    """Device and volume group of every physical volume; the group is empty for one that is in none."""
    section = evidence.sections.get("physical-volumes")
    if section is not None and section.exit_code == 0 and not section.text.strip():
        return ()  # LVM is installed, and nothing uses it
    found = answer(evidence, "physical-volumes")
    if not isinstance(found, str):
        return found
    rows = [line.strip().split("|") for line in found.split("\n") if "|" in line]
    return (
        tuple((row[0], row[1]) for row in rows)
        if all(len(row) == 2 for row in rows)
        else unreadable("physical-volumes")
    )
