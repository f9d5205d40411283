"""The checks of a Windows server's machine on composed hosts: system, hardware, drives, network, clock."""

from __future__ import annotations

import dataclasses

import pytest

from preflight.context import SetupSettings
from preflight.facts import Absent, ClockOffset
from preflight.finding import Status
from preflight.windows_machine import Account, Listener, Volume
from preflight.windows_settings import AsrProduct
from tests.test_windows_checks_host import (
    APART,
    CS,
    GIB,
    HEALTHY,
    MAYBE,
    NO,
    NOT_READ,
    NOT_TOLD,
    PS,
    SERVER,
    YES,
    C,
    D,
    Facts,
    adapter,
    assert_outcome,
    fixed,
)


def at(location: str | None = r"D:\ASR", env: str | None = "VMware", port: int | None = None) -> SetupSettings:
    return SetupSettings(location, env, port)


def drives(*volumes: Volume) -> Facts:
    return {"volumes": volumes}


def version(*numbers: int) -> Facts:
    return {"system.version": numbers}


def clock(offset: float, doubt: float, synchronised: object = NOT_READ) -> Facts:
    return {"clock.measured": ClockOffset(offset, doubt), "clock.synchronised": synchronised}


CASES: list[tuple[str, Facts, Status]] = [
    ("other-setup", {"programs": ("ucx_server_setup.exe",)}, NO),
    ("other-setup", {"programs": ("UnifiedSetup.exe",)}, YES),
    ("dotnet", {"dotnet.release": 394801}, NO),
    ("dotnet", {"dotnet.release": 528040}, YES),
    ("dotnet", {"dotnet.release": Absent()}, NO),
    ("administrator", {"account": Account("x", "S-1-5-21-1-1001", False)}, NO),
    ("vmware-tools", {"products": ()}, NO),
    ("vmware-tools", {"products": NOT_READ}, MAYBE),
    ("os-version", version(6, 3, 0), YES),
    ("os-version", version(6, 2, 9200), NO),
    ("os-version", version(10, 0, 26100), YES),
    ("os-documented", version(6, 3, 9600), YES),
    ("os-documented", version(10, 0, 17763), NO),
    ("member-server", {"system.product_type": 1}, NO),
    ("member-server", {"system.product_type": 2}, NO),
    ("member-server", {"system.product_type": 7}, MAYBE),
    ("desktop-experience", {"system.installation_type": "Server Core"}, NO),
    ("desktop-experience", {"system.installation_type": "Client"}, APART),
    ("desktop-experience", {"system.installation_type": Absent()}, APART),
    ("desktop-experience", {"system.installation_type": NOT_READ}, MAYBE),
    ("english", {"languages.system": "en"}, YES),
    ("english", {"languages.system": "zh-CN"}, NO),
    ("english", {"languages.user_interface": "de-DE"}, NO),
    ("english", {"languages.culture": "enm-GB"}, NO),
    ("english", {"languages.system_locale": "zh-CN"}, YES),
    ("host-name", {"computer.dns_name": "n" * 15}, YES),
    ("host-name", {"computer.dns_name": "n" * 16}, NO),
    ("memory", {"computer.memory_bytes": 15 * GIB}, NO),
    ("memory", {"computer.memory_bytes": 16 * GIB - 300_000_000}, YES),
    ("sizing-memory", {"computer.memory_bytes": 8 * GIB}, YES),
    ("sizing-memory", {"computer.memory_bytes": 7 * GIB}, NO),
    ("cores", {"computer.logical_processors": 7}, NO),
    ("sizing-cores", {"computer.logical_processors": 4}, YES),
    ("sizing-cores", {"computer.logical_processors": 3}, NO),
    ("disks", {"disks": HEALTHY.disks[:2] if isinstance(HEALTHY.disks, tuple) else ()}, NO),
    ("clock", clock(299.0, 1.0), YES),
    ("clock", clock(-302.0, 1.0), NO),
    ("clock", clock(300.0, 1.0), MAYBE),
    ("clock", clock(300.0, 1.0, True), YES),
    ("clock", {"clock.measured": NOT_READ, "clock.synchronised": False}, NO),
    ("static-address", {"adapters": (adapter(), adapter(dhcp=True))}, NO),
    ("static-address", {"adapters": (adapter(), adapter(dhcp=True, physical=False))}, YES),
    ("static-address", {"adapters": ()}, MAYBE),
    ("network-adapter", {"adapters": (adapter(driver="E1G60"),)}, NO),
    ("network-adapter", {"adapters": ()}, MAYBE),
    ("network-adapter", {"adapters": NOT_READ, "computer.manufacturer": "HP"}, APART),
    ("control-port", {"listeners": (Listener("::", 443, 4, NOT_READ),)}, NO),
    ("control-port", {"listeners": (Listener("::", 8443, 700, "nginx.exe"),)}, YES),
    ("control-port", {"listeners": NOT_READ}, MAYBE),
    ("data-port", {"listeners": (Listener("::", 9443, 700, "nginx.exe"),)}, NO),
    ("data-port", {"listeners": (Listener("::", 9443, 700, NOT_READ),), "asr_products": SERVER}, APART),
    ("install-drive", drives(C, fixed("D:", 700, "FAT32")), NO),
    ("install-drive", drives(C, Volume("D:", 2, "NTFS", GIB, GIB, "")), NO),
    ("install-drive", drives(C, Volume("D:", 5, Absent(), Absent(), Absent(), "")), NO),
    ("install-drive", drives(C), NO),
    ("cache-space", drives(C, fixed("D:", 600)), YES),
    ("cache-space", drives(C, dataclasses.replace(D, free_bytes=600 * GIB - 1)), NO),
    ("cache-space", drives(C), APART),
    ("install-space", drives(C, fixed("D:", 5)), YES),
    ("install-space", drives(C, dataclasses.replace(D, free_bytes=5 * GIB - 1)), NO),
    ("install-space", drives(fixed("C:", 1), D), NO),
    ("install-space", drives(C), APART),
    ("retention-space", drives(C, D, fixed("E:", 599)), NO),
    ("retention-space", drives(D), NO),
    ("upgrade-space", {"asr_products": SERVER}, YES),
    ("upgrade-space", {"asr_products": SERVER, **drives(C, fixed("D:", 1))}, NO),
    ("upgrade-space", {"asr_products": SERVER, **drives(fixed("C:", 1), D)}, NO),
    ("upgrade-space", {"asr_products": (AsrProduct(9, {}),)}, MAYBE),
    ("upgrade-space", {"asr_products": SERVER, "volumes": NOT_READ}, MAYBE),
]  # fmt: skip


@pytest.mark.parametrize(("row", "changes", "status"), CASES, ids=lambda value: value if isinstance(value, str) else "")
def test_outcomes(row: str, changes: Facts, status: Status) -> None:
    assert_outcome(row, changes, PS, status)


@pytest.mark.parametrize(
    ("row", "changes", "setup", "status"),
    [
        ("install-location", {}, at("C:\\"), NO),
        ("install-location", {}, at("c:\\"), YES),
        ("install-location", {}, at("D:\\"), YES),
        ("install-location", {}, at(r"\\server\share"), NO),
        ("install-location", {}, at("ASR"), NO),
        ("install-location", {"environment": NOT_READ}, at(), MAYBE),
        ("install-location", {"environment": {}}, at(), MAYBE),
        ("install-location", {"environment": NOT_READ}, NOT_TOLD, APART),
        ("install-drive", {}, at("X:\\ASR"), NO),
        ("install-drive", {}, at("e:\\"), YES),
        ("install-drive", {}, NOT_TOLD, YES),
        ("install-drive", drives(fixed("C:", 9, "ReFS")), NOT_TOLD, NO),
        ("cache-space", {}, at(r"C:\ASR"), NO),
        ("cache-space", drives(C, D), NOT_TOLD, YES),
        ("vmware-tools", {"products": NOT_READ}, at(env="NonVMware"), APART),
        ("vmware-tools", {"products": NOT_READ}, NOT_TOLD, APART),
        ("vmware-tools", {}, at(env="vmware"), YES),
        ("data-port", {"listeners": (Listener("::", 9443, 7, "x.exe"),)}, at(port=9444), YES),
        ("data-port", {"listeners": (Listener("::", 9444, 7, "x.exe"),)}, at(port=9444), NO),
        ("antivirus", {}, at(r"F:\ASR"), NO),
    ],
)  # fmt: skip
def test_outcomes_that_depend_on_what_setup_is_told(
    row: str, changes: Facts, setup: SetupSettings, status: Status
) -> None:
    assert_outcome(row, changes, CS, status, setup)
