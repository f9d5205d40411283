"""Firmware and Secure Boot."""

from __future__ import annotations

import re

from host.evidence import Evidence
from preflight.facts import Absent, Unknown
from preflight.sections import text
from preflight.windows_machine import Boot
from windows.parse.registry import Registry

_CONTROL = r"HKLM\SYSTEM\CurrentControlSet\Control"
_FIRMWARE = {1: "BIOS", 2: "UEFI"}
# The loader's path is the same in every language; older Windows does not note the firmware in the registry.
_LOADER = re.compile(r"\\winload\.(exe|efi)\s*$", re.MULTILINE | re.IGNORECASE)


def parse_boot(evidence: Evidence, registry: Registry) -> Boot:
    """Both, each on its own as far as it goes."""
    firmware = _firmware(evidence, registry)
    return Boot(firmware, _secure_boot(registry, firmware))


def _secure_boot(registry: Registry, firmware: str | Unknown) -> bool | Unknown:
    """A BIOS has no Secure Boot, and UEFI without it leaves no value."""
    if firmware == "BIOS":
        return False
    enabled = registry.number(rf"{_CONTROL}\SecureBoot\State", "UEFISecureBootEnabled")
    if isinstance(enabled, Unknown):
        return enabled
    if isinstance(enabled, Absent):
        return firmware if isinstance(firmware, Unknown) else False
    return enabled != 0


def _firmware(evidence: Evidence, registry: Registry) -> str | Unknown:
    noted = registry.number(_CONTROL, "PEFirmwareType")
    if isinstance(noted, int) and noted in _FIRMWARE:
        return _FIRMWARE[noted]
    loader = text(evidence, "boot-loader")
    if isinstance(loader, Unknown):
        return loader
    if found := _LOADER.search(loader):
        return "UEFI" if found[1].lower() == "efi" else "BIOS"
    return Unknown("Neither the registry nor the boot loader's entry tells of the firmware.")
