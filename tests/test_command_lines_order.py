"""The order in which problems are told: UnifiedSetup's own, in which the first one decides."""

from __future__ import annotations

import pytest

from access.command_grammars import load_grammar
from installer.command_line.grammar import Flag
from installer.command_line.parse import parse
from installer.command_line.parsed import FileLook, Parsed, Problem

BAD = {
    "InstallLocation": "ASR", "MySQLCredsFilePath": "<mysql>", "VaultCredsFilePath": "vault.txt", "EnvType": "HyperV",
    "CSIP": "cs1", "PassphraseFilePath": "<passphrase>", "PSIP": "ps1", "AZUREIP": "azure",
    "ProxySettingsFilePath": "*", "DataTransferSecurePort": "0",
}  # fmt: skip
GOOD = {
    "InstallLocation": "D:\\", "MySQLCredsFilePath": "C:\\m.txt", "VaultCredsFilePath": "C:\\v.VaultCredentials",
    "EnvType": "VMware", "CSIP": "10.0.0.4", "PassphraseFilePath": "C:\\p.txt", "PSIP": "10.0.0.5",
    "AZUREIP": "10.0.0.6", "ProxySettingsFilePath": "C:\\x.txt", "DataTransferSecurePort": "9443",
}  # fmt: skip
CS_ORDER = [
    "InstallLocation", "MySQLCredsFilePath", "VaultCredsFilePath", "EnvType", "PSIP", "AZUREIP",
    "ProxySettingsFilePath", "DataTransferSecurePort",
]  # fmt: skip
PS_ORDER = [
    "InstallLocation", "EnvType", "CSIP", "PassphraseFilePath", "PSIP", "ProxySettingsFilePath",
    "DataTransferSecurePort",
]  # fmt: skip
MANDATORY = {
    "CS": ["InstallLocation", "MySQLCredsFilePath", "VaultCredsFilePath", "EnvType"],
    "PS": ["InstallLocation", "EnvType", "CSIP", "PassphraseFilePath"],
}
ORDERS = {"CS": CS_ORDER, "PS": PS_ORDER}


def line(mode: str, values: dict[str, str], *switches: str) -> list[str]:
    found = [f"/{name}" for name in switches] + ["/ServerMode", mode]
    for name, value in reversed(values.items()):  # the order on the line is of no importance
        found += [f"/{name}", value]
    return found


def read(argv: list[str], *, strict: bool = False) -> Parsed:
    return parse(argv, load_grammar("unified-setup"), strict=strict)


def named(parsed: Parsed) -> list[str | None]:
    return [problem.parameter for problem in parsed.errors]


@pytest.mark.parametrize("mode", ["CS", "PS"])
def test_bad_values_are_told_in_the_original_s_order(mode: str) -> None:
    parsed = read(line(mode, BAD, "AcceptThirdpartyEULA"))
    assert named(parsed) == ORDERS[mode]
    assert {problem.code for problem in parsed.errors} == {"invalid-value"}


@pytest.mark.parametrize("mode", ["CS", "PS"])
def test_the_first_bad_value_is_the_original_s_answer(mode: str) -> None:
    values = dict(BAD)
    for name in ORDERS[mode]:
        strict = read(line(mode, values, "AcceptThirdpartyEULA"), strict=True)
        assert (named(strict), strict.exit_code) == ([name], 2)
        values[name] = GOOD[name]
    assert read(line(mode, values, "AcceptThirdpartyEULA"), strict=True).exit_code == 0


@pytest.mark.parametrize("mode", ["CS", "PS"])
def test_what_is_missing_comes_together_before_any_bad_value(mode: str) -> None:
    parsed = read(line(mode, {"PSIP": "ps1"}))
    assert named(parsed) == ["AcceptThirdpartyEULA", *MANDATORY[mode], "PSIP"]
    assert [problem.code for problem in parsed.errors[:-1]] == ["required"] * (1 + len(MANDATORY[mode]))


def test_the_licence_comes_before_the_server_mode() -> None:
    assert named(read(["/ServerMode", "DR"]))[:2] == ["AcceptThirdpartyEULA", "ServerMode"]
    assert named(read(["/ServerMode", "DR"], strict=True)) == ["AcceptThirdpartyEULA"]
    bad_mode = read(["/AcceptThirdpartyEULA", "/ServerMode", "DR", "/InstallLocation", "ASR"], strict=True)
    assert [(problem.code, problem.parameter) for problem in bad_mode.errors] == [("invalid-value", "ServerMode")]
    no_mode = read(["/AcceptThirdpartyEULA", "/InstallLocation", "ASR"], strict=True)
    assert [(problem.code, problem.parameter) for problem in no_mode.errors] == [("required", "ServerMode")]


def test_a_file_that_can_be_read_is_judged_in_its_place() -> None:
    def look(flag: Flag, value: str, strict: bool) -> FileLook:
        return FileLook(errors=(Problem("answer-file-x", flag.name, f"{value} is refused (strict: {strict})."),))

    values = {**GOOD, "EnvType": "HyperV"}
    argv = line("CS", values, "AcceptThirdpartyEULA")
    parsed = parse(argv, load_grammar("unified-setup"), look_at=look)
    assert named(parsed) == ["MySQLCredsFilePath", "VaultCredsFilePath", "EnvType", "ProxySettingsFilePath"]
    assert "strict: False" in parsed.errors[0].message
    assert "strict: True" in parsed.original.notes[0]


def test_a_good_file_settles_its_rule() -> None:
    argv = line("CS", GOOD, "AcceptThirdpartyEULA")
    left = {rule.code for rule in read(argv).deferred}
    seen = parse(argv, load_grammar("unified-setup"), look_at=lambda flag, value, strict: FileLook())
    settled = {"mysql-credentials-file", "vault-credentials-file", "proxy-settings-file"}
    assert left - {rule.code for rule in seen.deferred} == settled


def test_a_private_endpoint_is_warned_of() -> None:
    def look(flag: Flag, value: str, strict: bool) -> FileLook:
        return FileLook(details={"private_endpoint": "yes"})

    argv = line("CS", GOOD, "AcceptThirdpartyEULA")
    parsed = parse(argv, load_grammar("unified-setup"), look_at=look)
    assert "private-endpoint" in {problem.code for problem in parsed.warnings}
    assert parsed.exit_code == parsed.original.exit_code == 0  # the original goes on, and even ends with success
    parsed = parse([*argv, "/SkipRegistration"], load_grammar("unified-setup"), look_at=look)
    assert "private-endpoint" not in {problem.code for problem in parsed.warnings}


@pytest.mark.parametrize(
    ("argv", "exit_code", "parameter"),
    [
        (["/ExternalIP", "outside"], 14, "CSEndPoint"),
        (["/CSEndPoint", "10.0.0.4", "/PassphraseFilePath", "<x>", "/ExternalIP", "outside"], 3, "ExternalIP"),
        (["/CSEndPoint", "10.0.0.4", "/PassphraseFilePath", "<x>"], 14, "PassphraseFilePath"),
        (["/CSType", "CSPrime"], 19, "SourceConfigFilePath"),
        (["/ConfigureProxy", "/ProxyAddress", "http://10.0.0.8"], 78, "ProxyPort"),
        (["/ConfigureProxy", "/ProxyAddress", "10.0.0.8", "/ProxyPort", "8080"], 78, "ProxyAddress"),
        (["/Credentials", "C:\\c.json", "/CSEndPoint", "10.0.0.4"], 3, "CSEndPoint"),
        (["/CSEndPoint", "10.0.0.4", "/Unknown", "x"], 2, "Unknown"),
    ],
)
def test_the_agent_s_configurator(argv: list[str], exit_code: int, parameter: str) -> None:
    parsed = parse(argv, load_grammar("agent-configurator"), strict=True)
    assert (parsed.exit_code, named(parsed)) == (exit_code, [parameter])


@pytest.mark.parametrize(
    ("argv", "exit_code"),
    [
        (["-q", "-r", "MS", "-e", "relative"], 1),
        (["-q", "-r", "XX", "-v", "HyperV", "-d", "relative"], 96),
        (["-q", "-r", "Agent", "-v", "VmWare", "-d", "relative"], 98),
        (["-q", "-r", "MS", "-d", "relative"], 156),
        (["-q", "-r", "MS", "-a", "upgrade", "-d", "relative"], 0),
        (["-q", "-r", "MS", "-c", "csprime", "-d", "relative"], 0),
        (["-q", "-x", "-r", "XX"], 0),
        (["-q", "-r", "MT", "-v", "some-VMWARE-thing"], 0),
        (["-h", "-r", "XX"], 0),
    ],
)
def test_the_linux_installer(argv: list[str], exit_code: int) -> None:
    assert parse(argv, load_grammar("linux-install"), strict=True).exit_code == exit_code
