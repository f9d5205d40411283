"""Roles and features, installed products, updates and antivirus."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from host.evidence import Evidence
from preflight.facts import Absent, Unknown
from preflight.sections import unreadable
from preflight.windows_settings import Antivirus, Product
from windows.parse.records import Record, flag, number, records, some_records, strings
from windows.parse.registry import Registry

_OPTIONAL = {
    "AD-Domain-Services": "DirectoryServices-DomainController",
    "Web-Server": "IIS-WebServerRole",
    "Hyper-V": "Microsoft-Hyper-V",
}
"""Server Manager's names of the features that matter, and what deployment tools (Win32_OptionalFeature) call them."""
_SERVER_IDS = {"AD-Domain-Services": 10, "Web-Server": 2, "Hyper-V": 20}
"""The same as Win32_ServerFeature numbers them; it lists what is installed and nothing else."""
_ENABLED = 1


def parse_features(evidence: Evidence) -> Mapping[str, bool] | Unknown:
    """Whether each is installed, by Server Manager's name, whichever source the collector could use."""
    rows = some_records(evidence, "features")
    if isinstance(rows, Unknown):
        return rows
    if rows[0].get("Source") == "Win32_ServerFeature":
        ids = {number(row, "ID") for row in rows[1:]}
        return MappingProxyType({name: each in ids for name, each in _SERVER_IDS.items()})
    if "InstallState" in rows[0]:
        states = {row.get("Name"): number(row, "InstallState") for row in rows}
        # A feature that this edition does not know is not listed.
        return MappingProxyType({name: states.get(other) == _ENABLED for name, other in _OPTIONAL.items()})
    found = {row["Name"]: here for row in rows if row.get("Name") and isinstance(here := flag(row, "Installed"), bool)}
    return MappingProxyType(found) if set(_OPTIONAL) & set(found) else unreadable("features")


def parse_products(evidence: Evidence) -> tuple[Product, ...] | Unknown:
    """What the Uninstall keys of both registry views name."""
    rows = some_records(evidence, "products")
    if isinstance(rows, Unknown):
        return rows
    return tuple(
        Product(
            name=row["DisplayName"],
            version=row.get("DisplayVersion", ""),
            publisher=row.get("Publisher", ""),
            location=row.get("InstallLocation", ""),
            view_bits=32 if row.get("View") == "32" else 64,
        )
        for row in rows
        if row.get("DisplayName")
    )


def parse_hotfixes(evidence: Evidence) -> tuple[str, ...] | Unknown:
    """The identifiers of the installed updates, each once."""
    rows = some_records(evidence, "hotfixes")
    if isinstance(rows, Unknown):
        return rows
    return tuple(dict.fromkeys(row["HotFixID"] for row in rows if row.get("HotFixID"))) or unreadable("hotfixes")


def parse_antivirus(evidence: Evidence) -> Antivirus:
    """Registered products and what Defender leaves out."""
    return Antivirus(
        _column(records(evidence, "antivirus"), "displayName"),
        _names(records(evidence, "defender-exclusions")),
    )


def parse_installer_running(registry: Registry) -> bool | Unknown:
    """Whether Windows Installer notes an installation in progress."""
    return registry.present(r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Installer\InProgress")


def _column(rows: tuple[Record, ...] | Absent | Unknown, name: str) -> tuple[str, ...] | Absent | Unknown:
    return tuple(row[name] for row in rows if row.get(name)) if isinstance(rows, tuple) else rows


def _names(rows: tuple[Record, ...] | Absent | Unknown) -> tuple[str, ...] | Absent | Unknown:
    if not isinstance(rows, tuple):
        return rows
    return tuple(dict.fromkeys(name for row in rows for name in strings(row.get("Names", ""))))
