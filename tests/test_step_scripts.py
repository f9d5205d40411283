"""The scripts that change hosts: well-formed for every POSIX shell, and careful with what they find."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from linux import scripts

NAMES = sorted(path.stem for path in (Path(scripts.__file__).parent / "steps").glob("*.sh"))
STEPS = [name for name in NAMES if name not in ("lib", "job")]
SHELLS = [shell for shell in ("dash", "bash", "busybox") if shutil.which(shell)]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("name", STEPS)
def test_every_shell_reads_it(name: str, shell: str) -> None:
    text = scripts.step(name, arguments=["./install", "it's"], jobs=True, RUN_FOLDER="/var/lib/siteprep/x", RUN_ID="r")
    line = [shell, "sh", "-n"] if shell == "busybox" else [shell, "-n"]
    done = subprocess.run(line, input=text.encode(), capture_output=True, timeout=20, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
@pytest.mark.parametrize("name", STEPS)
def test_shellcheck_has_nothing_to_say(name: str) -> None:
    # SC2153, SC2154: a step's variables are set in front of it. SC2034: not every step uses all of them.
    text = scripts.step(name, jobs=True, RUN_FOLDER="/var/lib/siteprep/x", RUN_ID="r")
    line = ["shellcheck", "-s", "sh", "-e", "SC2153,SC2154,SC2034", "-"]
    done = subprocess.run(line, input=text, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == ""


def test_values_are_quoted_for_the_shell() -> None:
    hostile = "a'b $(touch /tmp/x) `id`; rm -rf / \\ \" \n*"
    text = scripts.step("probe", arguments=[hostile], RUN_FOLDER=hostile, RUN_ID="r")
    head = text.split("# Functions every step's script may use")[0]
    done = subprocess.run(
        ["sh", "-s"], input=f'{head}\nprintf "%s|%s" "$RUN_FOLDER" "$1"', capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{hostile}|{hostile}"
