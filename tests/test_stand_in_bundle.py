"""The stand-in bundle installs as Unified Setup is known to: extraction, the documented samples, what they leave."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tests.stand_in_bundle.build import FILE_NAME, VERSION
from tests.stand_in_bundle.machine import CS, EXTRACTED, LOGS, MYSQL, PS, BundleHost

pytestmark = [pytest.mark.wine, pytest.mark.slow]

PRODUCTS = r"HKLM\SOFTWARE\Wow6432Node\InMage Systems\Installed Products"
CS_COMPONENTS = [
    "stand-in-features.exe",
    "CX_THIRDPARTY_SETUP.EXE",
    "UCX_SERVER_SETUP.EXE",
    "AzureSiteRecoveryProvider.exe",
    "SETUPDR.EXE",
    "UNIFIEDAGENT.EXE",
    "UnifiedAgentConfigurator.exe",
    "MARSAgentInstaller.exe",
    "DRConfigurator.exe",
    "DRConfigurator.exe",
    "cdpcli.exe",
]
PS_COMPONENTS = [
    "csgetfingerprint.exe",
    "CX_THIRDPARTY_SETUP.EXE",
    "UCX_SERVER_SETUP.EXE",
    "UNIFIEDAGENT.EXE",
    "UnifiedAgentConfigurator.exe",
    "MARSAgentInstaller.exe",
    "cdpcli.exe",
]
PS_SERVICES = [
    *(
        "tmansvc",
        "InMage PushInstall",
        "cxprocessserver",
        "ProcessServer",
        "ProcessServerMonitor",
        "obengine",
        "svagents",
    ),
    "InMage Scout Application Service",
]


def state_of(machine: BundleHost, service: str) -> str:
    """A service's state as `sc query` tells it; empty where there is no such service."""
    lines = machine.host.run(["sc", "query", service]).stdout.decode().splitlines()
    return next((line.split()[-1] for line in lines if "STATE" in line), "")


def test_a_folder_with_a_blank_is_extracted_to(machine: BundleHost) -> None:
    result = machine.host.run(rf'C:\Temp\{FILE_NAME} /q /x:"C:\Temp\With blank"')
    assert result.exit_code == 0
    assert machine.host.path(r"C:\Temp\With blank\UNIFIEDSETUP.EXE").is_file()


def test_without_a_folder_nothing_is_extracted(machine: BundleHost) -> None:
    before = sorted(machine.host.path(r"C:\Temp").rglob("*"))
    result = machine.host.run([rf"C:\Temp\{FILE_NAME}", "/q"])
    assert result.stdout.startswith(b"STAND-IN")
    assert sorted(machine.host.path(r"C:\Temp").rglob("*")) == before


def test_every_program_says_that_it_is_a_stand_in(machine: BundleHost) -> None:
    programs = [*machine.host.path(EXTRACTED).glob("*.[eE][xX][eE]"), machine.host.path("C:\\Temp") / FILE_NAME]
    assert len(programs) == 15
    for program in programs:
        assert "STAND-IN for tests, not Azure Site Recovery".encode("utf-16-le") in program.read_bytes(), program.name


def test_the_sample_for_a_configuration_server(machine: BundleHost) -> None:
    result = machine.setup(CS)
    assert (result.exit_code, machine.started_components()) == (0, CS_COMPONENTS)
    for service in ("W3SVC", "dra", *PS_SERVICES):
        assert state_of(machine, service) == "RUNNING", service
    for number in ("5", "9", "10"):
        key = rf"{PRODUCTS}\{number}"
        assert machine.host.registry_get(key, "Version") == machine.host.registry_get(key, "Build_Version") == VERSION
    passphrase = machine.host.path(
        r"C:\ProgramData\Microsoft Azure Site Recovery\private\connection.passphrase"
    ).read_text()
    printed = machine.host.run([r"D:\home\svsystems\bin\genpassphrase.exe", "-n"])
    assert (len(passphrase), printed.stdout.decode().strip()) == (16, passphrase)
    assert 'CX_TYPE = "3"' in machine.host.path(r"D:\home\svsystems\etc\amethyst.conf").read_text()


def test_the_sample_for_a_process_server(machine: BundleHost) -> None:
    result = machine.setup(PS)
    assert (result.exit_code, machine.started_components()) == (0, PS_COMPONENTS)
    for service in PS_SERVICES:
        assert state_of(machine, service) == "RUNNING", service
    assert (state_of(machine, "dra"), state_of(machine, "W3SVC")) == ("", "")
    arguments = dict(machine.calls())["UCX_SERVER_SETUP.EXE"]
    assert arguments[arguments.index("/DataTransferSecurePort") + 1] == "9444"
    assert arguments[arguments.index("/CSIP") + 1] == "10.150.24.119"
    assert 'CX_TYPE = "2"' in machine.host.path(r"D:\home\svsystems\etc\amethyst.conf").read_text()


def test_a_process_server_ignores_port_443(machine: BundleHost) -> None:
    assert machine.setup([*PS[:-1], "443"]).exit_code == 0
    assert "9443" in dict(machine.calls())["UCX_SERVER_SETUP.EXE"]


def test_a_service_can_be_stopped_and_started(machine: BundleHost) -> None:
    machine.setup(PS)
    machine.host.run(["net", "stop", "tmansvc"])
    assert state_of(machine, "tmansvc") == "STOPPED"
    machine.host.run(["net", "start", "tmansvc"])
    assert state_of(machine, "tmansvc") == "RUNNING"


def test_logs_name_the_stand_in_and_keep_secrets(machine: BundleHost) -> None:
    proxy = [
        *("[ProxySettings]", 'ProxyAuthentication = "Yes"', 'ProxyIP = "http://10.0.0.1"', 'ProxyPort = "8080"'),
        *('ProxyUserName = "user"', 'ProxyPassword = "Canary_77"'),
    ]
    machine.write(r"C:\Temp\proxy.txt", "\n".join(proxy))
    assert machine.setup([*CS, "/ProxySettingsFilePath", r"C:\Temp\proxy.txt"]).exit_code == 0
    assert machine.started_components() == [*CS_COMPONENTS, "SetMarsProxy.exe"]
    logs = [path for path in machine.host.path(LOGS).iterdir() if path.suffix == ".log"]
    assert {"ASRUnifiedSetup.log", "IntegrityCheck.log", "CX_InstallLogFile.log"} <= {path.name for path in logs}
    for path in logs:
        content = path.read_text()
        assert "Canary_77" not in content
        assert "Practice_1" not in content
        if path.name != "StandInComponents.log":
            assert content.startswith("STAND-IN"), path.name


def test_the_summary_is_whole_after_every_operation(machine: BundleHost) -> None:
    process = machine.started(CS, {"Setup": {"StepMilliseconds": 20}})
    process.pid()
    seen = set()
    deadline = time.monotonic() + 60
    while "ExitCode" not in (summary := whole_summary(machine)) and time.monotonic() < deadline:
        seen.add(len(summary.get("OperationDetails", ())))
        time.sleep(0.005)
    assert process.wait().exit_code == 0
    assert len(seen) > 20
    assert (summary["InstallStatus"], summary["ExitCode"], summary["InstallRole"]) == ("Success", 0, "CS")
    results = {operation["Result"] for operation in summary["OperationDetails"]}
    assert results == {"Success", "Skip"}


def whole_summary(machine: BundleHost) -> dict[str, Any]:
    """The summary as it is now, empty while there is none; a half-written one raises ValueError."""
    for path in machine.host.path(LOGS).glob("InstallationSummary-*.json"):
        summary: dict[str, Any] = json.loads(path.read_text())
        return summary
    return {}


def test_a_second_setup_is_refused(machine: BundleHost) -> None:
    hanging = {"Setup": {"HangAt": "third_party"}}
    first = machine.started(CS, hanging)
    wait_for(machine, "Installation iis")
    second = machine.setup(CS, hanging)
    assert (second.exit_code, b"another setup is running" in second.stdout) == (1, True)
    first.kill()
    assert machine.setup(CS).exit_code == 0


def test_a_crash_leaves_the_summary_open(machine: BundleHost) -> None:
    result = machine.setup(CS, {"Setup": {"CrashAt": "provider"}})
    assert result.exit_code == 0xC0000005
    assert "ExitCode" not in machine.summary()
    assert machine.summary()["OperationDetails"][-1]["OperationName"] == "provider_extract"


def wait_for(machine: BundleHost, line: str) -> None:
    """Wait until the setup log has a line."""
    deadline = time.monotonic() + 30
    while line not in machine.log():
        assert time.monotonic() < deadline, machine.log()
        time.sleep(0.05)


def test_input_files_are_left_alone_and_temporary_ones_removed(machine: BundleHost) -> None:
    machine.write(r"C:\Temp\ASRSetup\Passphrase.txt", "secret")
    assert machine.setup(CS).exit_code == 0
    assert machine.host.path(MYSQL).is_file()
    assert not machine.host.path(r"C:\Temp\ASRSetup\Passphrase.txt").exists()
