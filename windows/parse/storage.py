"""Disks, partitions, volumes and BitLocker."""

from __future__ import annotations

import re
from collections.abc import Iterable

from host.evidence import Evidence
from preflight.facts import Absent, Unknown
from preflight.sections import unreadable
from preflight.windows_machine import Disk, Encryption, Partition, Volume
from windows.parse.records import Record, flag, number, records, some_records

_LETTER = re.compile(r"[A-Za-z]:")
_ENDS = re.compile(r"[\"'](Disk #[0-9]{1,5}, Partition #[0-9]{1,5})[\"'].*?[\"']([A-Za-z]:)[\"']")


def parse_disks(evidence: Evidence) -> tuple[Disk, ...] | Unknown:
    """The disks, by index."""
    rows = some_records(evidence, "disks")
    if isinstance(rows, Unknown):
        return rows
    found = [
        Disk(
            index,
            row.get("Model", ""),
            row.get("InterfaceType", ""),
            number(row, "Size"),
            number(row, "BytesPerSector"),
        )
        for row in rows
        if isinstance(index := number(row, "Index"), int)
    ]
    return tuple(sorted(found, key=lambda disk: disk.index)) if len(found) == len(rows) else unreadable("disks")


def parse_partitions(evidence: Evidence) -> tuple[Partition, ...] | Unknown:
    """The partitions with the letters on them; Unknown when either list is."""
    rows, links = some_records(evidence, "partitions"), some_records(evidence, "partition-letters")
    if isinstance(rows, Unknown):
        return rows
    if isinstance(links, Unknown):
        return links
    ends = [_ENDS.search(f"{link.get('Antecedent', '')} {link.get('Dependent', '')}") for link in links]
    found = [_partition(row, [(end[1], end[2]) for end in ends if end]) for row in rows]
    known = [each for each in found if each is not None]
    return tuple(known) if len(known) == len(rows) and all(ends) else unreadable("partitions")


def _partition(row: Record, letters: Iterable[tuple[str, str]]) -> Partition | None:
    disk, index, boot = number(row, "DiskIndex"), number(row, "Index"), flag(row, "BootPartition")
    if isinstance(disk, Unknown) or isinstance(index, Unknown) or isinstance(boot, Unknown):
        return None
    kind = row.get("Type", "")
    on_it = tuple(letter for partition, letter in letters if partition == row.get("DeviceID"))
    return Partition(disk, index, boot, kind.startswith("GPT"), kind == "GPT: System", on_it)


def parse_volumes(evidence: Evidence) -> tuple[Volume, ...] | Unknown:
    """The drive letters, network drives left out."""
    rows = some_records(evidence, "volumes")
    if isinstance(rows, Unknown):
        return rows
    found = [
        Volume(
            letter=row["DeviceID"].upper(),
            drive_type=kind,
            file_system=row.get("FileSystem") or Absent(),
            size_bytes=_size(row, "Size"),
            free_bytes=_size(row, "FreeSpace"),
            label=row.get("VolumeName", ""),
        )
        for row in rows
        if _LETTER.fullmatch(row.get("DeviceID", "")) and isinstance(kind := number(row, "DriveType"), int)
    ]
    return tuple(found) if len(found) == len(rows) else unreadable("volumes")


def _size(row: Record, name: str) -> int | Absent:
    found = number(row, name)
    return Absent() if isinstance(found, Unknown) else found


def parse_encryption(evidence: Evidence) -> tuple[Encryption, ...] | Absent | Unknown:
    """BitLocker by volume; Absent where the feature is not installed. Volumes without a letter count as well."""
    rows = records(evidence, "bitlocker")
    if isinstance(rows, Absent | Unknown):
        return rows
    found = [
        Encryption(row.get("DriveLetter", ""), protection, _size(row, "ConversionStatus"))
        for row in rows
        if isinstance(protection := number(row, "ProtectionStatus"), int)
    ]
    return tuple(found) if len(found) == len(rows) else unreadable("bitlocker")
