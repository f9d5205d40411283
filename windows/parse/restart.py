"""The places where Windows and the original note that a restart is wanted."""

from __future__ import annotations

from host.evidence import Evidence
from preflight.facts import Absent, Unknown
from preflight.windows_settings import RestartSigns
from windows.parse.files import parse_files
from windows.parse.records import flag, records
from windows.parse.registry import Registry

_VERSION = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion"
_CONTROL = r"HKLM\SYSTEM\CurrentControlSet\Control"
_SERVICES = r"HKLM\SYSTEM\CurrentControlSet\Services"
_FILTER_DRIVERS = ("InDskFlt", "involflt")


def parse_restart(evidence: Evidence, registry: Registry) -> RestartSigns:
    """Every sign on its own."""
    return RestartSigns(
        component_servicing=registry.present(rf"{_VERSION}\Component Based Servicing\RebootPending"),
        windows_update=registry.present(rf"{_VERSION}\WindowsUpdate\Auto Update\RebootRequired"),
        file_renames=_renames(registry),
        computer_rename=_computer_rename(registry),
        domain_join=_domain_join(evidence),
        update_volatile=registry.number(r"HKLM\SOFTWARE\Microsoft\Updates", "UpdateExeVolatile"),
        driver_without_service=_drivers_without_service(evidence, registry),
    )


def _renames(registry: Registry) -> tuple[str, ...] | Absent | Unknown:
    found = registry.texts(rf"{_CONTROL}\Session Manager", "PendingFileRenameOperations")
    if not isinstance(found, tuple):
        return found
    # Pairs of source and destination; an empty destination means that the file is to be deleted.
    return tuple(path for path in found if path)


def _computer_rename(registry: Registry) -> bool | Unknown:
    names = [
        registry.text(rf"{_CONTROL}\ComputerName\{key}", "ComputerName")
        for key in ("ActiveComputerName", "ComputerName")
    ]
    for name in names:
        if isinstance(name, Unknown):
            return name
    if not all(isinstance(name, str) and name for name in names):
        return Unknown("The registry does not name the computer.")
    return str(names[0]).lower() != str(names[1]).lower()


def _domain_join(evidence: Evidence) -> bool | Unknown:
    rows = records(evidence, "domain-join")
    if isinstance(rows, Unknown):
        return rows
    if isinstance(rows, Absent):
        return Unknown("The host has no service Netlogon to tell of a domain join.")
    signs = [flag(rows[0], name) for name in ("JoinDomain", "AvoidSpnSet")]
    return next((sign for sign in signs if isinstance(sign, Unknown)), any(sign is True for sign in signs))


def _drivers_without_service(evidence: Evidence, registry: Registry) -> tuple[str, ...] | Unknown:
    files = parse_files(evidence)
    if isinstance(files, Unknown):
        return files
    found = []
    for driver in _FILTER_DRIVERS:
        there = files.get(rf"%SystemRoot%\System32\drivers\{driver}.sys")
        service = registry.present(rf"{_SERVICES}\{driver}")
        if there is None:
            return Unknown(f"The evidence does not tell of the driver file {driver}.sys.")
        if there and isinstance(service, Unknown):
            return service
        if there and not service:
            found.append(driver)
    return tuple(found)
