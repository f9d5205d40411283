"""The console script UnifiedSetup: siteprep's own options, rehearsals, and what is told."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from cli.unified_setup import divide, run
from host.errors import UsageError

PS = ["/AcceptThirdpartyEULA", "/ServerMode", "PS", "/InstallLocation", "D:\\", "/EnvType", "VMware",
      "/CSIP", "10.0.0.4", "/PassphraseFilePath", "C:\\p.txt"]  # fmt: skip


def end_of(*arguments: str) -> int:
    """What the process would end with: typer leaves by SystemExit where a command chooses its code."""
    try:
        return run(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)


def test_a_rehearsal_prints_the_plan(capsys: pytest.CaptureFixture[str]) -> None:
    assert end_of("--dry-run", *PS) == 0
    captured = capsys.readouterr()
    assert "UCX_SERVER_SETUP.EXE" in captured.out
    assert captured.err == ""


def test_a_rehearsal_as_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert end_of("--dry-run", "--format=json", *PS, "/DataTransferSecurePort", "443") == 0
    captured = capsys.readouterr()
    document = json.loads(captured.out)
    assert (document["schema"], document["mode"]) == ("siteprep.plan/1", "fresh-ps")
    assert captured.err.startswith("warning: ignored-value (DataTransferSecurePort): ")


@pytest.mark.parametrize("own", [[], ["--dry-run"]])
def test_an_invalid_line_ends_with_2(own: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert end_of(*own, *PS[1:]) == 2
    captured = capsys.readouterr()
    assert "error: required (AcceptThirdpartyEULA): " in captured.err
    assert captured.out == ""


@pytest.mark.parametrize("arguments", [["-?"], ["/?"], ["--strict", "/?"], [], ["--dry-run"]])
def test_usage_lists_every_parameter_and_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert end_of(*arguments) == 2
    out = capsys.readouterr().out
    for name in ("/ServerMode CS|PS", "/AZUREIP IPV4", "/SkipTLSCheck", "--dry-run", "--media EXE_OR_DIR"):
        assert f"  {name}\n" in out


def test_help_is_the_usage_and_ends_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert end_of("--help") == 0
    assert "/ServerMode" in capsys.readouterr().out


def test_the_licence_is_not_here_and_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert end_of("/ShowThirdpartyEULA") == 2
    assert "original UNIFIEDSETUP.EXE" in capsys.readouterr().out


def test_own_options_stand_before_the_first_parameter() -> None:
    assert divide(["--media", "D:\\", "--dry-run", "--format=json", "/?", "-x"]) == (
        ["--media", "D:\\", "--dry-run", "--format=json"],
        ["/?", "-x"],
    )
    assert divide(PS) == ([], PS)


@pytest.mark.parametrize("late", ["--dry-run", "--strict", "--media", "--format=json", "--on"])
def test_an_own_option_behind_a_parameter_is_told(late: str) -> None:
    with pytest.raises(UsageError) as told:
        run([*PS, late])
    assert f"{late.partition('=')[0]} stands behind" in str(told.value)


@pytest.mark.parametrize("option", ["--dryrun", "--Media", "--"])
def test_an_unknown_own_option_is_told_with_the_known_ones(option: str) -> None:
    with pytest.raises(UsageError) as told:
        run([option, *PS])
    assert "--media" in str(told.value)


@pytest.mark.parametrize("strict", [[], ["--strict"]])
def test_strict_takes_no_alias(strict: list[str]) -> None:
    line = ["/InstallDrive" if item == "/InstallLocation" else item for item in PS]
    assert end_of("--dry-run", *strict, *line) == (2 if strict else 0)


def test_a_hostile_value_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert end_of("--dry-run", "/PSIP", "\x1b[2J\u202e1.2.3.4\nfake") == 2
    captured = capsys.readouterr()
    assert not {"\x1b", "\u202e"} & set(captured.out + captured.err)
    assert not any(line.startswith("fake") for line in (captured.out + captured.err).splitlines())


def test_as_a_process() -> None:
    code = "import sys; from cli.entry import unified_setup; unified_setup()"
    done = subprocess.run([sys.executable, "-c", code, "--dry-run", *PS], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    done = subprocess.run([sys.executable, "-c", code, *PS, "--dry-run"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Put siteprep's own options before the first of them." in done.stderr


def test_start_up_loads_no_heavy_module() -> None:
    code = "import sys, cli.unified_setup; print(sorted({'yaml', 'typer', 'rich', 'jinja2'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
