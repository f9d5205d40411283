"""The answer files that a line names: read where they can be read from here, and never told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from access.command_grammars import load_grammar
from access.named_files import look_at
from installer.answer_files.check import check
from installer.answer_files.kind import Kind, kind_of
from installer.command_line.describe import document, request_lines
from installer.command_line.parse import parse
from installer.command_line.parsed import Parsed

CS = [
    "/AcceptThirdpartyEULA",
    "/ServerMode",
    "CS",
    "/InstallLocation",
    "D:\\",
    "/EnvType",
    "VMware",
    "/SkipRegistration",
]
GOOD = '[MySQLCredentials]\r\nMySQLRootPassword = "Aa1!Aa1!"\r\nMySQLUserPassword = "Bb2@Bb2@"\r\n'
MARK = "S3cr3tWord"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder of its own: a relative name is one that Windows and POSIX both take."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, content: str | bytes) -> None:
    file = folder / "m.txt"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    file.chmod(0o600)


def read(*, strict: bool = False, name: str = "m.txt") -> Parsed:
    line = [*CS, "/MySQLCredsFilePath", name]
    return parse(line, load_grammar("unified-setup"), strict=strict, look_at=look_at)


def codes(parsed: Parsed) -> set[str]:
    return {problem.code for problem in (*parsed.errors, *parsed.warnings)}


def test_a_good_file_settles_its_rule(folder: Path) -> None:
    assert "mysql-credentials-file" in {rule.code for rule in read().deferred}  # it is not there yet
    write(folder, GOOD)
    parsed = read()
    assert (parsed.exit_code, codes(parsed)) == (0, set())
    assert "mysql-credentials-file" not in {rule.code for rule in parsed.deferred}


def test_a_bad_file_refuses_the_line_with_its_name_and_its_line(folder: Path) -> None:
    write(folder, GOOD.replace("Aa1!Aa1!", "short"))
    parsed = read()
    assert (parsed.exit_code, parsed.original.exit_code) == (2, 2)
    assert {problem.parameter for problem in parsed.errors} == {"MySQLCredsFilePath"}
    assert all(problem.message.startswith("m.txt:2: ") for problem in parsed.errors)


def test_a_file_that_others_may_read_is_warned_of(folder: Path) -> None:
    write(folder, GOOD)
    (folder / "m.txt").chmod(0o644)
    (warning,) = read().warnings
    assert warning.parameter == "MySQLCredsFilePath"
    assert "chmod 600" in warning.message
    assert read().exit_code == 0
    assert codes(read(strict=True)) == set()  # the original does not look


def test_a_file_of_another_machine_is_left_to_it(folder: Path) -> None:
    write(folder, "nonsense")
    for name in ("C:\\Temp\\m.txt", "other.txt"):
        parsed = read(name=name)
        assert parsed.exit_code == 0
        assert "mysql-credentials-file" in {rule.code for rule in parsed.deferred}


BYTES = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=80).map(str.encode),
    st.lists(st.sampled_from([*GOOD.splitlines(), "[ProxySettings]", 'ProxyIP = "http://10.0.0.8"', "<a>", "]]>", ""]))
    .map("\n".join)
    .map(str.encode),
)


@pytest.mark.properties
@given(BYTES, st.sampled_from(Kind), st.booleans())
@example(b"\xff\xfe\x00", Kind.VAULT, False)
@example(b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', Kind.VAULT, True)
def test_any_bytes_can_be_judged(data: bytes, kind: Kind, strict: bool) -> None:
    judged = check(data, kind, now=1.7e9, strict=strict)
    assert judged.accepted or judged.problems
    assert all(problem.message.endswith(".") for problem in judged.problems)
    assert json.dumps(dict(judged.details), default=str)
    assert kind_of(data, "") in (None, *Kind)


@pytest.mark.properties
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(['"{}"', "{}", '"{}', "'{}'", '"{}" x', '"{}\t"']),
    st.sampled_from(["", "x\n", "\n\n"]),
    st.booleans(),
)
def test_no_secret_of_a_file_is_told(folder: Path, shape: str, before: str, strict: bool) -> None:
    secret = shape.format(MARK)
    write(folder, f"{before}[MySQLCredentials]\nMySQLRootPassword = {secret}\nMySQLUserPassword={secret}\n{secret}")
    parsed = read(strict=strict)
    assert parsed.exit_code == 2
    assert MARK not in json.dumps(document(parsed)) + "\n".join(request_lines(parsed))
