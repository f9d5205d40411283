"""The machine: firmware, memory, processors, disks, btrfs, FIPS, SELinux, Azure Disk Encryption."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType

from host.evidence import Evidence
from linux.parse.lists import listed
from preflight.facts import Absent, Unknown
from preflight.linux_machine import Capacity, Hardware, LinuxDisk
from preflight.sections import answer, text, unreadable

_MEMORY = re.compile(r"^(\w+):\s*(\d{1,15}) kB$", re.MULTILINE)
_PROCESSORS = re.compile(r"^processors: (\d{1,6})$", re.MULTILINE)
_DIGITS = re.compile(r"\d{1,18}")
_SELINUX = {"0": "permissive", "1": "enforcing"}


def parse_hardware(evidence: Evidence) -> Hardware | Absent | Unknown:
    """Firmware's texts; Absent where the host shows none."""
    found = answer(evidence, "hardware")
    if not isinstance(found, str):
        return found
    # dmidecode may put remarks before its answer.
    pairs = (line.partition("=") for line in found.split("\n") if not line.startswith("#"))
    values = {key: value.strip() for key, equals, value in pairs if equals}
    if "sys_vendor" not in values:
        return unreadable("hardware")
    keys = ("sys_vendor", "product_name", "product_uuid", "chassis_asset_tag", "bios_vendor")
    return Hardware(*(values.get(key, "") for key in keys))


def parse_capacity(evidence: Evidence) -> Capacity | Unknown:
    """Memory and processors. Kernels before 3.14 tell only what is free, not what is available."""
    found = text(evidence, "capacity")
    if isinstance(found, Unknown):
        return found
    memory = {name: int(number) for name, number in _MEMORY.findall(found)}
    processors = _PROCESSORS.search(found)
    available = memory.get("MemAvailable", memory.get("MemFree"))
    if processors is None or available is None or "MemTotal" not in memory:
        return unreadable("capacity")
    return Capacity(memory["MemTotal"], available, int(processors[1]))


def parse_disks(evidence: Evidence) -> tuple[LinuxDisk, ...] | Unknown:
    """Every disk; the device mapper's and md's devices are none."""
    found = listed(evidence, "disks", "disk", 5)
    if not isinstance(found, tuple):
        return found if isinstance(found, Unknown) else unreadable("disks")
    return tuple(
        LinuxDisk(name, _number(sectors), _number(logical), _number(physical), place)
        for name, sectors, logical, physical, place in found
    )


def parse_btrfs(evidence: Evidence) -> Mapping[str, tuple[str, ...]] | Absent | Unknown:
    """The devices of each mounted btrfs file system, by its UUID; Absent where the kernel has no btrfs."""
    found = listed(evidence, "btrfs-devices", "device", 2)
    if not isinstance(found, tuple):
        return found
    devices: dict[str, list[str]] = defaultdict(list)
    for uuid, name in found:
        devices[uuid].append(name)
    return MappingProxyType({uuid: tuple(names) for uuid, names in devices.items()})


def parse_selinux(evidence: Evidence) -> str | Absent | Unknown:
    """enforcing, permissive or disabled; Absent where the host knows no SELinux."""
    found = answer(evidence, "selinux")
    if not isinstance(found, str):
        return found
    word = found.strip().lower()
    mode = _SELINUX.get(word, word)
    return mode if mode in ("enforcing", "permissive", "disabled") else unreadable("selinux")


def parse_fips(evidence: Evidence) -> bool | Unknown:
    """Whether the kernel keeps to FIPS; one without the switch does not."""
    found = answer(evidence, "fips")
    if isinstance(found, Absent):
        return False
    if isinstance(found, Unknown):
        return found
    return found.strip() == "1" if found.strip() in ("0", "1") else unreadable("fips")


def parse_azure_encrypted(evidence: Evidence) -> tuple[str, ...] | Absent | Unknown:
    """The lines of the list that Azure Disk Encryption keeps of its devices; Absent where there is none."""
    found = answer(evidence, "azure-encryption")
    return tuple(line for line in found.split("\n") if line.strip()) if isinstance(found, str) else found


def _number(digits: str) -> int:
    return int(digits) if _DIGITS.fullmatch(digits) and digits.isascii() else 0
