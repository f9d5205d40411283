"""A composed Windows server on which nothing is wrong, for the tests of the checks. It is ready for both roles."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

import pytest
import yaml

from access.catalogue import load_requirements
from host.target import Platform, Role
from preflight.checks.windows import ALL_CHECKS
from preflight.context import Context, SetupSettings
from preflight.facts import Absent, ClockOffset, Unknown
from preflight.finding import Finding, Status
from preflight.judge import judge
from preflight.network import Probe, Stage
from preflight.role_requirements import SERVER_ROLES, role_requirements
from preflight.verdict import Verdict, verdict
from preflight.windows_facts import WindowsFacts
from preflight.windows_machine import (
    Account,
    Adapter,
    Boot,
    Computer,
    Disk,
    Languages,
    OperatingSystem,
    Volume,
    WindowsClock,
)
from preflight.windows_settings import (
    Antivirus,
    AsrProduct,
    DotNet,
    DotNetTls,
    Firewall,
    Policies,
    Product,
    Protocol,
    Proxy,
    Registration,
    RestartSigns,
    Scoped,
    ScriptPolicy,
)

Facts = Mapping[str, object]
"""What is otherwise than on the healthy host: facts by their dotted names."""
GIB = 1024**3
YES, NO, MAYBE, APART = Status.PASS, Status.FAIL, Status.UNKNOWN, Status.NOT_APPLICABLE
CS, PS = Role.CONFIGURATION_SERVER, Role.PROCESS_SERVER
NOT_READ = Unknown("It was made unknown.")
NOT_TOLD, UNSET = SetupSettings(), Protocol(Absent(), Absent())
TOLD = SetupSettings(install_location=r"D:\ASR", env_type="VMware", data_port=9443)


def read_data(name: str) -> Any:
    """A data file of the requirements."""
    return yaml.safe_load(files("preflight").joinpath("data", f"{name}.yaml").read_text("utf-8"))


REQUIREMENTS = dataclasses.replace(load_requirements(), windows=role_requirements(Platform.WINDOWS, read_data))


def all_reached(roles: Iterable[Role]) -> tuple[Probe, ...]:
    """Probes of everything that roles must reach, wildcards by a name each, all of them answered."""
    ok, issuer = Stage("ok", ""), "CN=Microsoft Azure RSA TLS Issuing CA 04, O=Microsoft Corporation, C=US"
    urls = [url for role in roles for url in REQUIREMENTS.network.of(role)]
    hosts = {host.replace("*", "real") for url in urls for host in url.names or (url.host,)}
    return tuple(Probe(host, 443, "https", "", ok, ok, ok, ok, issuer, 200) for host in sorted(hosts))


def fixed(letter: str, free_gb: int, file_system: str | Absent = "NTFS") -> Volume:
    """A fixed drive."""
    return Volume(letter, 3, file_system, 2000 * GIB, free_gb * GIB, "")


def adapter(*, dhcp: bool = False, driver: str = "vmxnet3ndis6", physical: bool | Unknown = True) -> Adapter:
    """A network adapter with an IPv4 address."""
    return Adapter(1, "Ethernet 0", driver, "00:50:56:00:00:01", dhcp, ("10.0.0.5", "fe80::1"), (), (), physical)


def product(name: str, version: str) -> Product:
    """An installed product."""
    return Product(name, version, "", "", 64)


SERVER = (AsrProduct(9, {"Build_Version": "9.62.1.1"}), AsrProduct(5, {"InstallDirectory": r"D:\ASR"}))
C, D, E = fixed("C:", 40), fixed("D:", 700), fixed("E:", 800)
_EXCLUDED = (
    "C:\\Program Files\\", "c:\\program files (x86)", "C:\\thirdparty", "C:\\Temp", "C:\\strawberry",
    "C:\\ProgramData", "C:\\inetpub", "D:\\ASR",
)  # fmt: skip
_TOLD_FACTS: dict[str, Any] = {
    "system": OperatingSystem("Windows Server 2016", (10, 0, 14393), 3, 7, 0, 64, "ServerStandard", "Server"),
    "languages": Languages("en-US", "en-US", "en-GB", "en-GB"),
    "computer": Computer("CS01", "cs01", "corp.test", True, 3, "VMware, Inc.", "VMware7,1", 17179398144, 8),
    "account": Account("CS01\\Administrator", "S-1-5-21-1-500", True),
    "environment": {"SystemDrive": "C:"},
    "features": {"AD-Domain-Services": False, "Web-Server": False, "Hyper-V": False},
    "policies": Policies(
        registry_tools=Scoped(Absent(), Absent()),
        command_prompt=Scoped(Absent(), 0),
        trusted_handlers=Scoped(2, Absent()),
        scripts=ScriptPolicy(Scoped(Absent(), 1), Absent(), Absent(), {"Process": "Bypass", "LocalMachine": "Bypass"}),
        fips=0,
        remote_uac=Absent(),
        enable_lua=1,
    ),
    "boot": Boot("BIOS", False),
    "firewall": Firewall({}, ()),
    "schannel": {"TLS 1.0 Client": UNSET, "TLS 1.2 Client": UNSET},
    "dotnet": DotNet(394802, "4.6.2", {view: DotNetTls(1, 1) for view in ("v4.0.30319", "v4.0.30319 (32-bit)")}),
    "iis": Absent(),
    "listeners": (),
    "adapters": (adapter(),),
    "disks": tuple(Disk(index, "VMware Virtual disk", "SCSI", 2000 * GIB, 512) for index in range(3)),
    "volumes": (C, D, E, Volume("Z:", 5, Absent(), Absent(), Absent(), "")),
    "restart": RestartSigns(False, False, Absent(), False, False, 0, ()),
    "clock": WindowsClock(ClockOffset(1.0, 1.0), NOT_READ, True, "time.windows.com", "NTP", "UTC"),
    "products": (product("VMware Tools", "12.3.5"), product("Strawberry Perl", "5.8.8")),
    "antivirus": Antivirus(Absent(), _EXCLUDED),
    "proxy": Proxy(Absent(), Absent(), "http://proxy.corp.test:3128", Absent(), Absent(), {}),
    "asr_products": (),
    "registration": Registration(Absent(), Absent(), Absent(), Absent(), False),
    "programs": ("System", "svchost.exe"),
    "probes": all_reached(SERVER_ROLES),
}
_NOBODY_ASKS: dict[str, Any] = {
    field.name: NOT_READ for field in dataclasses.fields(WindowsFacts) if field.name not in _TOLD_FACTS
}
HEALTHY = WindowsFacts(**_TOLD_FACTS, **_NOBODY_ASKS)


def changed(changes: Facts, host: WindowsFacts = HEALTHY) -> WindowsFacts:
    """A host, the healthy server if no other is given, with other facts by their dotted names."""

    def put(value: Any, parts: list[str], new: object) -> Any:
        if not parts:
            return new
        return dataclasses.replace(value, **{parts[0]: put(getattr(value, parts[0]), parts[1:], new)})

    facts = host
    for name, new in changes.items():
        facts = put(facts, name.split("."), new)
    return facts


def findings(
    changes: Facts, role: Role, setup: SetupSettings = TOLD, release: str = REQUIREMENTS.release
) -> dict[str, Finding]:
    """All findings of the changed host, by id."""
    requirements = dataclasses.replace(REQUIREMENTS, release=release)
    found = judge(changed(changes), role, Context(requirements, release, "/usr/local/ASR", setup=setup))
    assert len({each.id for each in found}) == len(found)
    return {each.id: each for each in found}


def assert_outcome(row: str, changes: Facts, role: Role, status: Status, setup: SetupSettings = TOLD) -> None:
    """The check of this row ends with this status on the changed host, and says so in sentences."""
    finding = findings(changes, role, setup)[f"windows.{row}"]
    assert finding.status is status, finding.actual
    assert finding.expected.endswith(".")
    assert finding.actual.endswith(".")
    assert bool(finding.remedy) == (status in (NO, MAYBE))


@pytest.mark.parametrize("role", SERVER_ROLES)
@pytest.mark.parametrize("setup", [TOLD, NOT_TOLD])
def test_a_healthy_server_is_ready(role: Role, setup: SetupSettings) -> None:
    found = findings({}, role, setup)
    assert set(found) == {check.id for check in ALL_CHECKS} | {"common.role-platform"}
    assert {each.status for each in found.values()} == {Status.PASS, Status.NOT_APPLICABLE}
    assert verdict(tuple(found.values())) is Verdict.READY


def test_what_does_not_concern_a_healthy_server() -> None:
    def without(role: Role, setup: SetupSettings = TOLD) -> set[str]:
        mine = {check.id for check in ALL_CHECKS if role in check.roles}
        found = findings({}, role, setup)
        return {name for name in mine if found[name].status is Status.NOT_APPLICABLE}

    assert without(CS) == {
        "windows.upgrade-space", "windows.powercli", "windows.sizing-load",
    }  # fmt: skip
    assert without(PS) == {
        "windows.upgrade-space", "windows.address-download",
        "windows.registration-port", "windows.sizing-load",
    }  # fmt: skip
    assert without(PS, NOT_TOLD) - without(PS) == {"windows.install-location", "windows.vmware-tools"}
