"""``siteprep compose``: what is asked, and what an answer does."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

import cli.compose
from tests.test_compose import PS, PS_LINE, compose, lines, refused


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli.compose, "on_terminal", lambda: True)


@pytest.mark.usefixtures("terminal")
def test_what_is_given_is_not_asked() -> None:
    result = compose("ps", "--CSIP", "10.0.0.4", "--EnvType=VMware", typed=["y", "D:\\", "C:\\Temp\\p.txt"])
    assert result.stdout.splitlines() == [PS_LINE]
    assert re.findall(r"^(--\w+)", result.stderr, re.MULTILINE) == [
        "--AcceptThirdpartyEULA", "--InstallLocation", "--PassphraseFilePath",
    ]  # fmt: skip


@pytest.mark.usefixtures("terminal")
def test_a_wrong_answer_is_asked_again() -> None:
    typed = ["", "maybe", "n", "y", "ASR", "\\\\server\\share", "D:\\", "vm", "VMware", "cs01", "::1", "10.0.0.4",
             "<file>", "C:\\Temp\\p.txt"]  # fmt: skip
    result = compose("ps", typed=typed)
    assert result.stdout.splitlines() == [PS_LINE]
    for told in (
        "Answer y for yes or n for no.",
        "UnifiedSetup does nothing without /AcceptThirdpartyEULA.",
        "/InstallLocation cannot be the relative path ASR.",
        "/InstallLocation cannot be the network path \\\\server\\share.",
        "/EnvType cannot be vm. Give VMware or NonVMware.",
        "/CSIP cannot be cs01.",
        "/CSIP cannot be ::1.",
        "/PassphraseFilePath holds < >",
    ):
        assert told in result.stderr
    assert result.stderr.count("--CSIP: ") == 3
    assert result.stderr.count("The IPv4 address of the configuration server") == 1


@pytest.mark.usefixtures("terminal")
def test_a_wrong_choice_is_asked_again() -> None:
    result = compose("agent", typed=["aix", "linux", "", "CSPrime", "", "VmWare"])
    assert result.stdout == "./install -r MS -v VmWare -q -c CSPrime\n"
    assert "--platform cannot be aix. Answer windows or linux." in result.stderr
    assert "--cs-type cannot be empty." in result.stderr


@pytest.mark.usefixtures("terminal")
def test_the_optional_parameters_are_asked_only_with_all() -> None:
    assert lines("ps", *PS) == [PS_LINE]
    typed = ["C:\\Temp", "", "", "0", "9444", "y", "", "n", "N"]
    result = compose("ps", "--all", *PS, typed=typed)
    assert result.stdout.splitlines() == [
        "MicrosoftAzureSiteRecoveryUnifiedSetup.exe /q /x:C:\\Temp",
        "C:\\Temp\\" + PS_LINE + " /DataTransferSecurePort 9444 /SkipSpaceCheck",
    ]
    assert "Press Enter for the default.\n--DataTransferSecurePort [9443]: " in result.stderr
    assert "--DataTransferSecurePort cannot" not in result.stderr
    assert "/DataTransferSecurePort cannot be 0. Give a whole number from 1 to 65535." in result.stderr


@pytest.mark.usefixtures("terminal")
def test_an_answer_may_bring_up_a_question() -> None:
    base = ["--role", "hyperv-host", "--extract-to", "C:\\ASR", "--FriendlyName", "h", "--Credentials", "C:\\k"]
    line = lines("provider", *base, "--proxyAddress", "10.0.0.8", typed=["8080"])[-1]
    assert line.endswith("/proxyAddress 10.0.0.8 /proxyport 8080")


@pytest.mark.usefixtures("terminal")
def test_the_end_of_the_input() -> None:
    assert "The input ended before all was answered." in refused("ps", typed=["y", "D:\\"])


def test_on_a_real_terminal() -> None:
    """Questions and answers are on the terminal, the line alone is on standard output."""
    code = (
        "import typer; from cli.compose import compose; app = typer.Typer();"
        " app.command(context_settings={'ignore_unknown_options': True})(compose); app()"
    )
    master, terminal = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", code, "ps"], stdin=terminal, stdout=subprocess.PIPE, stderr=terminal
    ) as process:
        os.close(terminal)
        os.write(master, b"y\nASR\nD:\\\nVMware\n10.0.0.4\nC:\\Temp\\p.txt\n")
        assert process.stdout is not None
        assert process.stdout.read().decode().splitlines() == [PS_LINE]
        seen = os.read(master, 65536).decode()
    os.close(master)
    assert process.returncode == 0
    assert "--InstallLocation: " in seen
    assert "/InstallLocation cannot be the relative path ASR." in seen


@pytest.mark.usefixtures("terminal")
def test_bytes_that_are_no_text_and_escape_sequences_are_wrong_answers() -> None:
    app = typer.Typer()
    app.command(context_settings={"ignore_unknown_options": True})(cli.compose.compose)
    answers = b"y\nD:\\\xff\nD:\\\x1b[A\nD:\\\nVMware\n10.0.0.4\nC:\\Temp\\p.txt\n"
    result = CliRunner().invoke(app, ["ps"], input=answers)
    assert result.stdout.splitlines() == [PS_LINE]
    assert result.stderr.count("/InstallLocation holds a line break or another character that cannot be seen.") == 2
    assert "\x1b" not in result.stderr
