"""``siteprep explain``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from cli.explain import explain


def invoke(*arguments: str) -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)  # with one command alone typer would take away its name
    app.command(context_settings={"ignore_unknown_options": True})(explain)
    return CliRunner().invoke(app, ["explain", *arguments])


def test_a_code_is_told_with_cause_remedy_check_and_link() -> None:
    result = invoke("linux-install:208")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "linux-install:208 KernelNotSupported (failed)"
    assert "    siteprep preflight finds this beforehand: linux.kernel-supported" in lines
    assert [line.split(":")[0].strip() for line in lines[1:3]] == ["Cause", "Remedy"]
    assert "https://learn.microsoft.com/azure/site-recovery/" in result.stdout


@pytest.mark.parametrize("number", ["-2147286787", "0x800300fd", "2147680509"])
def test_negative_and_hexadecimal_numbers(number: str) -> None:
    result = invoke(number)
    assert result.exit_code == 0
    assert result.stdout.startswith("msiexec:-2147286787 TempDirectoryFull")


def test_several_questions_and_one_that_is_not_known() -> None:
    result = invoke("95107", "unified-setup:104", "78186")
    assert result.exit_code == 2
    assert result.stdout.count("Cause:") == 3
    assert "104 is no exit code that is published of UnifiedSetup.exe." in result.stdout


def test_a_log_is_told_by_file_and_line(tmp_path: Path) -> None:
    log = tmp_path / "setup.log"
    log.write_text("begin\nACS50008: SAML token is invalid \x1b[2J\u202epassword=hunter2\n", encoding="utf-8")
    result = invoke(str(log))
    assert result.exit_code == 0
    assert f"{log}:2: ACS50008: SAML token is invalid password=********" in result.stdout.replace("\n", " ")
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout


def test_json(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    log.write_text("ErrorID: 95320\n")
    result = invoke("--json", str(log), "unified-agent:7")
    assert result.exit_code == 2
    document = json.loads(result.stdout)
    assert document["schema"] == "siteprep.explanation/1"
    first, second = document["answers"]
    assert (first["question"], first["explained"], second["explained"]) == (str(log), True, False)
    told = first["explanations"][0]
    assert told["id"] == "95320"
    assert told["places"] == [{"line": 1, "quote": "ErrorID: 95320"}]
    assert told["predicted_by"] == ["linux.grub-device-names", "linux.grub-defaults"]
    assert second["explanations"][0]["outcome"] is None


def test_a_file_by_its_bare_name_and_a_path_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ua_install").write_text("ACS50008\n")
    Path("98").write_text("ACS50008\n")
    assert invoke("ua_install").stdout.startswith("ACS50008")
    assert invoke("98").stdout.startswith("unified-agent:98")
    missing = invoke("C:\\ProgramData\\ASRSetupLogs\\none.log")
    assert missing.exit_code == 2
    assert "there is no such file" in missing.stdout


def test_nothing_to_explain_is_wrong_use() -> None:
    assert invoke().exit_code == 2
