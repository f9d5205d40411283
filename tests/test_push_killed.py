"""A push that is killed at any moment and run again ends with every host installed exactly once."""

from __future__ import annotations

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
from tests.practice import ROOT, Practice, by_name
from tests.test_push import STEPS

Start = Callable[..., Practice]


def run_until(fleet: Practice, point: int, journal: Path, host: str) -> subprocess.CompletedProcess[str]:
    """Push to one host and die at the `point`-th journal boundary (0: live)."""
    line = [sys.executable, "tests/kill_after.py", str(point), "push", host, *fleet.options("push", journal=journal)]
    return subprocess.run(
        line,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def assert_installed_once(fleet: Practice, name: str, journal: Path) -> None:
    document = fleet.document("push", name, journal=journal)
    assert by_name(document)[name]["outcome"]["state"] == "done", document
    assert len(fleet.installs(name)) == 1, fleet.installs(name)
    assert not (fleet.root(name) / "var/lib/siteprep").exists()


def test_killed_at_every_boundary(practice: Start, tmp_path: Path) -> None:
    """The boundaries are counted on a push that lives; then, for each of them, one host's push dies there."""
    lived = run_until(practice(machine("web01")), 0, tmp_path / "lived.db", "web01")
    assert lived.returncode == 0, lived.stderr
    points = int(lived.stderr.split()[-1])
    assert points >= 2 * (2 + 2 * len(STEPS))  # both sides of the run's, the host's and every step's commits
    fleet = practice(*(machine("web01", f"host{point}") for point in range(1, points + 1)))

    def die_and_go_on(point: int) -> None:
        name, journal = f"host{point}", tmp_path / f"{point}.db"
        assert run_until(fleet, point, journal, name).returncode == -signal.SIGKILL
        assert_installed_once(fleet, name, journal)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(die_and_go_on, range(1, points + 1)))


@pytest.mark.slow
def test_killed_at_any_time_and_with_the_journal_lost(practice: Start, tmp_path: Path) -> None:
    """Dying in the middle of things; every second host is gone on with from another machine, without the journal."""
    names = [f"host{number}" for number in range(12)]
    fleet = practice(*(machine("web01", name, agent={"INSTALL_SECONDS": "3"}) for name in names))

    def die_and_go_on(number: int) -> None:
        name, journal = names[number], tmp_path / f"{number}.db"
        line = [sys.executable, "-m", "cli", "push", name, *fleet.options("push", journal=journal)]
        with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            time.sleep(0.6 + 0.4 * number)
            process.kill()
        assert_installed_once(fleet, name, tmp_path / f"{number}-again.db" if number % 2 else journal)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(die_and_go_on, range(len(names))))
