"""The checks of VMM servers and Hyper-V hosts, and of the replication appliance: each way each can end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from host.target import Role
from preflight.context import Context
from preflight.facts import Absent
from preflight.finding import Finding, Status
from preflight.judge import judge
from preflight.windows_settings import Service
from tests.test_windows_checks_host import HEALTHY, NOT_READ, REQUIREMENTS, changed

VMM, HYPERV, APPLIANCE = Role.VMM_SERVER, Role.HYPERV_HOST, Role.REPLICATION_APPLIANCE
PASS, FAIL, APART, MAYBE = Status.PASS, Status.FAIL, Status.NOT_APPLICABLE, Status.UNKNOWN


def services(**starts: str) -> dict[str, Service]:
    return {
        name.lower(): Service(name, "Running" if start == "Auto" else "Stopped", start, "LocalSystem")
        for name, start in starts.items()
    }


HOST = replace(
    HEALTHY,
    services=services(SCVMMService="Auto", vmms="Auto", wuauserv="Manual"),
    features={"Hyper-V": True, "AD-Domain-Services": False, "Web-Server": False},
)
CORE = {"system.version": (10, 0, 17763), "system.installation_type": "Server Core"}
CASES: list[tuple[Role, str, dict[str, Any], Status]] = [
    (VMM, "provider-not-registered", {"registration.values": Absent()}, PASS),
    (VMM, "provider-not-registered", {"registration.values": ("ResourceId",)}, FAIL),
    (HYPERV, "provider-not-registered", {"registration.values": NOT_READ}, MAYBE),
    (VMM, "provider-update-service", {}, PASS),
    (VMM, "provider-update-service", {"services": services(wuauserv="Disabled")}, FAIL),
    (VMM, "provider-update-service", {"services": {}}, FAIL),
    (VMM, "vmm-service", {}, PASS),
    (VMM, "vmm-service", {"services": {}}, FAIL),
    (VMM, "vmm-service", {"services": NOT_READ}, MAYBE),
    (VMM, "vmm-id", {"registration.vmm_id": "6f9619ff"}, PASS),
    (VMM, "vmm-id", {"registration.vmm_id": " "}, FAIL),
    (VMM, "vmm-id", {"registration.vmm_id": Absent()}, FAIL),
    (VMM, "vmm-id", {"registration.vmm_id": NOT_READ}, MAYBE),
    (VMM, "dotnet", {"dotnet.release": 379893}, FAIL),
    (HYPERV, "hyperv-role", {}, PASS),
    (HYPERV, "hyperv-role", {"features": {"Hyper-V": False}}, FAIL),
    (HYPERV, "hyperv-role", {"features": {}}, MAYBE),
    (HYPERV, "hyperv-core", CORE, FAIL),
    (HYPERV, "hyperv-core", {**CORE, "system.installation_type": "Server"}, PASS),
    (HYPERV, "hyperv-core", {**CORE, "system.version": (10, 0, 14393)}, APART),
    (HYPERV, "hyperv-service", {}, PASS),
    (HYPERV, "hyperv-service", {"services": services(vmms="Manual")}, FAIL),
    (HYPERV, "os-documented", {"system.version": (10, 0, 20348)}, FAIL),
    (HYPERV, "member-server", {"system.product_type": 2}, FAIL),
    (APPLIANCE, "os-documented", {"system.version": (10, 0, 20348)}, PASS),
    (APPLIANCE, "os-documented", {"system.version": (10, 0, 14393)}, FAIL),
    (APPLIANCE, "roles-absent", {}, FAIL),
    (APPLIANCE, "proxy", {"proxy.winhttp": "https://proxy.corp.test:443"}, FAIL),
    (APPLIANCE, "fips", {"policies.fips": 1}, FAIL),
]


def findings(changes: dict[str, Any], role: Role) -> dict[str, Finding]:
    context = Context(REQUIREMENTS, REQUIREMENTS.release, "/usr/local/ASR")
    return {each.id: each for each in judge(changed(changes, HOST), role, context)}


@pytest.mark.parametrize(("role", "row", "changes", "status"), CASES)
def test_outcomes(role: Role, row: str, changes: dict[str, Any], status: Status) -> None:
    found = findings(changes, role)[f"windows.{row}"]
    assert found.status is status, found.actual
    assert bool(found.remedy) == (status in (FAIL, MAYBE))
    assert not any("unified-setup" in each for each in found.predicts)
