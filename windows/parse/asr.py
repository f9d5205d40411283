"""What the original left on the host: installed components, registrations and configuration files."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from host.evidence import Evidence
from preflight.facts import Absent, Unknown
from preflight.sections import answer, unreadable
from preflight.windows_settings import AsrProduct, Registration, Text
from windows.parse.records import number, records, some_records, strings
from windows.parse.registry import Registry

_INSTALLED = r"HKLM\SOFTWARE\Wow6432Node\InMage Systems\Installed Products"


def parse_asr_products(evidence: Evidence) -> tuple[AsrProduct, ...] | Unknown:
    """The components under Installed Products; the view of 32-bit programs counts first."""
    rows = some_records(evidence, "asr-products")
    if isinstance(rows, Unknown):
        return rows
    found: dict[int, AsrProduct] = {}
    for row in rows:
        component = number(row, "Number")
        if isinstance(component, int):
            values = {name: value for name, value in row.items() if name != "Number"}
            found.setdefault(component, AsrProduct(component, MappingProxyType(values)))
    return tuple(found[each] for each in sorted(found))


def parse_registration(evidence: Evidence, registry: Registry) -> Registration:
    """What earlier registrations left: names of values, never the values."""
    return Registration(
        values=_names(evidence, "registration"),
        proxy_values=_names(evidence, "registration-proxy"),
        dra_id=registry.text(r"HKLM\SOFTWARE\Microsoft\Azure Site Recovery", "DraID"),
        vmm_id=registry.text(
            r"HKLM\SOFTWARE\Microsoft\Microsoft System Center Virtual Machine Manager Server\Setup", "VmmID"
        ),
        backup=registry.present(r"HKLM\SOFTWARE\Microsoft\Windows Azure Backup\Config\InMageMT"),
    )


def parse_iis_marker(registry: Registry) -> Text:
    """How the original's own installation of IIS ended: Succeeded or Failed."""
    return registry.text(_INSTALLED, "IIS_Installation_Status")


def parse_configuration(evidence: Evidence, section: str) -> Mapping[str, str] | Absent | Unknown:
    """The lines KEY = VALUE of a configuration file, after the line that names the file."""
    found = answer(evidence, section)
    if isinstance(found, Absent | Unknown):
        return found
    lines = found.split("\n")
    if not lines[0].startswith("file "):
        return unreadable(section)
    pairs = (line.partition("=") for line in lines[1:])
    return MappingProxyType({key.strip(): value.strip().strip('"') for key, equals, value in pairs if equals})


def _names(evidence: Evidence, section: str) -> tuple[str, ...] | Absent | Unknown:
    rows = records(evidence, section)
    return strings(rows[0].get("Names", "")) if isinstance(rows, tuple) else rows
