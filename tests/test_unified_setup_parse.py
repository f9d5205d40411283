"""Reading and judging UnifiedSetup's command line."""

from __future__ import annotations

import pytest

from access.command_grammars import load_grammar
from installer.command_line.parse import parse
from installer.command_line.parsed import Parsed

CS = [
    "/AcceptThirdpartyEULA", "/servermode", "CS", "/InstallLocation", "D:\\",
    "/MySQLCredsFilePath", "C:\\Temp\\MySQLCredentialsfile.txt",
    "/VaultCredsFilePath", "C:\\Temp\\MyVault.vaultcredentials", "/EnvType", "VMWare",
]  # fmt: skip
CS_MIGRATION = [
    "/AcceptThirdpartyEULA", "/ServerMode", "CS",
    "/InstallLocation", "C:\\Program Files (x86)\\Microsoft Azure Site Recovery",
    "/MySQLCredsFilePath", "C:\\Users\\Administrator\\Desktop\\MySQLCreds.txt",
    "/VaultCredsFilePath", "C:\\Users\\Administrator\\Desktop\\vault.VaultCredentials",
    "/EnvType", "VMWare", "/SkipSpaceCheck",
]  # fmt: skip
PS = [
    "/AcceptThirdpartyEULA", "/servermode", "PS", "/InstallLocation", "D:\\", "/EnvType", "VMWare",
    "/CSIP", "10.150.24.119", "/PassphraseFilePath", "C:\\Users\\Administrator\\Desktop\\Passphrase.txt",
]  # fmt: skip


def read(*argv: str) -> Parsed:
    return parse(argv, load_grammar("unified-setup"))


def errors(parsed: Parsed) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.parameter) for problem in parsed.errors]


def warnings(parsed: Parsed) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.parameter) for problem in parsed.warnings]


def deferred(parsed: Parsed) -> set[str]:
    return {problem.code for problem in parsed.deferred}


def test_the_published_configuration_server_line() -> None:
    parsed = read(*CS)
    assert (parsed.mode, parsed.exit_code, parsed.errors, parsed.warnings) == ("fresh-cs", 0, (), ())
    assert parsed.parameters == {
        "AcceptThirdpartyEULA": True,
        "ServerMode": "CS",
        "InstallLocation": "D:\\",
        "MySQLCredsFilePath": "C:\\Temp\\MySQLCredentialsfile.txt",
        "VaultCredsFilePath": "C:\\Temp\\MyVault.vaultcredentials",
        "EnvType": "VMWare",
    }
    assert parsed.settings["EnvType"] == "VMware"
    assert parsed.settings["DataTransferSecurePort"] == "9443"
    assert deferred(parsed) == {
        "installed-components", "install-drive", "install-space", "mysql-credentials-file", "vault-credentials-file",
        "vmware-tools",
    }  # fmt: skip


def test_the_published_migration_line() -> None:
    parsed = read(*CS_MIGRATION)
    assert (parsed.mode, parsed.exit_code, parsed.warnings) == ("fresh-cs", 0, ())
    assert "install-space" not in deferred(parsed)


def test_the_published_process_server_line_passes_a_port_that_is_ignored() -> None:
    parsed = read(*PS, "/DataTransferSecurePort", "443")
    assert (parsed.mode, parsed.exit_code) == ("fresh-ps", 0)
    assert warnings(parsed) == [("ignored-value", "DataTransferSecurePort")]
    assert parsed.parameters["DataTransferSecurePort"] == "443"
    assert parsed.settings["DataTransferSecurePort"] == "9443"
    assert "passphrase" in deferred(parsed)


@pytest.mark.parametrize("port", ["443", "0443"])
def test_port_443_is_refused_on_a_configuration_server(port: str) -> None:
    parsed = read(*CS, "/DataTransferSecurePort", port)
    assert errors(parsed) == [("invalid-value", "DataTransferSecurePort")]
    assert parsed.exit_code == 2


@pytest.mark.parametrize("port", ["1", "9443", "65535"])
def test_ports_that_are_taken(port: str) -> None:
    parsed = read(*CS, "/DataTransferSecurePort", port)
    assert (parsed.exit_code, parsed.settings["DataTransferSecurePort"]) == (0, port)


@pytest.mark.parametrize("port", ["0", "65536", "+443", "9443x", " 9443", "٤٤٣", pytest.param("9" * 5000, id="long")])
def test_ports_that_are_refused(port: str) -> None:
    assert errors(read(*PS, "/DataTransferSecurePort", port)) == [("invalid-value", "DataTransferSecurePort")]


def test_an_empty_port_keeps_the_default() -> None:
    parsed = read(*CS, "/DataTransferSecurePort", "")
    assert (parsed.exit_code, parsed.settings["DataTransferSecurePort"]) == (0, "9443")
    assert warnings(parsed) == [("ignored-value", "DataTransferSecurePort")]


@pytest.mark.parametrize("address", ["", "10.0.0", "10.0.0.256", "010.0.0.1", "host", "::1", "10.0.0.1 ", "1.2.3.4/8"])
def test_addresses_that_are_refused(address: str) -> None:
    assert errors(read(*CS, "/PSIP", address)) == [("invalid-value", "PSIP")]
    assert errors(read(*CS, "/AZUREIP", address)) == [("invalid-value", "AZUREIP")]


def test_names_and_choices_are_read_in_any_case_and_with_either_prefix() -> None:
    parsed = read(*(argument.upper() if argument.startswith("/") else argument for argument in CS))
    assert parsed == read(*(argument.replace("/", "-", 1) for argument in CS))
    assert parsed.parameters == read(*CS).parameters
    assert read(*[*PS[:2], "ps", *PS[3:]]).mode == "fresh-ps"


def test_only_ascii_letters_lose_their_case() -> None:
    assert ("unknown-parameter", "\u017fkipSpaceCheck") in errors(read(*CS, "/\u017fkipSpaceCheck"))
    vault = ["C:\\Zürich\\MyVault.VaultCredentials" if "vaultcred" in item else item for item in CS]
    assert read(*vault).exit_code == 0


@pytest.mark.parametrize("location", ["\\\\server\\share", "ASR", "", " ", "D:\\a|b", "D:\\<folder>", "D:\\a\nb"])
def test_locations_that_are_refused(location: str) -> None:
    line = [location if item == "D:\\" else item for item in CS]
    assert errors(read(*line)) == [("invalid-value", "InstallLocation")]


@pytest.mark.parametrize("location", ["D:", "D:\\ASR", "\\ASR", "c:\\"])
def test_locations_that_are_left_to_the_machine(location: str) -> None:
    line = [location if item == "D:\\" else item for item in CS]
    parsed = read(*line)
    assert parsed.exit_code == 0
    assert "install-drive" in deferred(parsed)


def test_the_vault_file_is_known_by_its_ending() -> None:
    line = ["C:\\Temp\\vault.txt" if "vaultcred" in item else item for item in CS]
    assert errors(read(*line)) == [("invalid-value", "VaultCredsFilePath")]


def test_no_vault_file_is_needed_without_registration() -> None:
    without = [item for item in CS if "ault" not in item]
    assert errors(read(*without)) == [("required", "VaultCredsFilePath")]
    parsed = read(*without, "/SkipRegistration")
    assert parsed.exit_code == 0
    assert "vault-credentials-file" not in deferred(parsed)
    assert warnings(read(*CS, "/SkipRegistration")) == [("ignored", "VaultCredsFilePath")]


def test_all_problems_are_told_at_once() -> None:
    parsed = read("/ServerMode", "PS", "/EnvType", "HyperV", "/CSIP", "cs1", "/Bogus", "x", "/PSIP")
    assert errors(parsed) == [
        ("unknown-parameter", "Bogus"),
        ("missing-value", "PSIP"),
        ("required", "AcceptThirdpartyEULA"),
        ("required", "InstallLocation"),
        ("required", "PassphraseFilePath"),
        ("invalid-value", "EnvType"),
        ("invalid-value", "CSIP"),
    ]
    assert parsed.exit_code == 2


def test_without_a_valid_server_mode_only_what_both_demand_is_missing() -> None:
    parsed = read("/ServerMode", "DR", "/EnvType", "VMware")
    assert parsed.mode is None
    assert errors(parsed) == [
        ("required", "AcceptThirdpartyEULA"),
        ("invalid-value", "ServerMode"),
        ("required", "InstallLocation"),
    ]


@pytest.mark.parametrize("path", ["/tmp/passphrase", "-file"])
def test_a_value_that_begins_with_a_prefix_is_missing(path: str) -> None:
    line = [path if "Passphrase.txt" in item else item for item in PS]
    assert errors(read(*line)) == [("missing-value", "PassphraseFilePath"), ("unknown-parameter", path[1:])]


def test_of_two_values_the_first_counts() -> None:
    parsed = read(*PS, "/csip", "10.0.0.9")
    assert errors(parsed) == [("duplicate", "CSIP")]
    assert parsed.parameters["CSIP"] == "10.150.24.119"
    assert errors(read(*PS, "/AcceptThirdpartyEULA")) == [("duplicate", "AcceptThirdpartyEULA")]


def test_what_stands_alone_or_is_joined_is_an_error() -> None:
    line = read(*PS, "/SkipSpaceCheck", "Files", "hunter2", "/SkipTLSCheck")
    assert errors(line) == [("unexpected-argument", None)]
    assert line.errors[0].message.startswith("Arguments 13 to 14 belong to no parameter.")
    assert "hunter2" not in repr(line)  # a piece of a password may have come loose
    assert line.parameters["SkipTLSCheck"]
    joined = read(*PS, "/PSIP=10.0.0.4")
    assert errors(joined) == [("unknown-parameter", "PSIP")]
    assert "joined" in joined.errors[0].message


def test_what_follows_an_unknown_parameter_is_not_repeated() -> None:
    parsed = read(*PS, "/ProxyPassword", "hunter2", "/MySQLPassword=hunter2")
    assert errors(parsed) == [("unknown-parameter", "ProxyPassword"), ("unknown-parameter", "MySQLPassword")]
    assert "hunter2" not in repr(parsed)


def test_old_spellings_are_read_with_a_warning() -> None:
    old = {"/InstallLocation": "/InstallDrive", "/MySQLCredsFilePath": "/MySQLCredFilePath"}
    old["/VaultCredsFilePath"] = "/vaultcredfilepath"
    parsed = read(*(old.get(item, item) for item in CS), "/ByPassProxy")
    assert parsed.parameters == read(*CS).parameters
    assert parsed.exit_code == 0
    assert warnings(parsed) == [
        ("alias", "InstallLocation"),
        ("alias", "MySQLCredsFilePath"),
        ("alias", "VaultCredsFilePath"),
        ("obsolete", "BypassProxy"),
    ]
    assert errors(read(*CS, "/InstallDrive", "E:")) == [("duplicate", "InstallLocation")]


def test_parameters_of_the_other_server_are_ignored_unjudged() -> None:
    parsed = read(*PS, "/MySQLCredsFilePath", "<x>", "/VaultCredsFilePath", "x", "/AZUREIP", "y")
    assert parsed.exit_code == 0
    assert warnings(parsed) == [("ignored", name) for name in ("MySQLCredsFilePath", "VaultCredsFilePath", "AZUREIP")]
    parsed = read(*CS, "/CSIP", "x", "/PassphraseFilePath", "y", "/SourceConfigFilePath", "z")
    assert parsed.exit_code == 0
    assert warnings(parsed) == [("ignored", name) for name in ("CSIP", "PassphraseFilePath", "SourceConfigFilePath")]


def test_an_upgrade_stands_nearly_alone() -> None:
    assert (read("/Upgrade").mode, read("/Upgrade").exit_code) == ("upgrade", 0)
    assert "upgrade-eula" in deferred(read("/upgrade", "/SkipPrereqsCheck"))
    with_eula = read("/Upgrade", "/SkipPrereqsCheck", "/AcceptThirdpartyEULA")
    assert with_eula.exit_code == 0
    assert "upgrade-argument-count" in deferred(with_eula)
    assert "upgrade-eula" not in deferred(with_eula)
    assert errors(read("/Upgrade", "/ServerMode", "CS")) == [("too-many-arguments", "Upgrade")]
    four = read("/Upgrade", "/AcceptThirdpartyEULA", "/PSIP", "10.0.0.4")
    assert errors(four) == [("too-many-arguments", "Upgrade")]


def test_lines_that_only_ask_end_with_2() -> None:
    usage = read("/?", "/ShowThirdpartyEULA")
    assert (usage.mode, usage.exit_code, usage.errors) == ("usage", 2, ())
    licence = read(*CS, "/showthirdpartyeula")
    assert (licence.mode, licence.exit_code, licence.errors) == ("show-eula", 2, ())
    assert warnings(licence) == [("ignored", "ShowThirdpartyEULA")]


def test_without_arguments_there_is_no_wizard() -> None:
    assert errors(read()) == [("no-arguments", None)]
    assert (read().mode, read().exit_code) == (None, 2)
