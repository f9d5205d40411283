"""A program that is forked from a warm process is a process like any other."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path

import pytest

from tests.warm_python import run_python


def program(folder: Path, text: str) -> str:
    path = folder / "program.py"
    path.write_text(text)
    return str(path)


def test_arguments_environment_folder_and_streams(tmp_path: Path) -> None:
    path = program(
        tmp_path,
        "import json, os, sys\nprint(json.dumps([sys.argv[1:], dict(os.environ), os.getcwd(), sys.stdin.read()]))\n"
        "print('é', file=sys.stderr)\nsys.exit(42)",
    )
    done = run_python([path, "a b", ""], cwd=tmp_path, env={"ONE": "1"})
    assert (done.returncode, done.stderr) == (42, "é\n")
    arguments, environment, folder, said = json.loads(done.stdout)
    assert (arguments, environment["ONE"], folder, said) == (["a b", ""], "1", str(tmp_path), "")
    assert "PATH" not in environment


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("raise SystemExit('no')", 1, "no"),
        ("raise ValueError('wrong')", 1, "ValueError: wrong"),
        ("import os; os.kill(os.getpid(), 9)", -9, ""),
        ("import atexit, sys; atexit.register(sys.stderr.write, 'at the end')", 0, "at the end"),
        ("import threading, time; threading.Timer(0.2, __import__('sys').stderr.write, ['late']).start()", 0, "late"),
    ],
)
def test_how_it_ends(tmp_path: Path, text: str, code: int, said: str) -> None:
    done = run_python([program(tmp_path, text)])
    assert (done.returncode, said in done.stderr) == (code, True), done


def test_one_program_does_not_change_the_next(tmp_path: Path) -> None:
    run_python([program(tmp_path, "import host.errors; host.errors.UsageError = None; import os; os.chdir('/')")])
    done = run_python([program(tmp_path, "import host.errors, os; print(host.errors.UsageError, os.getcwd())")])
    assert "UsageError" in done.stdout
    assert "None" not in done.stdout


def test_a_program_that_takes_too_long_is_killed(tmp_path: Path) -> None:
    path = program(
        tmp_path, f"import os, time; open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    )
    with pytest.raises(subprocess.TimeoutExpired):
        run_python([path], timeout=10)
    pid = int((tmp_path / "pid").read_text())
    ends = time.monotonic() + 60
    while Path(f"/proc/{pid}/exe").exists():  # it was told to end, which may take a moment
        assert time.monotonic() < ends
        time.sleep(0.05)
