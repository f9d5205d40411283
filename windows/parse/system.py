"""The system, its languages, the computer, its identity and the account that collected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from host.evidence import Evidence
from preflight.facts import Absent, Unknown
from preflight.sections import text, unreadable
from preflight.windows_machine import Account, Computer, Identity, Languages, OperatingSystem
from windows.parse.language import language_tag
from windows.parse.records import first_record, flag, number, some_records, word
from windows.parse.registry import Registry

_VERSION = re.compile(r"([0-9]{1,5})\.([0-9]{1,5})\.([0-9]{1,9})")
_ARCHITECTURE = re.compile(r"(32|64)")
_SID = re.compile(r"S-1(?:-[0-9]{1,12})+")
_WINDOWS = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_ADMINISTRATORS = "S-1-5-32-544"
_INTEGRITY = re.compile(r"\bS-1-16-([0-9]{1,8})\b")
_HIGH_INTEGRITY = 12288
"""Below it, membership in Administrators is there in name only (remote or local filtering of the account's rights)."""


def parse_system(evidence: Evidence, registry: Registry) -> OperatingSystem | Unknown:
    """What Windows says it is; Unknown without name, version or product type."""
    row = first_record(evidence, "system")
    if isinstance(row, Unknown):
        return row
    name, version, kind = word(row, "Caption"), _VERSION.match(row.get("Version", "")), number(row, "ProductType")
    if isinstance(name, Unknown) or version is None or isinstance(kind, Unknown):
        return unreadable("system")
    bits = _ARCHITECTURE.search(row.get("OSArchitecture", ""))
    return OperatingSystem(
        name=name,
        version=(int(version[1]), int(version[2]), int(version[3])),
        product_type=kind,
        sku=number(row, "OperatingSystemSKU"),
        service_pack=number(row, "ServicePackMajorVersion"),
        architecture_bits=int(bits[1]) if bits else Unknown("The host gives no number for OSArchitecture."),
        edition=registry.text(_WINDOWS, "EditionID"),
        installation_type=registry.text(_WINDOWS, "InstallationType"),
    )


def parse_free_memory(evidence: Evidence) -> int | Unknown:
    """Bytes of physical memory that are free; WMI counts in units of 1,024 bytes."""
    row = first_record(evidence, "system")
    free = row if isinstance(row, Unknown) else number(row, "FreePhysicalMemory")
    return free if isinstance(free, Unknown) else free * 1024


def parse_languages(evidence: Evidence, registry: Registry) -> Languages:
    """Installed language, system locale and the account's own settings, each on its own."""
    system = first_record(evidence, "system")
    user = first_record(evidence, "languages")
    nls = r"HKLM\SYSTEM\CurrentControlSet\Control\Nls\Language"
    installed = system if isinstance(system, Unknown) else number(system, "OSLanguage")
    return Languages(
        system=_hexadecimal(registry, nls, "InstallLanguage")
        if isinstance(installed, Unknown)
        else language_tag(installed),
        system_locale=_hexadecimal(registry, nls, "Default"),
        user_interface=user if isinstance(user, Unknown) else word(user, "UserInterface"),
        culture=user if isinstance(user, Unknown) else word(user, "Culture"),
    )


def _hexadecimal(registry: Registry, key: str, name: str) -> str | Unknown:
    found = registry.text(key, name)
    if isinstance(found, Unknown):
        return found
    if isinstance(found, Absent) or not re.fullmatch(r"[0-9A-Fa-f]{4,8}", found):
        return Unknown(f"The registry value {name} of {key} names no language.")
    return language_tag(int(found, 16))


def parse_computer(evidence: Evidence) -> Computer | Unknown:
    """Win32_ComputerSystem; Unknown without a name."""
    row = first_record(evidence, "computer")
    if isinstance(row, Unknown):
        return row
    name = word(row, "Name")
    if isinstance(name, Unknown):
        return unreadable("computer")
    return Computer(
        name=name,
        dns_name=word(row, "DNSHostName"),
        domain=word(row, "Domain"),
        part_of_domain=flag(row, "PartOfDomain"),
        domain_role=number(row, "DomainRole"),
        manufacturer=word(row, "Manufacturer"),
        model=word(row, "Model"),
        memory_bytes=number(row, "TotalPhysicalMemory"),
        logical_processors=number(row, "NumberOfLogicalProcessors"),
    )


def parse_identity(evidence: Evidence) -> Identity:
    """What the firmware says the machine is."""
    bios, machine, enclosure = (first_record(evidence, name) for name in ("bios", "machine", "enclosure"))
    return Identity(
        bios_id=machine if isinstance(machine, Unknown) else word(machine, "UUID"),
        serial_number=bios if isinstance(bios, Unknown) else word(bios, "SerialNumber"),
        asset_tag=enclosure if isinstance(enclosure, Unknown) else word(enclosure, "SMBIOSAssetTag"),
    )


def parse_account(evidence: Evidence) -> Account | Unknown:
    """Name, SID and rights by whoami: the names of groups are in the host's language, their SIDs are not."""
    user, groups = text(evidence, "user"), text(evidence, "groups")
    if isinstance(user, Unknown):
        return user
    if isinstance(groups, Unknown):
        return groups
    sid = _SID.search(user)
    integrity = _INTEGRITY.search(groups)
    if sid is None or integrity is None:
        return unreadable("user" if sid is None else "groups")
    name = user[: sid.start()].strip().strip('",').strip('"')
    elevated = int(integrity[1]) >= _HIGH_INTEGRITY
    return Account(name, sid[0], elevated and _ADMINISTRATORS in _SID.findall(groups))


def parse_powershell(evidence: Evidence) -> str | Unknown:
    """PowerShell's version."""
    row = first_record(evidence, "environment")
    return row if isinstance(row, Unknown) else word(row, "PowerShell")


def parse_environment(evidence: Evidence) -> Mapping[str, str] | Unknown:
    """The folders that Windows names; one that has no value is left out."""
    rows = some_records(evidence, "environment")
    if isinstance(rows, Unknown):
        return rows
    named = {row["Variable"]: row["Text"] for row in rows if row.get("Variable") and row.get("Text")}
    return MappingProxyType(named) if named else unreadable("environment")
