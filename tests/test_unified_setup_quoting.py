"""Windows quoting, against an independent splitter written from the C runtime's published rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.setup_grammar import load_setup_grammar
from installer.command_line.parse import parse
from installer.command_line.quoting import windows_line

REST_CS = '/MySQLCredsFilePath C:\\m.txt /VaultCredsFilePath "C:\\My Vaults\\v.VaultCredentials"'


def c_runtime_split(line: str) -> list[str]:
    """2n backslashes and a quote are n backslashes and a delimiter; 2n+1 are n backslashes and a literal quote."""
    arguments: list[str] = []
    current, started, quoted, position = "", False, False, 0
    while position < len(line):
        character = line[position]
        if character == "\\":
            end = position
            while end < len(line) and line[end] == "\\":
                end += 1
            count = end - position
            if end < len(line) and line[end] == '"':
                current += "\\" * (count // 2)
                if count % 2:
                    current += '"'
                    end += 1
            else:
                current += "\\" * count
            started, position = True, end
        elif character == '"':
            quoted, started, position = not quoted, True, position + 1
        elif character in " \t" and not quoted:
            if started:
                arguments.append(current)
            current, started, position = "", False, position + 1
        else:
            current, started, position = current + character, True, position + 1
    return [*arguments, current] if started else arguments


@given(st.lists(st.text(alphabet='ab\\" \t/:', max_size=8)))
def test_a_written_line_is_split_into_the_same_arguments(arguments: list[str]) -> None:
    assert c_runtime_split(windows_line(arguments)) == arguments


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
    parsed = parse(c_runtime_split(line), load_setup_grammar())
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
    parsed = parse(c_runtime_split(line + " /AcceptThirdpartyEULA"), load_setup_grammar())
    assert parsed.errors == ()
    assert [problem.code for problem in parsed.warnings] == ["repaired-quote", "repaired-quote"]
    assert parsed.parameters["PassphraseFilePath"] == "C:\\p\\"
    assert parsed.parameters["CSIP"] == "10.0.0.4"


@pytest.mark.parametrize("value", ['D:" more', '" /EnvType VMware', 'D:\\a"b', 'D:" /Bogus x'])
def test_other_quotes_are_left_alone_and_refused(value: str) -> None:
    parsed = parse(["/InstallLocation", value], load_setup_grammar())
    assert ("invalid-value", "InstallLocation") in {(problem.code, problem.parameter) for problem in parsed.errors}
    assert parsed.warnings == ()
    assert parsed.parameters["InstallLocation"] == value
