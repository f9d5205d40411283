"""The local session and its jobs on a Windows host: Windows CPython, powershell.exe, whole exit codes, rights."""

from __future__ import annotations

import hashlib
import json
import textwrap
from collections.abc import Callable
from typing import Any

import pytest

from tests.wine_fixtures import new_wine_host, shared_wine_host
from tests.wine_host import WineHost

__all__ = ["new_wine_host", "shared_wine_host"]
pytestmark = [pytest.mark.wine, pytest.mark.slow]

Run = Callable[[str], Any]
BEFORE = """
import json, sys, time
from host.errors import *
from windows.local import LocalWindowsSession
from fleet.select import local_target
from windows.steps.context import *
from windows.steps.jobs import *
from windows.steps.look import *
from windows.steps.files import *
session = LocalWindowsSession()
def context(name, **changes):
    folder = open_run_folder(session, name)
    settings = dict(argv=(), outcomes=None, seconds=60, extract_seconds=60, poll_seconds=0.3)
    own = dict(target=local_target(), session=session, run_id="run-1", run_folder=folder)
    return SetupContext(**own, **{**settings, **changes})
def say(value): print(json.dumps(value))
def quiet(text): pass
"""


@pytest.fixture
def run(shared_wine_host: WineHost) -> Run:
    """Run Python on the host and give what it says."""

    def python(code: str) -> Any:
        result = shared_wine_host.python("-c", BEFORE + textwrap.dedent(code))
        assert result.exit_code == 0, result.stderr.decode(errors="replace")
        return json.loads(result.stdout)

    return python


def test_powershell_is_this_machines_own(run: Run) -> None:
    assert run("say(session.powershell)") == r"C:\windows\System32\WindowsPowerShell\v1.0\powershell.exe"


def test_a_script_its_payload_and_its_exit_code(run: Run) -> None:
    payload = bytes(range(256)) * 4000
    said = run(
        """
        script = "$in = [Console]::OpenStandardInput(); $sha = [Security.Cryptography.SHA256]::Create();"
        script += "[BitConverter]::ToString($sha.ComputeHash($in)).Replace('-', '').ToLower(); 'é 配置'; exit 3010"
        result = session.run(script, stdin=[bytes(range(256)) * 4000], deadline=60)
        say([result.exit_code, result.text, result.stderr.decode()])
        """
    )
    assert said == [3010, f"{hashlib.sha256(payload).hexdigest()}\né 配置\n", ""]


def test_the_deadline_ends_the_whole_tree(run: Run) -> None:
    said = run(
        """
        script = "[void][Diagnostics.Process]::Start('ping.exe', '-n 77 127.0.0.1'); Start-Sleep 60"
        began = time.monotonic()
        try: session.run(script, deadline=5)
        except SessionLost as error: kind = error.kind
        took = time.monotonic() - began
        left = session.run("@(Get-Process ping -ErrorAction SilentlyContinue).Count", deadline=60).text
        say([kind, took < 55, left])
        """
    )
    assert said == ["deadline", True, "0\n"]


@pytest.mark.parametrize("code", [0, 3010, -2147024891])
def test_a_job_has_its_whole_exit_code(run: Run, code: int) -> None:
    said = run(
        f"""
        program = Program(r"C:\\windows\\system32\\cmd.exe", ("/c", "echo", "over", "&&", "exit", "{code}"))
        ended = run_job(context("setup-code{code}"), "install", program, quiet, seconds=60, again=lambda state: False)
        say([ended.state.code, ended.progress.last["output"]])
        """
    )
    assert said == [code, ["over"]]


def test_a_job_outlives_the_process_that_started_it(run: Run) -> None:
    first = run(
        """
        class Gone(BaseException): pass
        def leave(text): raise Gone
        ping = Program(r"C:\\windows\\system32\\cmd.exe", ("/c", "ping", "-n", "25", "127.0.0.1"))
        began = time.monotonic()
        try: run_job(context("setup-outlives"), "install", ping, leave, seconds=60, again=lambda state: True)
        except Gone: say(str(look(context("setup-outlives"), "install", Progress()).state))
        """
    )
    second = run(
        """
        ping = Program(r"C:\\windows\\system32\\cmd.exe", ("/c", "exit", "9"))
        ended = run_job(context("setup-outlives"), "install", ping, quiet, seconds=60, again=lambda state: False)
        say(str(ended.state))
        """
    )
    assert (first, second) == ("running", "finished 0")


def test_a_killed_job_has_vanished(run: Run) -> None:
    said = run(
        """
        import psutil
        class Gone(BaseException): pass
        def leave(text): raise Gone
        here = context("setup-killed")
        ping = Program(r"C:\\windows\\system32\\ping.exe", ("-n", "60", "127.0.0.1"))
        try: run_job(here, "install", ping, leave, seconds=60, again=lambda state: True)
        except Gone: pass
        def kill(name):
            with open(f"{here.run_folder}\\\\install\\\\{name}") as file:
                psutil.Process(int(file.read().split()[0])).kill()
        time.sleep(3)
        kill("pid")
        orphan = str(look(here, "install", Progress()).state)
        kill("program")
        time.sleep(1)
        say([orphan, str(look(here, "install", Progress()).state)])
        """
    )
    assert said == ["running", "vanished"]


def test_the_run_folder_is_open_to_nobody_else(run: Run, shared_wine_host: WineHost) -> None:
    folder = run('say(context("setup-rights").run_folder)')
    assert folder == r"C:\ProgramData\siteprep\setup-rights"
    acl = f"(Get-Acl '{folder}').Access | ForEach-Object {{ [string]$_.IdentityReference }}"
    names = shared_wine_host.powershell(acl).stdout.decode().split("\r\n")[:-1]
    assert names
    assert not [name for name in names if "Everyone" in name or "Users" in name]


def test_a_folder_that_everyone_may_enter_is_refused(run: Run) -> None:
    said = run(
        """
        from dataclasses import replace
        try: look(replace(context("setup-open"), run_folder=r"C:\\ProgramData"), "install", Progress())
        except StepRefused as error: say(str(error))
        """
    )
    assert said.startswith(r"C:\ProgramData is open to S-1-1-0, not to administrators alone.")


def test_files_arrive_and_go(run: Run) -> None:
    said = run(
        """
        here = context("setup-files")
        path = put(here, "a.txt", b"\\xff\\x00secret")
        with open(path, "rb") as file: found = file.read().hex()
        files = dict(probe(here).files)
        clean_up(here, quiet)
        say([path, found, files, dict(probe(here).files)])
        """
    )
    assert said == [
        r"C:\ProgramData\siteprep\setup-files\answers\a.txt",
        b"\xff\0secret".hex(),
        {"answers/a.txt": 8},
        {},
    ]


def test_services_are_windows_own(run: Run) -> None:
    said = run(
        'say([[s.name, s.state, s.start] for s in services(context("setup-sc"), ["EventLog", "no such", "Winmgmt"])])'
    )
    assert [name for name, _, _ in said] == ["EventLog", "no such", "Winmgmt"]
    assert said[1][1:] == ["absent", "unknown"]
    assert said[0][1] in ("Running", "Stopped")
    assert said[0][2] in ("automatic", "manual")
