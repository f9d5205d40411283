"""Which command lines the stand-in bundle refuses, and with what words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.stand_in_bundle.machine import CS, MYSQL, PS, BundleHost, Scenario

pytestmark = [pytest.mark.wine, pytest.mark.slow, pytest.mark.nightly]  # of the stand-in, not of siteprep


def changed(arguments: Sequence[str], flag: str, value: str | None) -> list[str]:
    """A command line with another value for a flag, or without the flag."""
    at = list(arguments).index(flag)
    return [*arguments[:at], *([] if value is None else [flag, value]), *arguments[at + 2 :]]


INVALID = [
    (["/?"], "usage"),
    (["/ShowThirdpartyEULA", "/ServerMode", "CS"], "licence"),
    (CS[1:], "AcceptThirdpartyEULA"),
    (["/AcceptThirdpartyEULA"], "ServerMode"),
    (changed(CS, "/servermode", "Both"), "CS or PS"),
    (
        ["-acceptthirdpartyeula", "-SERVERMODE", "cs"],
        "Location, MySQLCredsFilePath, VaultCredsFilePath, EnvType",
    ),
    (["/AcceptThirdpartyEULA", "/ServerMode", "PS"], "InstallLocation, EnvType, CSIP, PassphraseFilePath"),
    (changed(CS, "/InstallLocation", r"\\server\share"), "full path"),
    (changed(CS, "/InstallLocation", "C:\\"), "system drive"),
    (changed(CS, "/InstallLocation", "Q:\\"), "does not exist"),
    (changed(CS, "/MySQLCredsFilePath", r"C:\none.txt"), "does not exist"),
    (changed(CS, "/VaultCredsFilePath", MYSQL), ".VaultCredentials"),
    (changed(CS, "/EnvType", "Cloud"), "VMware or NonVMware"),
    (changed(PS, "/CSIP", "10.150.24"), "IPv4"),
    (changed(PS, "/CSIP", "server01"), "IPv4"),
    (changed(PS, "/PassphraseFilePath", r"C:\none.txt"), "does not exist"),
    (changed(PS, "/DataTransferSecurePort", "65536"), "65535"),
    ([*CS, "/DataTransferSecurePort", "443"], "443"),
    ([*CS, "/PSIP", "1.2.3.256"], "IPv4"),
    ([*CS, "/AZUREIP", "::1"], "IPv4"),
    ([*CS, "/ProxySettingsFilePath", r"C:\none.txt"], "does not exist"),
    (["/BypassProxy", *CS], "not known"),
    (["/AcceptThirdpartyEULA", "/ServerMode", "CS", "/servermode", "PS"], "twice"),
    (["/AcceptThirdpartyEULA", "/ServerMode", "/InstallLocation", "D:\\"], "lacks its value"),
    (["/Upgrade"], "not every component"),
    (["/Upgrade", "/SkipPrereqsCheck", "/SkipTLSCheck"], "too many"),
    ('/AcceptThirdpartyEULA /ServerMode PS /InstallLocation "D:\\" /EnvType NonVMware', "EnvType"),
]


@pytest.mark.parametrize(("arguments", "said"), INVALID, ids=[str(number) for number in range(len(INVALID))])
def test_an_invalid_command_line_ends_with_2(bare: BundleHost, arguments: list[str] | str, said: str) -> None:
    result = bare.setup(arguments)
    assert (result.exit_code, said in result.stdout.decode()) == (2, True), result
    assert bare.summary()["ExitCode"] == 2


@pytest.mark.parametrize(
    ("content", "good"),
    [
        ('[MySQLCredentials]\n\nMySQLRootPassword="Abcdef1_"\n MySQLUserPassword = "Abcdef1_"', False),
        ('[MySQLCredentials]\n\nMySQLRootPassword="Abcdef1_"\nMySQLUserPassword\t= "Abcdef1_"\n\n', True),
        ('[MySQLCredentials]\nMySQLRootPassword = Abcdef1_\nMySQLUserPassword = "Abcdef1_"', False),
        ('[MySQLCredentials]\nMySQLUserPassword = "Abcdef1_"\nMySQLRootPassword = "Abcdef1_"', False),
        ('[MySQLCredentials]\nMySQLRootPassword = "Abcde1_"\nMySQLUserPassword = "Abcdef1_"', False),
        ('[MySQLCredentials]\nMySQLRootPassword = "Abcdef1_"\nMySQLUserPassword = "Abcdefg_"', False),
        ('[MySQLCredentials]\nMySQLRootPassword = "Abcdef1_`"\nMySQLUserPassword = "Abcdef1_"', True),
        ('[MySQLCredentials]\nMySQLRootPassword = "Abcdef1_-"\nMySQLUserPassword = "Abcdef1_"', False),
    ],
)
def test_the_rules_of_the_mysql_file(bare: BundleHost, content: str, good: bool) -> None:
    bare.write(r"C:\Temp\passwords.txt", content)
    # A port that a configuration server refuses ends the run after the file has passed.
    arguments = [*changed(CS, "/MySQLCredsFilePath", r"C:\Temp\passwords.txt"), "/DataTransferSecurePort", "443"]
    assert (b"443" in bare.setup(arguments).stdout) is good


def test_600_gigabytes_are_asked_for(bare: BundleHost) -> None:
    small: Scenario = {"Machine": {"FreeGB": 599}}
    assert b"600 GB" in bare.setup(CS, small).stdout
    refused_later = [*CS, "/SkipSpaceCheck", "/DataTransferSecurePort", "443"]
    assert b"cannot be 443" in bare.setup(refused_later, small).stdout


def test_the_passphrase_is_tried_three_times(machine: BundleHost) -> None:
    result = machine.setup(PS, {"Exit": {"csgetfingerprint.exe": 1}})
    assert (result.exit_code, machine.started_components()) == (2, ["csgetfingerprint.exe"] * 3)


def test_an_unknown_last_argument_changes_nothing(machine: BundleHost) -> None:
    result = machine.setup([*CS, "/BypassProxy"])
    assert (result.exit_code, b"not known" in result.stdout) == (0, True)
