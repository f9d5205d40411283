"""The checks of a Windows host that is to become a source machine or a master target: each way each can end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from access.catalogue import load_explanations
from host.target import Role
from preflight.context import Context
from preflight.facts import Absent, Unknown
from preflight.finding import Finding, Status
from preflight.judge import CHECKS, judge
from preflight.windows_facts import WindowsFacts
from preflight.windows_machine import Boot, Disk, Encryption, Listener, Partition
from preflight.windows_settings import AsrProduct, Firewall, FirewallRule, Number, Service
from tests.test_windows_checks_host import HEALTHY, NOT_READ, REQUIREMENTS, C, changed

MA, MT = Role.MOBILITY_AGENT, Role.MASTER_TARGET
PASS, FAIL, APART, MAYBE = Status.PASS, Status.FAIL, Status.NOT_APPLICABLE, Status.UNKNOWN
GIB = 1024**3
PROFILES = ("domain", "private", "public")
DRIVERS = ("atapi", "vmbus", "storflt", "storvsc", "intelide")
SERVICES = ("vds", "vss", "COMSysApp", "MSDTC", "msiserver", "EventLog")
STARTS: dict[str, Number] = {
    **dict.fromkeys(DRIVERS, 0),
    **dict.fromkeys(SERVICES, 2),
    "InDskFlt": Absent(),
    "involflt": Absent(),
}
GPT = (Partition(0, 0, False, True, False, ("C:",)), Partition(0, 1, True, True, True, ()))
MBR = (Partition(0, 0, True, False, False, ("C:",)), Partition(1, 0, False, True, False, ("E:",)))


def rule(group: str, *, active: bool = True, allow: bool = True, profiles: tuple[str, ...] = PROFILES) -> FirewallRule:
    return FirewallRule(f"{group}-in", group, active, allow, profiles, "local")


def agent(version: str) -> tuple[AsrProduct, ...]:
    return (AsrProduct(5, {"Build_Version": version}),)


def service(name: str, state: str = "Running", start: str = "Auto") -> Service:
    return Service(name, state, start, "LocalSystem")


SOURCE = replace(
    HEALTHY,
    starts=STARTS,
    control_sets={"ControlSet001": dict.fromkeys(DRIVERS, 0)},
    partitions=MBR,
    disks=(Disk(0, "Disk", "SCSI", 80 * GIB, 512), Disk(1, "Disk", "SCSI", 700 * GIB, 512)),
    environment={"SystemDrive": "C:"},
    encryption=Absent(),
    boot=Boot("BIOS", False),
    hotfixes=("KB4474419", "KB4490628"),
    files={r"%SystemRoot%\System32\rundll32.exe": True},
    agent_configuration=Absent(),
    installer_running=False,
    firewall=Firewall(dict.fromkeys(PROFILES, True), (rule("file-and-printer-sharing"), rule("wmi"))),
    shares=("ADMIN$", "C$"),
    listeners=tuple(Listener("0.0.0.0", port, 4, "System") for port in (135, 445)),  # noqa: S104 - what netstat prints
    services={each.name.lower(): each for each in map(service, ("Winmgmt", "Dhcp", "Netlogon"))},
)
OLD = {"system.version": (6, 1, 7601)}
CASES: list[tuple[Role, str, dict[str, Any], Status]] = [
    (MA, "agent-dotnet", {"dotnet.release": Absent(), "dotnet.tls": {}}, MAYBE),
    (MA, "agent-64-bit", {"system.architecture_bits": 32}, FAIL),
    (MA, "agent-64-bit", {"system.architecture_bits": 32, "system.version": (6, 0, 6002)}, PASS),
    (MA, "agent-drive", {"volumes": (replace(C, free_bytes=GIB - 1),)}, FAIL),
    (MA, "agent-drive", {"volumes": (replace(C, drive_type=2),)}, FAIL),
    (MA, "agent-drive", {"volumes": ()}, FAIL),
    (MA, "agent-role", {"asr_products": agent("9.60.1.1"), "agent_configuration": {"Role": "Agent"}}, PASS),
    (MT, "agent-role", {"asr_products": agent("9.60.1.1"), "agent_configuration": {"Role": "Agent"}}, FAIL),
    (MA, "agent-role", {"asr_products": agent("9.60.1.1"), "agent_configuration": {}}, MAYBE),
    (MA, "agent-release", {"asr_products": agent("9.60.1.1")}, PASS),
    (MA, "agent-release", {"asr_products": agent("9.99.1.1")}, FAIL),
    (MA, "agent-release", {"asr_products": agent("odd")}, MAYBE),
    (MA, "agent-oldest-release", {"asr_products": agent("9.5.1.1")}, FAIL),
    (MA, "agent-half-removed", {"restart.driver_without_service": (r"C:\x\InDskFlt.sys",)}, FAIL),
    (MA, "agent-half-removed", {"restart.driver_without_service": ("x",), "asr_products": agent("9.6.0.1")}, APART),
    (MA, "agent-wmi", {"services": {"winmgmt": service("Winmgmt", "Stopped", "Disabled")}}, FAIL),
    (MA, "agent-installer-idle", {"installer_running": True}, FAIL),
    (MA, "agent-no-server", {"asr_products": (AsrProduct(9, {}),)}, FAIL),
    (MA, "agent-uefi", {"partitions": GPT}, PASS),
    (MA, "agent-uefi", {"partitions": GPT, **OLD}, FAIL),
    (MA, "agent-secure-boot", {"partitions": GPT, "boot": Boot("UEFI", True)}, FAIL),
    (MA, "agent-secure-boot", {"partitions": GPT, "boot": Boot("UEFI", False)}, PASS),
    (MA, "agent-secure-boot", {"partitions": MBR, "boot": Boot("UEFI", True)}, APART),
    (MA, "agent-boot-drivers", {"starts": {**STARTS, "vmbus": Absent()}}, FAIL),
    (MA, "agent-boot-drivers", {"starts": {**STARTS, "vmbus": NOT_READ}}, MAYBE),
    (MA, "agent-boot-disk", {"partitions": (MBR[0], replace(MBR[1], boot=True))}, FAIL),
    (MA, "agent-boot-disk", {"partitions": (replace(MBR[0], boot=False), replace(MBR[1], boot=True))}, FAIL),
    (MA, "agent-boot-disk", {"partitions": (replace(MBR[0], boot=False), MBR[1])}, FAIL),
    (MA, "agent-boot-disk", {"partitions": (MBR[0], replace(MBR[1], letters=("C:",)))}, FAIL),
    (MA, "agent-services", {"starts": {**STARTS, "vss": 4}}, FAIL),
    (MA, "agent-services", {"starts": {**STARTS, "vds": Absent()}}, FAIL),
    (MA, "agent-rundll32", {"files": {r"%SystemRoot%\System32\rundll32.exe": False}}, FAIL),
    (MA, "agent-sha2", OLD, PASS),
    (MA, "agent-sha2", {**OLD, "hotfixes": ("KB4474419",)}, FAIL),
    (MA, "agent-sha2", {"system.version": (6, 0, 6002)}, FAIL),
    (MA, "agent-configuration-file", {"asr_products": agent("9.60.1.1")}, FAIL),
    (MA, "agent-configuration-file", {"asr_products": agent("9.60.1.1"), "agent_configuration": {}}, PASS),
    (MA, "agent-memory", {"computer.memory_bytes": 1013 * 1024**2}, FAIL),
    (MA, "agent-old-driver", {"starts": {**STARTS, "involflt": 0}}, FAIL),
    (MA, "push-remote-uac", {"policies.remote_uac": 0, "computer.part_of_domain": False}, FAIL),
    (MA, "push-remote-uac", {"policies.remote_uac": 1}, PASS),
    (MA, "push-remote-uac", {"policies.remote_uac": Absent(), "policies.enable_lua": 0}, PASS),
    (MA, "push-remote-uac", {"policies.remote_uac": 0, "computer.part_of_domain": True}, APART),
    (MA, "push-file-sharing", {"firewall.rules": ()}, FAIL),
    (MA, "push-file-sharing", {"firewall.rules": (), "firewall.enabled": dict.fromkeys(PROFILES, False)}, PASS),
    (MA, "push-file-sharing", {"firewall.rules": (rule("file-and-printer-sharing", profiles=("domain",)),)}, FAIL),
    (MA, "push-wmi", {"firewall.rules": (rule("wmi", active=False),)}, FAIL),
    (MA, "push-wmi", {"firewall.rules": (rule("wmi"), rule("wmi", allow=False))}, FAIL),
    (MA, "push-ports", {"listeners": ()}, FAIL),
    (MA, "push-admin-share", {"shares": ("IPC$",)}, FAIL),
    (MA, "push-copy-space", {"volumes": (replace(C, free_bytes=1024),)}, FAIL),
    (MA, "push-netlogon", {"computer.part_of_domain": True, "services": {}}, FAIL),
    (MA, "push-netlogon", {"computer.part_of_domain": True}, PASS),
    (MA, "push-netlogon", {"computer.part_of_domain": False}, APART),
    (MA, "push-control-sets", {"control_sets": {"ControlSet002": {**dict.fromkeys(DRIVERS, 0), "atapi": 3}}}, FAIL),
    (MA, "push-control-sets", {"control_sets": {"ControlSet002": {}}}, FAIL),
    (MA, "push-control-sets", {"control_sets": {"ControlSet002": {"atapi": NOT_READ}}}, MAYBE),
    (MA, "agent-windows", {"system.version": (10, 0, 26100)}, FAIL),
    (MA, "agent-windows", {"system.version": (6, 0, 6002)}, FAIL),
    (MA, "agent-windows", {"system.version": (10, 0, 19044), "system.product_type": 1}, PASS),
    (MA, "agent-bitlocker", {"encryption": (Encryption("C:", 1, 1),)}, FAIL),
    (MA, "agent-bitlocker", {"encryption": (Encryption("C:", 0, 2),)}, FAIL),
    (MA, "agent-bitlocker", {"encryption": (Encryption("C:", 0, 0),)}, PASS),
    (MA, "agent-machine-name", {"computer.dns_name": "app_01"}, FAIL),
    (MA, "agent-machine-name", {"computer.dns_name": "app-"}, FAIL),
    (MA, "agent-machine-name", {"computer.dns_name": "a" * 64}, FAIL),
    (MA, "agent-ipv4", {"adapters": ()}, FAIL),
    (MA, "agent-sectors", {"disks": (Disk(0, "", "", GIB, 4096),)}, FAIL),
    (MA, "agent-sectors", {"disks": (Disk(0, "", "", GIB, NOT_READ),)}, MAYBE),
    (MA, "agent-disk-sizes", {"disks": (Disk(0, "", "", 4096 * GIB, 512),)}, FAIL),
    (MA, "agent-disk-sizes", {"disks": (Disk(1, "", "", GIB, 512),)}, FAIL),
    (MA, "agent-disk-sizes", {"disks": tuple(Disk(each, "", "", 2 * GIB, 512) for each in range(66))}, FAIL),
    (MA, "agent-dhcp-service", {"services": {"dhcp": service("Dhcp", "Stopped", "Disabled")}}, FAIL),
    (MT, "target-server-edition", {"system.version": (10, 0, 19044), "system.product_type": 1}, FAIL),
    (MT, "target-server-edition", OLD, FAIL),
    (MT, "target-vmware-tools", {"products": ()}, FAIL),
    (MT, "target-vmware-tools", {"products": (), "asr_products": (AsrProduct(9, {}),)}, PASS),
    (MT, "target-disks", {"disks": tuple(Disk(each, "", "", GIB, 512) for each in range(61))}, FAIL),
    (MT, "target-retention-drive", {"volumes": (C, replace(C, letter="R:", file_system="FAT32"))}, FAIL),
]  # fmt: skip


def findings(facts: WindowsFacts, role: Role) -> dict[str, Finding]:
    context = Context(REQUIREMENTS, REQUIREMENTS.release, "/usr/local/ASR")
    return {each.id: each for each in judge(facts, role, context)}


def with_changes(changes: dict[str, Any]) -> WindowsFacts:
    return changed(changes, SOURCE)


@pytest.mark.parametrize(("role", "row", "changes", "status"), CASES)
def test_outcomes(role: Role, row: str, changes: dict[str, Any], status: Status) -> None:
    found = findings(with_changes(changes), role)[f"windows.{row}"]
    assert found.status is status, found.actual
    assert bool(found.remedy) == (status in (FAIL, MAYBE))


@pytest.mark.parametrize("role", [MA, MT])
def test_a_fitting_host_passes_every_check_of_the_role(role: Role) -> None:
    rows = {f"windows.{row}" for row in REQUIREMENTS.windows[role].rows}
    found = findings(with_changes({"policies.remote_uac": 1}), role)
    told = {name: each.status for name, each in found.items() if name in rows}
    assert set(told) == rows
    assert {name: status for name, status in told.items() if status not in (PASS, APART)} == {}


def test_every_own_check_is_shown_to_fail_or_to_be_unknown() -> None:
    own = {check.id for check in CHECKS[HEALTHY.platform] if check.id.startswith(("windows.agent-", "windows.push-"))}
    own |= {check.id for check in CHECKS[HEALTHY.platform] if check.id.startswith("windows.target-")}
    own.discard("windows.agent-alone")
    assert own == {f"windows.{row}" for _, row, _, status in CASES if status in (FAIL, MAYBE)}


@pytest.mark.parametrize(
    "fact", ["system", "partitions", "services", "firewall.rules", "hotfixes", "volumes", "asr_products", "listeners"]
)
def test_what_was_not_read_is_unknown_and_never_a_pass(fact: str) -> None:
    before, after = findings(SOURCE, MA), findings(with_changes({fact: Unknown("It was not read.")}), MA)
    differing = {name for name in before if before[name].status is not after[name].status}
    assert differing
    assert {after[name].status for name in differing} == {MAYBE}


def test_an_error_id_names_the_check_that_predicts_it() -> None:
    assert any("windows.push-wmi" in str(each) for each in load_explanations().look_up("95103"))
