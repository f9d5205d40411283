"""The plan of a command line: steps, programs, arguments, checks."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from access.command_grammars import load_grammar, load_setup_steps
from installer.command_line.parse import parse
from installer.setup_plan import SCHEMA, PlannedStep, plan, plan_document
from installer.setup_step import SETUP, SITEPREP

BASE = ["/AcceptThirdpartyEULA", "/InstallLocation", "D:\\"]
CS = [*BASE, "/ServerMode", "CS", "/EnvType", "NonVMware", "/MySQLCredsFilePath", "C:\\m.txt",
      "/VaultCredsFilePath", "C:\\v.VaultCredentials"]  # fmt: skip
PS = [*BASE, "/ServerMode", "PS", "/EnvType", "VMware", "/CSIP", "10.0.0.4", "/PassphraseFilePath", "C:\\p.txt"]


def every_step(argv: Sequence[str], *, reinstall: bool = False) -> dict[str, PlannedStep]:
    found = plan(parse(argv, load_grammar("unified-setup")), load_setup_steps(), reinstall=reinstall)
    assert len({step.id for step in found}) == len(found)
    return {step.id: step for step in found}


def steps(argv: Sequence[str], *, reinstall: bool = False) -> dict[str, PlannedStep]:
    """The steps of UnifiedSetup itself that are not skipped."""
    found = every_step(argv, reinstall=reinstall)
    return {name: step for name, step in found.items() if step.actor == SETUP and not step.skipped}


def pairs(step: PlannedStep) -> set[tuple[str, str]]:
    return set(zip(step.arguments, step.arguments[1:], strict=False))


def test_the_steps_of_siteprep_come_first() -> None:
    found = [step.id for step in every_step(CS).values() if step.actor == SITEPREP]
    assert found == list(every_step(CS))[: len(found)]
    assert found == [
        "preflight", "extract", "answer-files", "setup", "verify-services", "connection-passphrase", "clean-up",
    ]  # fmt: skip
    assert "connection-passphrase" not in every_step(PS)


def test_setup_is_started_with_the_whole_line() -> None:
    line = ["-servermode", "cs", *CS[:1], "/InstallDrive", "D:\\My ASR", *CS[5:]]
    started = every_step(line)["setup"]
    assert started.exe == "UNIFIEDSETUP.EXE"
    assert started.arguments == (
        "/AcceptThirdpartyEULA", "/ServerMode", "CS", "/InstallLocation", "D:\\My ASR",
        "/MySQLCredsFilePath", "C:\\m.txt", "/VaultCredsFilePath", "C:\\v.VaultCredentials", "/EnvType", "NonVMware",
    )  # fmt: skip
    assert (started.success_codes, started.reboot_codes) == ((0,), (3010,))


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
    assert server.exe == "UCX_SERVER_SETUP.EXE"
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
    assert found["mars-proxy"].failure_code == 115
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
    codes = {step.id: step.failure_code for step in steps([*CS, "/ProxySettingsFilePath", "C:\\p"]).values()}
    expected = {"provider": 101, "services": 102, "vault-registration": 103, "mars": 111, "container-registration": 112}
    expected |= {"master-target-registration": 113, "mars-proxy": 115, "configuration-manager": 116}
    expected |= {"prerequisite-checks": 4, "server": 1}
    assert expected.items() <= {key: code for key, code in codes.items() if code}.items()


def test_an_invalid_line_has_no_plan() -> None:
    assert steps(CS[1:]) == {}
    assert steps(["/?"]) == {}


def test_what_is_left_out_stays_in_the_plan_with_the_reason() -> None:
    found = every_step([*CS, "/SkipTLSCheck", "/SkipPrereqsCheck"])
    assert found["tls"].skipped == "/SkipTLSCheck is given."
    assert found["prerequisite-checks"].skipped == "/SkipPrereqsCheck is given."
    assert found["mars-proxy"].skipped == "/ProxySettingsFilePath is not given."
    assert found["fresh-prerequisites"].skipped is None  # they run whatever is skipped
    assert "tls" not in every_step(["/Upgrade"])  # a step of another mode is no part of the plan


def test_a_reinstallation_checks_nothing_and_runs_only_what_is_missing() -> None:
    found = every_step(CS, reinstall=True)
    assert "read-existing" in found
    assert "read-existing" not in every_step(CS)
    for name in ("fresh-prerequisites", "prerequisite-checks", "purge-provider-registry", "mysql-download", "iis"):
        assert (found[name].skipped or "").startswith("A reinstallation"), name
    assert found["server"].only_where == "its current version is not installed yet"
    assert found["vault-registration"].only_where == "it is not registered yet"
    assert list(every_step(["/Upgrade"], reinstall=True)) == list(every_step(["/Upgrade"]))


def test_the_document() -> None:
    parsed = parse([*PS, "/DataTransferSecurePort", "443"], load_grammar("unified-setup"))
    document = plan_document(parsed, load_setup_steps())
    assert (document["schema"], SCHEMA, document["mode"]) == ("siteprep.plan/1", "siteprep.plan/1", "fresh-ps")
    assert [rule["code"] for rule in document["deferred"]] == [rule.code for rule in parsed.deferred]
    assert [problem["code"] for problem in document["warnings"]] == ["ignored-value"]
    asked = {"id", "actor", "exe", "arguments", "log", "success_codes", "timeout", "skipped"}
    assert all(asked <= set(step) for step in document["steps"])
    assert plan_document(parsed, load_setup_steps(), reinstall=True)["mode"] == "reinstall"
    upgrade = parse(["/Upgrade"], load_grammar("unified-setup"))
    assert plan_document(upgrade, load_setup_steps(), reinstall=True)["mode"] == "upgrade"
