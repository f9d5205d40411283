"""The loader that carries scripts to a host's shell, run here by every POSIX shell there is."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host.secret import Secret
from linux.loader import Framing

SHELLS = [shell for shell in ("sh", "dash", "bash", "busybox sh") if shutil.which(shell.split()[0])]


def run(framing: Framing, stdin: bytes, shell: str = "sh") -> subprocess.CompletedProcess[bytes]:
    """What sshd does: the login shell is given the command as one argument."""
    return subprocess.run(
        [*shell.split(), "-c", framing.command], input=stdin, capture_output=True, timeout=20, check=False
    )


def wrapped(framing: Framing, script: str, payload: bytes = b"", password: Secret | None = None) -> bytes:
    return b"".join(framing.wrap(script, [payload], password))


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("sudo", [False, True])
def test_script_and_payload_arrive_whole(shell: str, sudo: bool) -> None:
    if sudo and os.getuid() != 0:
        pytest.skip("without root, sudo would ask for a password")
    framing = Framing.new(sudo=sudo)
    script = 'f() {\n  printf \'%s|\' "$1" \'\\n\' "`echo back`"\n}\nf "it\'s"; cat; exit 7'
    payload = bytes(range(256)) * 500
    done = run(framing, b"a line of somebody else's\n" + wrapped(framing, script, payload), shell)
    assert framing.unwrap(done.stdout) == b"it's|\\n|back|" + payload
    assert done.returncode == 7


def test_a_password_that_nobody_asked_for_is_skipped() -> None:
    framing = Framing.new(sudo=False)
    done = run(framing, wrapped(framing, "set; cat", b"payload", Secret("canary-99")))
    assert b"canary-99" not in done.stdout + done.stderr
    assert done.stdout.endswith(b"payload")


def test_neither_script_nor_payload_are_in_the_command() -> None:
    framing = Framing.new(sudo=True)
    assert "canary" not in framing.command
    assert b"canary" in wrapped(framing, "echo canary")


@given(st.integers(0, 200))
def test_a_script_cut_short_does_not_run(kept: int) -> None:
    framing = Framing.new(sudo=False)
    stdin = wrapped(framing, "echo ran\n" * 10)
    whole = stdin.index(b"end-")
    done = run(framing, stdin[: min(kept, whole)])
    assert framing.unwrap(done.stdout) is None
    assert b"ran" not in done.stdout
    assert done.returncode != 0


@given(st.binary(max_size=300))
def test_what_a_login_banner_prints_is_not_the_answer(banner: bytes) -> None:
    framing = Framing.new(sudo=False)
    assert framing.unwrap(banner) is None
    assert framing.unwrap(banner + f"ready-{framing.mark}\nanswer".encode()) == b"answer"


def test_every_exec_has_its_own_marker() -> None:
    assert Framing.new(sudo=False).mark != Framing.new(sudo=False).mark
