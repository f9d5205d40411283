"""The console script UnifiedSetup."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cli.unified_setup import run

PS = ["/AcceptThirdpartyEULA", "/ServerMode", "PS", "/InstallLocation", "D:\\", "/EnvType", "VMware",
      "/CSIP", "10.0.0.4", "/PassphraseFilePath", "C:\\p.txt"]  # fmt: skip


@pytest.mark.parametrize("place", [0, 3, len(PS)])
def test_a_rehearsal_prints_the_request_and_the_plan(place: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*PS[:place], "--dry-run", *PS[place:]]) == 0
    captured = capsys.readouterr()
    assert f"Command line: UnifiedSetup {' '.join(PS)}\n" in captured.out
    assert "UCX_SERVER_SETUP.EXE" in captured.out
    assert captured.out.endswith("Exit code: 0 (Successful)\n")
    assert captured.err == ""


def test_without_the_switch_nothing_is_done_and_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(PS) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "only rehearses" in captured.err
    assert "Nothing was changed. Add --dry-run" in captured.err


@pytest.mark.parametrize("switch", [[], ["--dry-run"]])
def test_an_invalid_line_ends_with_2(switch: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*PS[1:], *switch]) == 2
    captured = capsys.readouterr()
    assert "error: required (AcceptThirdpartyEULA): " in captured.err
    assert "Plan:" not in captured.out


def test_usage_lists_every_parameter(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-?"]) == 2
    out = capsys.readouterr().out
    for name in ("/ServerMode CS|PS", "/AZUREIP IPV4", "/SkipTLSCheck", "--dry-run"):
        assert f"  {name}\n" in out


def test_the_licence_is_not_here_and_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["/ShowThirdpartyEULA"]) == 2
    assert "original UnifiedSetup.exe" in capsys.readouterr().out


def test_a_hostile_value_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--dry-run", "/PSIP", "\x1b[2J\u202e1.2.3.4\nfake"]) == 2
    captured = capsys.readouterr()
    assert not {"\x1b", "\u202e"} & set(captured.out + captured.err)
    assert not any(line.startswith("fake") for line in (captured.out + captured.err).splitlines())


def test_as_a_process() -> None:
    code = "import sys; from cli.unified_setup import run; sys.exit(run(sys.argv[1:]))"
    done = subprocess.run([sys.executable, "-c", code, "--dry-run", *PS], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Mode: fresh-ps" in done.stdout
    done = subprocess.run([sys.executable, "-c", code, *PS], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")


def test_start_up_loads_no_heavy_module() -> None:
    code = "import sys, cli.unified_setup; print(sorted({'yaml', 'typer', 'rich', 'jinja2'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
