"""The trap of a quoted path that ends in a backslash, as arguments that the C runtime has torn apart."""

from __future__ import annotations

import pytest

from access.command_grammars import load_grammar
from installer.command_line.parse import parse
from installer.command_line.split import split
from tests.c_runtime import c_runtime

REST_CS = '/MySQLCredsFilePath C:\\m.txt /VaultCredsFilePath "C:\\My Vaults\\v.VaultCredentials"'


@pytest.mark.parametrize(
    ("line", "location"),
    [
        (f'/AcceptThirdpartyEULA /ServerMode CS /InstallLocation "D:\\" /EnvType "VMware" {REST_CS}', "D:\\"),
        (f'/AcceptThirdpartyEULA /ServerMode CS /EnvType VMware {REST_CS} /InstallLocation "D:\\"', "D:\\"),
        (f'/installdrive "D:\\" -servermode CS /EnvType VMware /AcceptThirdpartyEULA {REST_CS}', "D:\\"),
        (f'/InstallLocation "D:\\My ASR\\" {REST_CS} /ServerMode CS /EnvType VMware -acceptthirdpartyeula',
         "D:\\My ASR\\"),
        (f'{REST_CS} /InstallLocation "D:\\" /AcceptThirdpartyEULA /ServerMode "CS" /EnvType "VMware"', "D:\\"),
    ],
)  # fmt: skip
def test_the_trap_of_a_quoted_drive_root_is_repaired(line: str, location: str) -> None:
    parsed = parse(c_runtime(line), load_grammar("unified-setup"))
    assert [(problem.code, problem.parameter) for problem in parsed.warnings if problem.code != "alias"] == [
        ("repaired-quote", "InstallLocation")
    ]
    assert parsed.errors == ()
    assert parsed.parameters == {
        "AcceptThirdpartyEULA": True,
        "ServerMode": "CS",
        "InstallLocation": location,
        "MySQLCredsFilePath": "C:\\m.txt",
        "VaultCredsFilePath": "C:\\My Vaults\\v.VaultCredentials",
        "EnvType": "VMware",
    }


def test_two_traps_on_one_line() -> None:
    line = '/ServerMode PS /InstallLocation "D:\\" /PassphraseFilePath "C:\\p\\" /EnvType "VMware" /CSIP 10.0.0.4'
    parsed = parse(c_runtime(line + " /AcceptThirdpartyEULA"), load_grammar("unified-setup"))
    assert parsed.errors == ()
    assert [problem.code for problem in parsed.warnings] == ["repaired-quote", "repaired-quote"]
    assert parsed.parameters["PassphraseFilePath"] == "C:\\p\\"
    assert parsed.parameters["CSIP"] == "10.0.0.4"


@pytest.mark.parametrize("value", ['D:" more', '" /EnvType VMware', 'D:\\a"b', 'D:" /Bogus x'])
def test_other_quotes_are_left_alone_and_refused(value: str) -> None:
    parsed = parse(["/InstallLocation", value], load_grammar("unified-setup"))
    assert ("invalid-value", "InstallLocation") in {(problem.code, problem.parameter) for problem in parsed.errors}
    assert parsed.warnings == ()
    assert parsed.parameters["InstallLocation"] == value


@pytest.mark.parametrize(
    ("line", "arguments"),
    [
        (r'"a b c" d e', ["a b c", "d", "e"]),
        (r'"ab\"c" "\\" d', ['ab"c', "\\", "d"]),
        (r'a\\\b d"e f"g h', [r"a\\\b", "de fg", "h"]),
        (r"a\\\"b c d", [r"a\"b", "c", "d"]),
        (r'a\\\\"b c" d e', [r"a\\b c", "d", "e"]),
        (r'a"b"" c d', ['ab" c d']),
    ],
)
def test_the_published_examples_of_the_c_runtime(line: str, arguments: list[str]) -> None:
    assert c_runtime(line) == arguments
    assert split(line).arguments == arguments
