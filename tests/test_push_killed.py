"""A push that is killed at any moment and run again ends with every host installed exactly once."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lab.profiles import machine
from tests.practice import ROOT, Practice, by_name, states
from tests.test_push import STEPS
from tests.warm_python import run_python

Start = Callable[..., Practice]


def run_until(fleet: Practice, point: int, journal: Path, host: str) -> subprocess.CompletedProcess[str]:
    """Push to one host and die at the `point`-th journal boundary (0: live)."""
    options = fleet.options("push", journal=journal)
    return run_python(["tests/kill_after.py", str(point), "push", host, *options], timeout=120)


def assert_installed_once(fleet: Practice, name: str, journal: Path) -> None:
    document = fleet.document("push", name, journal=journal)
    assert by_name(document)[name]["outcome"]["state"] == "done", document
    assert len(fleet.installs(name)) == 1, fleet.installs(name)
    assert not (fleet.root(name) / "var/lib/siteprep").exists()


@pytest.mark.slow
@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.nightly)])
def test_killed_at_the_boundaries(practice: Start, tmp_path: Path, every: int) -> None:
    """The boundaries are counted on a push that lives; then, for each of them, one host's push dies there."""
    lived = run_until(practice(machine("web01")), 0, tmp_path / "lived.db", "web01")
    assert lived.returncode == 0, lived.stderr
    points = int(lived.stderr.split()[-1])
    assert points >= 2 * (2 + 2 * len(STEPS))  # both sides of the run's, the host's and every step's commits
    tried = range(1, points + 1, every)  # an odd step: both before a commit and after one
    fleet = practice(*(machine("web01", f"host{point}") for point in tried))

    def die_and_go_on(point: int) -> None:
        name, journal = f"host{point}", tmp_path / f"{point}.db"
        assert run_until(fleet, point, journal, name).returncode == -signal.SIGKILL
        assert_installed_once(fleet, name, journal)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(die_and_go_on, tried))


def test_a_host_that_was_mended_since_is_looked_at_anew(practice: Start, tmp_path: Path) -> None:
    """A run that is taken up again keeps what succeeded, and looks again at what was blocked."""
    fleet = practice(machine("web01", "full", root_free_kb=300_000), machine("web01"))
    let_end = fleet.hold("web01")
    line = [sys.executable, "-m", "siteprep", "push", *fleet.options("push")]
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for told in process.stderr:
            if "web01: unpack" in told:
                break
        process.kill()
    let_end()
    disks = fleet.root("full") / "opt/practice/facts/filesystems"
    disks.write_text(disks.read_text().replace(" 300000 ", " 30000000 "))
    again = fleet.document("push")
    assert states(again) == {"full": "done", "web01": "done"}
    assert len(fleet.installs("web01")) == len(fleet.installs("full")) == 1
    assert again["run"]["started"] < again["run"]["finished"]


def test_interrupted_by_the_user(practice: Start) -> None:
    """Ctrl-C: exit code 130, one sentence, the host's job left alone, and the next push takes its result."""
    fleet = practice(machine("web01"))
    let_end = fleet.hold("web01")
    line = [sys.executable, "tests/with_sigint.py", "push", *fleet.options("push")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        line, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        fleet.begun("web01")
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        heeded = any("Press Ctrl-C again" in told for told in process.stderr)
        let_end()  # the step under way is waited for
        output, errors = process.communicate(timeout=60)
    assert heeded
    assert process.returncode == 130
    assert errors.splitlines()[-1] == "Interrupted. Run the same command again; it does only what is left."
    assert output == ""
    assert states(fleet.document("push")) == {"web01": "done"}
    assert len(fleet.installs("web01")) == 1


@pytest.mark.slow
@pytest.mark.parametrize("hosts", [6, pytest.param(40, marks=pytest.mark.nightly)])
def test_killed_at_any_time_and_with_the_journal_lost(practice: Start, tmp_path: Path, hosts: int) -> None:
    """Dying in the middle of things; every second host is gone on with from another machine, without the journal."""
    names = [f"host{number}" for number in range(hosts)]
    fleet = practice(*(machine("web01", name) for name in names))

    def die_and_go_on(number: int) -> None:
        name, journal = names[number], tmp_path / f"{number}.db"
        line = [
            sys.executable,
            "-m",
            "siteprep",
            "push",
            name,
            *fleet.options("push", journal=journal),
            "--json-events",
        ]
        with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
            assert process.stderr is not None
            for _event in itertools.islice(process.stderr, 2 * number + 1):
                pass
            time.sleep(0.1 * (number % 4))  # between two events, too
            process.kill()
        assert_installed_once(fleet, name, tmp_path / f"{number}-again.db" if number % 2 else journal)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(die_and_go_on, range(len(names))))
