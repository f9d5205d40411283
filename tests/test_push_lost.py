"""A connection that breaks at any script, and a host that dies under the installer: said so, and mended by a rerun."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lab.profiles import machine
from tests.practice import ROOT, Practice, by_name, states
from tests.warm_python import run_python

Start = Callable[..., Practice]


def push_losing(fleet: Practice, script: int, when: str, journal: Path, host: str) -> subprocess.CompletedProcess[str]:
    """Push to one host, losing the connection at the given script (0: never)."""
    line = ["tests/lose_after.py", str(script), when, "push", host]
    return run_python([*line, *fleet.options("push", journal=journal), "--format", "json"], timeout=120)


@pytest.mark.slow
@pytest.mark.parametrize("both", [False, pytest.param(True, marks=pytest.mark.nightly)], ids=["half", "all"])
def test_a_connection_lost_at_any_script(practice: Start, tmp_path: Path, both: bool) -> None:
    """Before the host has a script, or after it has run it: at each script in turn, by night both at each."""
    lived = push_losing(practice(machine("web01")), 0, "never", tmp_path / "lived.db", "web01")
    assert lived.returncode == 0, lived.stderr
    scripts = int(lived.stderr.split()[-1])
    assert scripts >= 10
    cases = [
        (script, when)
        for script in range(1, scripts + 1)
        for when in ("before", "after")
        if both or (when == "before") == bool(script % 2)
    ]
    fleet = practice(*(machine("web01", f"{when}{script}") for script, when in cases))

    def lose_and_go_on(case: tuple[int, str]) -> None:
        name = f"{case[1]}{case[0]}"
        journal = tmp_path / f"{name}.db"
        lost = push_losing(fleet, *case, journal, name)
        outcome = by_name(json.loads(lost.stdout))[name]["outcome"]
        # Before the first answer nothing is known of the host; later its work may go on without us.
        # The last script only gives the lock back.
        expected = {1: ("unreachable", 5), scripts: ("done", 0)}.get(case[0], ("retry-later", 3))
        assert (outcome["state"], lost.returncode) == expected, (case, outcome)
        assert outcome["remedy"] == ("" if case[0] == scripts else "Run the same command again.")
        assert states(fleet.document("push", name, journal=journal)) == {name: "done"}
        assert len(fleet.installs(name)) == 1, (case, fleet.installs(name))
        assert not (fleet.root(name) / "var/lib/siteprep").exists()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lose_and_go_on, cases))


def test_an_installer_that_died_with_its_host_is_started_anew(practice: Start) -> None:
    fleet = practice(machine("web01"))
    let_end = fleet.hold("web01")
    line = [sys.executable, "-m", "siteprep", "push", *fleet.options("push"), "--format", "json"]
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        runner = _wait_for_runner(fleet)
        _kill_on_host(fleet, runner)
        document = json.loads(process.communicate(timeout=60)[0])
    outcome = by_name(document)["web01"]["outcome"]
    assert (outcome["state"], outcome["kind"]) == ("failed", "install-vanished")
    let_end()
    assert states(fleet.document("push")) == {"web01": "done"}
    assert len(fleet.installs("web01")) == 2  # the one that died and the one that succeeded


def _wait_for_runner(fleet: Practice) -> int:
    """The process id of the job's runner, once its installer has begun."""
    fleet.begun("web01")
    (pid,) = fleet.root("web01").glob("var/lib/siteprep/agent-*/install/pid")
    return int(pid.read_text().split()[0])


def _kill_on_host(fleet: Practice, runner: int) -> None:
    """End the job's whole process group, as a power cut would."""
    key = ["-i", str(fleet.fleet.client_key), "-o", f"UserKnownHostsFile={fleet.fleet.known_hosts}"]
    port = str(fleet.fleet.hosts[0].port)
    line = ["ssh", *key, "-p", port, "root@127.0.0.1", f"kill -9 -{runner}"]
    subprocess.run(line, check=True, capture_output=True, timeout=30)
