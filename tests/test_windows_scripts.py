"""The PowerShell scripts hold for PowerShell 2.0, which is what Windows Server 2008 R2 has."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.windows_runner import RUNNER, needs_runner
from windows import scripts
from windows.product import product
from windows.steps.context import EXTRACT, INSTALL, JOBS

SHARED = ("rights", "hash", "lib", "job", "runner")
NAMES = sorted(path.stem for path in (Path(scripts.__file__).parent / "steps").glob("*.ps1"))
STEPS = [name for name in NAMES if name not in SHARED]


def test_there_are_steps() -> None:
    assert {"start", "follow", "put", "probe", "clean_up"} <= set(STEPS)
    assert set(SHARED) <= set(NAMES)


def check(text: str, path: Path) -> str:
    path.write_text(text)
    line = [RUNNER, "-Check", "-PSVersion", "2.0", str(path)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


@needs_runner
@pytest.mark.parametrize("name", STEPS)
def test_powershell_2_knows_all_of_it(name: str, tmp_path: Path) -> None:
    text = scripts.step(name, jobs=True, RUN_FOLDER="C:\\ProgramData\\siteprep\\setup-1", RUN_ID="r")
    assert check(text, tmp_path / "step.ps1") == ""


@needs_runner
def test_the_runner_is_fit_for_powershell_2_too(tmp_path: Path) -> None:
    assert check(scripts.part("hash") + scripts.part("runner"), tmp_path / "runner.ps1") == ""


@needs_runner
def test_the_check_can_fail(tmp_path: Path) -> None:
    assert "ConvertTo-Json" in check("1 | ConvertTo-Json", tmp_path / "new.ps1")


def test_scripts_are_plain_ascii() -> None:
    """A script file read by hand on a host in another code page means the same."""
    assert all(scripts.part(name).isascii() for name in NAMES)


def test_variables_stand_first_as_literals() -> None:
    text = scripts.step("services", SERVICES=["a'b", "$(calc)"])
    assert text.startswith("$SERVICES = @('a''b','$(calc)')\n")


def test_the_product_names_what_the_steps_need() -> None:
    names = product()
    assert names.mutex
    assert names.program == "UNIFIEDSETUP.EXE"
    assert set(names.logs["told"]) <= set(names.logs["followed"])
    assert (EXTRACT, INSTALL) == JOBS
