"""``siteprep parse``."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from cli.parse import parse
from host.errors import UsageError

PS = ["-AcceptThirdpartyEULA", "/ServerMode", "PS", "/InstallLocation", "D:\\", "/EnvType", "vmware",
      "/CSIP", "10.0.0.4", "-PassphraseFilePath", "C:\\p.txt", "/DataTransferSecurePort", "443"]  # fmt: skip


def invoke(*arguments: str) -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)  # with one command alone typer would take away its name
    app.command(context_settings={"ignore_unknown_options": True})(parse)
    return CliRunner().invoke(app, ["parse", *arguments])


def parse_json(*arguments: str) -> dict[str, Any]:
    result = invoke("--json", "--", *arguments)
    assert result.stderr == ""
    document: dict[str, Any] = json.loads(result.stdout)
    assert result.exit_code == document["exit_code"]
    return document


def test_the_document() -> None:
    document = parse_json(*PS)
    assert list(document) == [
        "program", "mode", "parameters", "warnings", "errors", "deferred", "exit_code", "original", "normalised",
    ]  # fmt: skip
    assert (document["program"], document["mode"], document["exit_code"]) == ("unified-setup", "fresh-ps", 0)
    assert document["parameters"]["EnvType"] == "vmware"
    assert document["normalised"] == [
        "/AcceptThirdpartyEULA", "/ServerMode", "PS", "/InstallLocation", "D:\\", "/EnvType", "VMware",
        "/CSIP", "10.0.0.4", "/PassphraseFilePath", "C:\\p.txt", "/DataTransferSecurePort", "443",
    ]  # fmt: skip
    assert [problem["code"] for problem in document["warnings"]] == ["ignored-value"]
    assert document["errors"] == []
    assert document["original"]["exit_code"] == 0
    assert "passphrase" in {rule["code"] for rule in document["deferred"]}


def test_an_invalid_line() -> None:
    document = parse_json("/ServerMode", "CS", "/DataTransferSecurePort", "443")
    assert document["exit_code"] == 2
    assert {"code", "parameter", "message"} == set(document["errors"][0])
    assert document["original"]["exit_code"] == 2


def test_text_goes_to_standard_output_and_problems_to_standard_error() -> None:
    result = invoke("--", *PS)
    assert result.exit_code == 0
    assert result.stderr.startswith("warning: ignored-value (DataTransferSecurePort): ")
    assert "Mode: fresh-ps" in result.stdout
    assert "warning" not in result.stdout


@pytest.mark.parametrize("arguments", [["/?"], ["-?"], ["--json"], ["--help"], [], ["-"], ["--", "x"]])
def test_arguments_behind_the_dashes_are_not_taken_for_options(arguments: list[str]) -> None:
    document = parse_json(*arguments)
    assert document["exit_code"] == 2
    assert (document["mode"] == "usage") == (arguments in (["/?"], ["-?"]))


def test_another_program() -> None:
    result = invoke("--program", "linux-install", "--json", "--", "-q", "-rMS", "-v", "VMWARE", "-cCSLegacy")
    document = json.loads(result.stdout)
    assert (result.exit_code, document["program"], document["mode"]) == (0, "linux-install", "install")
    assert document["parameters"] == {"r": "MS", "v": "VMWARE", "q": True, "c": "CSLegacy"}
    assert document["normalised"] == ["-r", "MS", "-v", "VmWare", "-q", "-c", "CSLegacy"]
    assert isinstance(invoke("--program", "notepad", "--", "/?").exception, UsageError)


def test_a_line_in_one_string() -> None:
    result = invoke(
        "--json", "--command-line", r'"C:\My Setup\UNIFIEDSETUP.EXE" /InstallLocation "D:\" /EnvType "VMware"'
    )
    document = json.loads(result.stdout)
    assert document["parameters"] == {"InstallLocation": "D:\\", "EnvType": "VMware"}
    assert [problem["code"] for problem in document["warnings"]] == ["repaired-quote"]
    assert isinstance(invoke("--command-line", "/?", "--", "/?").exception, UsageError)


def test_strict_reads_as_the_program_does() -> None:
    line = ["/InstallDrive" if item == "/InstallLocation" else item for item in PS]
    assert invoke("--", *line).exit_code == 0
    assert invoke("--strict", "--", *line).exit_code == 2


def test_what_the_original_would_answer_is_told() -> None:
    out = invoke("--", *PS[:-2], "/BypassProxy").stdout
    assert "UnifiedSetup itself would end with 0:\n" in out
    assert "  /BypassProxy is not a parameter of UnifiedSetup." in out
    out = invoke("--program", "setupdr", "--", "/nonsense").stdout
    assert "Setupdr itself would end with a code that is not published:\n" in out
    assert out.endswith("Exit code: 2 (refused)\n")


def test_bytes_that_are_no_text() -> None:
    code = "import typer; from cli.parse import parse; typer.run(parse)"
    line: list[str | bytes] = [sys.executable, "-c", code, "--json", "--", "/PSIP", b"\xff\xfe"]
    done = subprocess.run(line, capture_output=True, check=False)
    assert done.returncode == 2
    assert json.loads(done.stdout)["parameters"] == {"PSIP": "\udcff\udcfe"}
    line.remove("--json")
    done = subprocess.run(line, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"invalid-value (PSIP)" in done.stderr
