"""Scripts reach PowerShell whole, with their payload as bytes, and nothing of either shows in the process list."""

from __future__ import annotations

import base64
import subprocess
import time
from pathlib import Path

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from host.errors import SessionLost, Unreachable
from host.session import OUTPUT_LIMIT
from tests.windows_runner import RUNNER, needs_runner
from windows.loader import ARGUMENTS, Framing
from windows.local import LocalWindowsSession, powershell_path
from windows.quoting import literal

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60)
QUOTES = st.text("'\u2018\u2019\u201a\u201b\"`$()\r\n;#ab @{}", max_size=40)


def echo(values: list[str]) -> list[str]:
    """What PowerShell makes of literals, through a session."""
    script = "\n".join(
        f"[Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes({literal(value)}))" for value in values
    )
    text = LocalWindowsSession(RUNNER).run(script, deadline=60).text
    return [base64.b64decode(line).decode() for line in text.split("\n")[:-1]]


@needs_runner
@settings(max_examples=8, deadline=None)
@given(st.lists(TEXTS | QUOTES, min_size=20, max_size=60))
def test_a_literal_is_the_text(values: list[str]) -> None:
    assert echo(values) == values


def test_a_literal_cannot_hold_a_nul() -> None:
    with pytest.raises(ValueError, match="NUL"):
        literal("a\0b")


@given(st.binary(max_size=50), TEXTS)
def test_framing_round_trip(payload: bytes, script: str) -> None:
    framing = Framing.new(script)
    sent = b"".join(framing.wrap([payload]))
    assert sent == f"{script}\n#{framing.mark}\n".encode() + payload
    assert framing.unwrap(f"noise ready-{framing.mark}\nits output".encode()) == b"its output"
    assert framing.unwrap(b"ready-other\nits output") is None


def test_the_command_fits_every_command_line() -> None:
    framing = Framing.new("x" * 10_000_000)
    assert len(" ".join(["C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe", *framing.arguments])) < 8191
    assert framing.arguments[: len(ARGUMENTS)] == ARGUMENTS


def test_powershell_is_found_by_its_absolute_path(tmp_path: Path) -> None:
    tail = "WindowsPowerShell/v1.0/powershell.exe"
    environment = {"SystemRoot": str(tmp_path)}
    assert powershell_path(environment) == str(tmp_path / "System32" / tail)
    (tmp_path / "Sysnative" / tail).parent.mkdir(parents=True)
    (tmp_path / "Sysnative" / tail).touch()
    assert powershell_path(environment) == str(tmp_path / "Sysnative" / tail)


READ = """
$in = [Console]::OpenStandardInput(); $sha = [Security.Cryptography.SHA256]::Create()
[BitConverter]::ToString($sha.ComputeHash($in)).Replace('-', '').ToLower()
"""


@needs_runner
def test_the_payload_arrives_as_bytes() -> None:
    import hashlib

    payload = [bytes(range(256)) * 300, b"", b"\xff\xfe\r\n\x1a\0", b"x" * 3_000_000]
    result = LocalWindowsSession(RUNNER).run(READ, stdin=payload, deadline=60)
    assert (result.exit_code, result.text) == (0, hashlib.sha256(b"".join(payload)).hexdigest() + "\n")


@needs_runner
def test_output_is_utf8_whatever_its_width() -> None:
    long = "wide " * 500
    result = LocalWindowsSession(RUNNER).run(f"'é 配置 🦊'; '{long}'; 5", deadline=60)
    assert result.stdout == f"é 配置 🦊\n{long}\n5\n".encode()


@needs_runner
@pytest.mark.parametrize(
    ("script", "code", "stdout", "stderr"),
    [
        ("'a'; exit 42", 42, "a\n", ""),
        ("'a'", 0, "a\n", ""),
        ("'a'; throw 'Not so: é.'; 'b'", 1, "a\n", "Not so: é.\n"),
        ("'a'; if (", None, "", ""),
        ("try { 'a'; exit 3 } finally { }", 3, "a\n", ""),
    ],
)
def test_every_end_has_its_exit_code(script: str, code: int | None, stdout: str, stderr: str) -> None:
    result = LocalWindowsSession(RUNNER).run(script, deadline=60)
    if code is None:
        assert result.exit_code == 1
        assert "(" in result.stderr.decode()
    else:
        assert (result.exit_code, result.text, result.stderr.decode()) == (code, stdout, stderr)


@needs_runner
def test_a_script_that_came_in_part_is_not_run(tmp_path: Path) -> None:
    proof = tmp_path / "ran"
    framing = Framing.new(f"[void](New-Item '{proof}')")
    whole = b"".join(framing.wrap([]))
    for sent in (whole[:-1], whole[:20], b"", b"x" + whole):
        done = subprocess.run([RUNNER, *framing.arguments], input=sent, capture_output=True, timeout=60, check=False)
        assert (done.returncode, framing.unwrap(done.stdout)) == (1, None)
        assert b"did not arrive whole" in done.stderr
    assert not proof.exists()


@needs_runner
def test_neither_script_nor_payload_is_in_the_process_list() -> None:
    script = (
        "$me = [Diagnostics.Process]::GetCurrentProcess().Id; [IO.File]::ReadAllText(\"/proc/$me/cmdline\"); 'hunter2'"
    )
    result = LocalWindowsSession(RUNNER).run(script, stdin=[b"hunter3"], deadline=60)
    line, _, end = result.text.rpartition("\n")[0].rpartition("\n")
    assert end == "hunter2"
    encoded = line.split("\0")[-2]
    command = base64.b64decode(encoded).decode("utf-16-le")
    assert "siteprep_in" in command
    assert "hunter" not in line + command


@needs_runner
def test_the_deadline_ends_the_whole_tree() -> None:
    marker = f"{time.time():.6f}".replace(".", "")
    script = f"$p = [Diagnostics.Process]::Start('/bin/sleep', '{marker}'); Start-Sleep 100"
    with pytest.raises(SessionLost) as caught:
        LocalWindowsSession(RUNNER).run(script, deadline=3)
    assert caught.value.kind == "deadline"
    assert not [p for p in psutil.process_iter(["cmdline"]) if marker in " ".join(p.info["cmdline"] or [])]


@needs_runner
def test_what_it_leaves_behind_does_not_hold_the_session() -> None:
    began = time.monotonic()
    script = "$p = [Diagnostics.Process]::Start('/bin/sleep', '90'); $p.Id"
    result = LocalWindowsSession(RUNNER).run(script, deadline=80)
    psutil.Process(int(result.text)).kill()
    assert time.monotonic() - began < 85


@needs_runner
def test_endless_output_is_cut() -> None:
    result = LocalWindowsSession(RUNNER).run("while (1) { 'x' * 60000 }", deadline=60)
    assert result.exit_code is None
    assert len(result.stdout) <= OUTPUT_LIMIT


@pytest.mark.parametrize("content", [None, "#!/bin/sh\necho blocked by policy >&2\nexit 1\n"])
def test_a_powershell_that_does_not_run_the_script_is_told(tmp_path: Path, content: str | None) -> None:
    program = tmp_path / "powershell.exe"
    if content:
        program.write_text(content)
        program.chmod(0o755)
    with pytest.raises(Unreachable) as caught:
        LocalWindowsSession(str(program)).run("'a'", deadline=20)
    assert caught.value.kind == "no-powershell"
    assert ("blocked by policy" if content else "could not be started") in caught.value.message
