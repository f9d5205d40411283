"""The Windows collector and its parsers in one piece: pictures of hosts under the PowerShell runner SITEPREP_PWSH."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from host.evidence import ClockMeasurement, Evidence, parse_evidence
from host.session import CommandResult
from preflight.facts import Absent, ClockOffset, Unknown
from preflight.windows_facts import WindowsFacts
from preflight.windows_settings import Service
from tests.data.windows.compose import expectations
from tests.data.windows.hosts import APPLICATION_HOST, CONTROL, CURRENT, INMAGE, SERVER_2019, VARIANTS, elevated, whoami
from tests.data.windows.picture import COLLECTOR, Picture, runner_environment
from windows.collect import collect
from windows.loader import Framing
from windows.parse.host import parse_facts

PWSH = os.environ.get("SITEPREP_PWSH", "")
pytestmark = pytest.mark.skipif(not PWSH, reason="SITEPREP_PWSH does not name a PowerShell runner")

CHANGES: dict[str, dict[str, Any]] = {
    "server-2008-r2": {
        "system.name": "Microsoft Windows Server 2008 R2 Standard",
        "system.version": [6, 1, 7601],
        "system.service_pack": 1,
        "powershell": "2.0",
        "features": {"AD-Domain-Services": False, "Hyper-V": False, "Web-Server": True},
    },
    "server-2012-r2": {
        "system.name": "Microsoft Windows Server 2012 R2 Standard",
        "system.version": [6, 3, 9600],
        "powershell": "4.0",
    },
    "server-2016": {
        "system.name": "Microsoft Windows Server 2016 Datacenter",
        "system.version": [10, 0, 14393],
    },
    "server-2022": {
        "system.name": "Microsoft Windows Server 2022 Standard",
        "system.version": [10, 0, 20348],
        "powershell": "7.4.0",
        "boot.firmware": "UEFI",
        "boot.secure_boot": True,
    },
    "server-core": {
        "system.installation_type": "Server Core",
        "features": {"AD-Domain-Services": False, "Hyper-V": True, "Web-Server": False},
    },
    "domain-controller": {
        "system.product_type": 2,
        "computer.domain_role": 5,
        "computer.part_of_domain": True,
        "computer.domain": "corp.example",
        "features": {"AD-Domain-Services": True, "Web-Server": False},
    },
    "iis": {
        "iis": {
            "sites": [
                {"name": "Default Web Site", "bindings": ["http/*:80:"]},
                {"name": "Shop", "bindings": ["https/[::1]:443:shop"]},
            ],
            "anonymous": True,
            "anonymous_off": ["Shop/admin"],
            "fastcgi_installed": True,
            "fastcgi_enabled": True,
        }
    },
    "fips": {"policies.fips": 1},
    "policies": {
        "policies.registry_tools.machine": 1,
        "policies.registry_tools.user": 2,
        "policies.command_prompt.machine": 1,
        "policies.command_prompt.user": 2,
        "policies.trusted_handlers.machine": 3,
        "policies.scripts.enable_scripts.machine": 1,
        "policies.scripts.machine_policy": "AllSigned",
        "policies.remote_uac": 1,
    },
    "dhcp": {"adapters.0.dhcp": True},
    "german": {f"languages.{part}": "de-DE" for part in ("system", "system_locale", "user_interface", "culture")},
    "restart": {
        "restart.component_servicing": True,
        "restart.windows_update": True,
        "restart.file_renames": ["\\??\\C:\\a.tmp", "\\??\\C:\\b", "!\\??\\C:\\c"],
        "restart.computer_rename": True,
        "restart.domain_join": True,
        "restart.update_volatile": 3,
        "restart.driver_without_service": ["InDskFlt"],
        "installer_running": True,
        "files.%SystemRoot%\\System32\\drivers\\InDskFlt.sys": True,
    },
    "e1000": {
        "adapters.0.driver": "E1G60",
        "adapters.0.description": "Intel(R) PRO/1000 MT Network Connection",
    },
    "mysql-5.5": {
        "products.1": {
            "name": "MySQL Server 5.5",
            "version": "5.5.37",
            "publisher": "Oracle",
            "location": "",
            "view_bits": 32,
        }
    },
    "configuration-server": {"server_configuration": {"CX_TYPE": "3"}},
    "process-server": {"server_configuration": {"CX_TYPE": "2"}},
    "agent": {
        "agent_configuration": {"HostId": "1234", "VmPlatform": "VmWare", "CSType": "CSLegacy", "Role": "Agent"},
        "starts.InDskFlt": 0,
    },
}
"""What each picture's facts have otherwise than Windows Server 2019's. Servers and agent: see also the tests below."""

_SAID_BELOW = {"asr_products", "iis_marker", "registration", "services", "partitions"}


def facts(picture: Picture, folder: Path) -> WindowsFacts:
    return parse_facts(picture.collect(folder / "host"))


@pytest.fixture(scope="module")
def server_2019(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return facts(SERVER_2019, tmp_path_factory.mktemp("server-2019")).to_json()


def changed(old: Any, new: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The places where `new` differs, as deep as both have them."""
    if isinstance(old, dict) and isinstance(new, dict) and set(old) == set(new):
        for key in old:
            yield from changed(old[key], new[key], f"{path}.{key}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) <= len(new) and old and isinstance(old[0], dict):
        for index, value in enumerate(new):
            yield from changed(old[index] if index < len(old) else None, value, f"{path}.{index}")
    elif old != new:
        yield path.removeprefix("."), new


@pytest.mark.parametrize("name", CHANGES)
def test_a_picture_differs_as_it_should(name: str, server_2019: dict[str, Any], tmp_path: Path) -> None:
    found = dict(changed(server_2019, facts(VARIANTS[name], tmp_path).to_json()))
    apart = {path: value for path, value in found.items() if path.split(".")[0] not in _SAID_BELOW}
    assert apart == CHANGES[name]


def test_every_variant_is_expected() -> None:
    assert set(CHANGES) | {"server-2019"} <= set(VARIANTS) == set(expectations())


def test_a_healthy_host_leaves_little_unknown(server_2019: dict[str, Any]) -> None:
    def unknown(value: Any, path: str) -> Iterator[str]:
        if isinstance(value, dict):
            if "unknown" in value:
                yield path
            for key, each in value.items():
                yield from unknown(each, f"{path}.{key}")
        elif isinstance(value, list):
            for each in value:
                yield from unknown(each, path)

    assert list(unknown(server_2019, "")) == [
        ".clock.measured",
        ".clock.by_servers",
    ]  # which nobody asked for
    assert server_2019["account"] == {
        "name": "winhost\\administrator",
        "sid": "S-1-5-21-1-2-3-500",
        "administrator": True,
    }
    assert [(each["port"], each["program"]) for each in server_2019["listeners"]] == [
        (135, "svchost.exe"),
        (445, "System"),
        (5985, "System"),
    ]
    assert [each["letter"] for each in server_2019["volumes"]] == ["C:", "D:", "E:"]
    assert server_2019["clock"]["source"] == "time.windows.com,0x8"
    rules = {each["id"]: (each["group"], each["active"], each["profiles"]) for each in server_2019["firewall"]["rules"]}
    assert rules == {
        "FPS-SMB-In-TCP": ("file-and-printer-sharing", True, ["domain", "private", "public"]),
        "WMI-RPCSS-In-TCP": ("wmi", False, ["domain"]),
    }


@pytest.mark.parametrize("name", ["configuration-server", "process-server"])
def test_an_installed_server(name: str, tmp_path: Path) -> None:
    found = facts(VARIANTS[name], tmp_path)
    assert isinstance(found.asr_products, tuple)
    assert [product.number for product in found.asr_products] == [5, 9, 10]
    assert {product.version for product in found.asr_products} == {"9.62.7056.1"}
    assert (found.registration.values, found.registration.dra_id) == (("ResourceId",), "dra-1")
    assert found.iis_marker == "Succeeded"


def test_an_installed_agent(tmp_path: Path) -> None:
    found = facts(VARIANTS["agent"], tmp_path).asr_product(5)
    assert not isinstance(found, Absent | Unknown)
    assert (found.version, found.values["Reboot_Required"]) == ("9.62.7056.1", "No")


def test_nothing_secret_leaves_the_host(tmp_path: Path) -> None:
    flags_and_lengths = bytes([24, *[0] * 7, 3, 0, 0, 0])
    proxy = b"http=//joe:hush@10.0.0.9:8080"
    value = flags_and_lengths + len(proxy).to_bytes(4, "little") + proxy + (7).to_bytes(4, "little") + b"<local>"
    picture = VARIANTS["configuration-server"].but(
        registry={
            rf"{CURRENT}\Internet Settings\Connections": {"WinHttpSettings": value},
            r"HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings": {
                "ProxyEnable": 1,
                "ProxyServer": "joe:h/u@hush//h@10.0.0.9:3128;https=https://joe:hush@10.0.0.9",
                "AutoConfigURL": "http://joe:hush@10.0.0.9/proxy.pac",
            },
        },
        files={"Windows/System32/inetsrv/config/applicationHost.config": APPLICATION_HOST},
        environment={"HTTPS_PROXY": "http://joe:hush@10.0.0.9:3128"},
    )
    evidence = picture.collect(tmp_path / "host")
    for secret in (b"joe", b"h/u", b"hush", b"do-not-show", b"keep-this-secret"):
        assert secret not in evidence.raw
    found = parse_facts(evidence).proxy
    assert (found.winhttp, found.winhttp_bypass) == ("http=//********@10.0.0.9:8080", "<local>")
    assert (found.user, found.user_script) == (
        "********@10.0.0.9:3128;https=https://********@10.0.0.9",
        "http://********@10.0.0.9/proxy.pac",
    )
    assert found.environment == {"HTTPS_PROXY": "http://********@10.0.0.9:3128"}


def test_reading_changes_nothing(tmp_path: Path) -> None:
    picture = VARIANTS["agent"].but(environment={"PWSH_REGISTRY_WRITE": "1"})
    picture.collect(tmp_path / "host")
    after = (tmp_path / "host" / "registry.reg").read_bytes()
    picture.write(tmp_path / "untouched")
    assert after == (tmp_path / "untouched" / "registry.reg").read_bytes()
    written = {path.relative_to(tmp_path / "host") for path in (tmp_path / "host").rglob("*")}
    assert written == {path.relative_to(tmp_path / "untouched") for path in (tmp_path / "untouched").rglob("*")}


def test_one_refusal_costs_one_section(tmp_path: Path) -> None:
    refused = {"error": "Access denied", "errorId": "AccessDenied", "category": "PermissionDenied", "terminating": True}
    found = facts(
        SERVER_2019.but(
            wmi={"Win32_ComputerSystem": refused, "Win32_Service": None, "Win32_LogicalDisk": []},
            programs={"netstat": [{"stdout": [], "stderr": "It failed.\r\n", "exit_code": 5}], "w32tm": None},
        ),
        tmp_path,
    )
    assert isinstance(found.computer, Unknown)
    assert "Access denied" in found.computer.reason
    assert found.services == Unknown("The section services ended with exit code 1: WMI has no class Win32_Service.")
    assert found.volumes == Unknown("The section volumes is empty although it ended without a failure.")
    assert isinstance(found.listeners, Unknown)
    assert "It failed." in found.listeners.reason
    assert "exit code 5" in found.listeners.reason
    assert isinstance(found.clock.synchronised, Unknown)
    assert not isinstance(found.system, Unknown)


@pytest.mark.parametrize(
    ("groups", "administrator"),
    [
        (elevated(), True),
        (elevated(16384), True),
        (elevated(8192), False),
        (elevated()[:1] + elevated()[2:], False),
    ],
    ids=["elevated", "system", "filtered", "no administrator"],
)
def test_rights_are_told_by_identifiers(groups: tuple[str, ...], administrator: bool, tmp_path: Path) -> None:
    found = facts(SERVER_2019.but(programs={"whoami": whoami(*groups)}), tmp_path).account
    assert not isinstance(found, Unknown)
    assert found.administrator is administrator


def test_a_32_bit_powershell_sees_another_windows(tmp_path: Path) -> None:
    evidence = SERVER_2019.but(environment={"PROCESSOR_ARCHITEW6432": "AMD64"}).collect(tmp_path / "host")
    assert {section.exit_code for section in evidence.sections.values()} == {1}
    found = parse_facts(evidence)
    assert isinstance(found.products, Unknown)
    assert "run the collector in the 64-bit one" in found.products.reason


def test_bitlocker_in_its_own_namespace(tmp_path: Path) -> None:
    volume = {"DriveLetter": "C:", "ProtectionStatus": 1, "ConversionStatus": 1}
    name = "root.CIMV2.Security.MicrosoftVolumeEncryption/Win32_EncryptableVolume"
    found = facts(SERVER_2019.but(wmi={name: [volume]}), tmp_path).encryption
    assert isinstance(found, tuple)
    assert (found[0].letter, found[0].protection) == ("C:", 1)


@pytest.mark.parametrize("version", ["2.0", "3.0", "5.1", "7.4"])
def test_every_powershell_tells_the_same(version: str, server_2019: dict[str, Any], tmp_path: Path) -> None:
    found = dict(changed(server_2019, facts(SERVER_2019.but(powershell=version), tmp_path).to_json()))
    assert set(found) <= {"powershell"}


def test_the_script_knows_no_newer_powershell() -> None:
    ran = subprocess.run([PWSH, "-Check", "-PSVersion", "2.0", str(COLLECTOR)], capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (0, "")


def test_the_collector_by_way_of_the_loader(tmp_path: Path) -> None:
    framing = Framing.new(COLLECTOR.read_text(encoding="utf-8"))
    VARIANTS["german"].write(tmp_path / "host")
    sent = time.time()
    ran = subprocess.run(
        [PWSH, *framing.arguments],
        input=b"".join(framing.wrap([])),
        env=runner_environment(tmp_path / "host"),
        capture_output=True,
        timeout=60,
    )
    answer = framing.unwrap(ran.stdout)
    assert answer is not None
    assert ran.returncode == 0
    evidence = parse_evidence(answer, ClockMeasurement(sent, time.time()))
    assert evidence.complete
    found = parse_facts(evidence)
    assert found.service("WINMGMT") == Service("Winmgmt", "Running", "Auto", "LocalSystem")
    assert found.languages.culture == "de-DE"
    measured = found.clock.measured
    assert isinstance(measured, ClockOffset)
    assert abs(measured.offset_seconds) <= measured.uncertainty_seconds


class Answering:
    """A session that gives one answer, to whatever script."""

    def __init__(self, answer: bytes, own_clock: bool) -> None:
        self.answer, self.own_clock, self.scripts = answer, own_clock, list[str]()

    def run(self, script: str, *, stdin: Iterable[bytes] = (), deadline: float) -> CommandResult:
        self.scripts.append(script)
        return CommandResult(0, self.answer, b"")

    def close(self) -> None:
        pass


@pytest.mark.parametrize("own_clock", [True, False])
def test_collecting_over_a_session(own_clock: bool, tmp_path: Path) -> None:
    session = Answering(SERVER_2019.collect(tmp_path / "host").raw, own_clock)
    evidence = collect(session)
    assert session.scripts == [COLLECTOR.read_text(encoding="utf-8")]
    assert (evidence.clock is not None) is own_clock
    assert parse_facts(evidence).os_name == "Microsoft Windows Server 2019 Standard"


def test_each_section_ends_and_no_name_comes_twice(tmp_path: Path) -> None:
    evidence: Evidence = SERVER_2019.collect(tmp_path / "host")
    names = re.findall(rb"^[0-9a-f]{32} begin (\S+)$", evidence.raw, re.MULTILINE)
    assert len(names) == len(set(names)) == len(evidence.sections) > 40
    assert {section.exit_code for section in evidence.sections.values()} == {0, 127}
    assert b"\r" not in evidence.raw


def test_pending_renames_of_an_empty_list(tmp_path: Path) -> None:
    key = rf"{CONTROL}\Session Manager"
    found = facts(SERVER_2019.but(registry={key: {"PendingFileRenameOperations": []}}), tmp_path)
    assert found.restart.file_renames == ()


def test_a_value_of_the_wrong_type_is_unknown(tmp_path: Path) -> None:
    key = rf"{CONTROL}\Lsa\FIPSAlgorithmPolicy"
    found = facts(SERVER_2019.but(registry={key: {"Enabled": "1"}, INMAGE: {"IIS_Installation_Status": 7}}), tmp_path)
    assert isinstance(found.policies.fips, Unknown)
    assert isinstance(found.iis_marker, Unknown)
