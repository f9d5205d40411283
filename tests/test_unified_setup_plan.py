"""The plan of a command line: steps, programs, arguments, checks."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from access.setup_grammar import load_setup_grammar
from installer.command_line.parse import parse
from installer.command_line.plan import PlannedStep, plan

BASE = ["/AcceptThirdpartyEULA", "/InstallLocation", "D:\\"]
CS = [*BASE, "/ServerMode", "CS", "/EnvType", "NonVMware", "/MySQLCredsFilePath", "C:\\m.txt",
      "/VaultCredsFilePath", "C:\\v.VaultCredentials"]  # fmt: skip
PS = [*BASE, "/ServerMode", "PS", "/EnvType", "VMware", "/CSIP", "10.0.0.4", "/PassphraseFilePath", "C:\\p.txt"]


def steps(argv: Sequence[str]) -> dict[str, PlannedStep]:
    return {step.id: step for step in plan(parse(argv, load_setup_grammar()))}


def pairs(step: PlannedStep) -> set[tuple[str, str]]:
    return set(zip(step.arguments, step.arguments[1:], strict=False))


def test_the_order_on_a_configuration_server() -> None:
    assert list(steps(CS)) == [
        "single-instance", "dotnet", "tls", "fresh-prerequisites", "prerequisite-checks", "purge-provider-registry",
        "vault-file", "mysql-download", "iis", "third-party", "server", "after-server", "provider-extract", "provider",
        "master-target", "master-target-configure", "mars", "configuration-manager", "container-registration",
        "vault-registration", "master-target-registration", "services", "reboot-decision",
    ]  # fmt: skip


def test_a_process_server_has_neither_provider_nor_database() -> None:
    found = steps(PS)
    assert not {"provider", "provider-extract", "mysql-download", "iis", "vault-registration", "vault-file"} & set(
        found
    )
    assert list(found)[2] == "passphrase"
    assert found["passphrase"].arguments == ("-i", "10.0.0.4", "-p", "443")
    assert "W3SVC" not in found["services"].checks
    assert "IsIISPortConfigured" not in found["prerequisite-checks"].checks
    assert "IsIISPortConfigured" in steps(CS)["prerequisite-checks"].checks


def test_the_server_component_gets_the_settings() -> None:
    server = steps([*CS, "/PSIP", "10.0.0.5"])["server"]
    assert server.program == "UCX_SERVER_SETUP.EXE"
    assert "/DIR=D:\\home\\svsystems" in server.arguments
    assert {("/ServerMode", "CS"), ("/EnvType", "NonVMware"), ("/PSIP", "10.0.0.5")} <= pairs(server)
    assert ("/DataTransferSecurePort", "9443") in pairs(server)
    assert "/CSIP" not in server.arguments
    assert ("/CSIP", "10.0.0.4") in pairs(steps(PS)["server"])
    assert ("/EnvType", "") in pairs(steps(PS)["server"])  # VMware is handed on as nothing


@pytest.mark.parametrize("location", ["D:", "D:\\", "D:\\ASR", "D:\\ASR\\"])
def test_the_server_folder_has_single_backslashes(location: str) -> None:
    line = [location if item == "D:\\" else item for item in CS]
    folder = next(item for item in steps(line)["server"].arguments if item.startswith("/DIR="))
    assert folder == "/DIR=" + location.rstrip("\\") + "\\home\\svsystems"


def test_an_ignored_port_does_not_reach_the_server() -> None:
    server = steps([*PS, "/DataTransferSecurePort", "443"])["server"]
    assert ("/DataTransferSecurePort", "9443") in pairs(server)


def test_skips_take_out_their_steps_and_checks() -> None:
    assert "tls" not in steps([*CS, "/SkipTLSCheck"])
    assert "prerequisite-checks" not in steps([*CS, "/SkipPrereqsCheck"])
    assert "IsFreeSpaceAvailable" not in steps([*CS, "/SkipSpaceCheck"])["prerequisite-checks"].checks
    unregistered = steps([*CS, "/SkipRegistration"])
    assert not {"vault-file", "container-registration", "vault-registration"} & set(unregistered)
    assert "master-target-registration" not in unregistered
    assert "dra" not in unregistered["services"].checks


def test_a_proxy_brings_its_step_and_only_placeholders() -> None:
    found = steps([*CS, "/ProxySettingsFilePath", "C:\\proxy.txt"])
    assert found["mars-proxy"].failure == 115
    assert ("/proxypassword", "<secret>") in pairs(found["vault-registration"])
    assert ("/CertificatePassword", "<secret>") in pairs(found["container-registration"])
    assert "mars-proxy" not in steps(CS)
    assert "/proxypassword" not in steps(CS)["vault-registration"].arguments


def test_an_upgrade() -> None:
    found = steps(["/Upgrade"])
    assert "/UPGRADE" in found["server"].arguments
    assert found["provider"].only_where == "the machine is a configuration server"
    assert not {"tls", "fresh-prerequisites", "vault-registration", "master-target-configure"} & set(found)
    assert "upgrade-prerequisites" not in steps(["/Upgrade", "/SkipPrereqsCheck"])


def test_codes_of_failure() -> None:
    codes = {step.id: step.failure for step in steps([*CS, "/ProxySettingsFilePath", "C:\\p"]).values()}
    expected = {"provider": 101, "services": 102, "vault-registration": 103, "mars": 111, "container-registration": 112}
    expected |= {"master-target-registration": 113, "mars-proxy": 115, "configuration-manager": 116}
    expected |= {"prerequisite-checks": 4, "server": 1}
    assert expected.items() <= {key: code for key, code in codes.items() if code}.items()


def test_an_invalid_line_has_no_plan() -> None:
    assert steps(CS[1:]) == {}
    assert steps(["/?"]) == {}
