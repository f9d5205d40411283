"""Bringing packages to hosts: parts taken up again, a bounded line, and a lock that keeps two pushers apart."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.host_lock import Holder, this_process
from access.throttle import Throttle
from fleet.limits import read_rate
from host.errors import UsageError
from lab.profiles import machine
from tests.practice import ROOT, Practice, by_name, states

pytestmark = pytest.mark.slow
Start = Callable[..., Practice]


def package(fleet: Practice) -> Path:
    (path,) = fleet.fleet.media.glob("*DEBIAN12*")
    return path


def grown(fleet: Practice, size: int) -> Path:
    """Make the package as large as real ones are, with bytes after the archive's end that unpackers pass over."""
    import gzip
    import io
    import tarfile

    path = package(fleet)
    with gzip.open(path) as old:
        archive = io.BytesIO(old.read())
    ballast = random.Random(1).randbytes(size)  # noqa: S311 - no secret
    with tarfile.open(fileobj=archive, mode="a:") as tar:
        member = tarfile.TarInfo("ballast")
        member.size = size
        tar.addfile(member, io.BytesIO(ballast))
    path.write_bytes(gzip.compress(archive.getvalue(), compresslevel=0))
    return path


def part_of(fleet: Practice, path: Path, name: str = "web01") -> Path:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return fleet.root(name) / f"var/lib/siteprep/agent-{digest[:16]}/package.part"


def leave_part(fleet: Practice, path: Path, content: bytes) -> None:
    part = part_of(fleet, path)
    part.parent.mkdir(parents=True, mode=0o700)
    part.parent.parent.chmod(0o700)
    part.write_bytes(content)


def test_a_part_is_taken_up_again(practice: Start) -> None:
    fleet = practice(machine("web01"))
    path = grown(fleet, 300_000)
    leave_part(fleet, path, path.read_bytes()[:200_000])
    host = by_name(fleet.document("push"))["web01"]
    assert host["outcome"]["state"] == "done"
    assert "going on after the 0.2 MB" in host["steps"][0]["message"]


@pytest.mark.parametrize("kind", ["other bytes", "whole but wrong", "longer", "empty"])
def test_a_part_that_is_not_the_packages_beginning_is_not_used(practice: Start, kind: str) -> None:
    fleet = practice(machine("web01"))
    path = package(fleet)
    raw = path.read_bytes()
    leave_part(
        fleet,
        path,
        {
            "other bytes": b"\0" * 1000,
            "whole but wrong": raw[:-1] + b"\0",
            "longer": raw + b"more",
            "empty": b"",
        }[kind],
    )
    host = by_name(fleet.document("push"))["web01"]
    assert host["outcome"]["state"] == "done"
    assert "going on" not in host["steps"][0]["message"]


def test_a_push_that_is_killed_while_it_copies_goes_on_where_it_was(practice: Start) -> None:
    fleet = practice(machine("web01"))
    path = grown(fleet, 3_000_000)
    line = [sys.executable, "-m", "siteprep", "push", *fleet.options("push"), "--bandwidth", "500kB/s"]
    with subprocess.Popen(line, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}) as process:
        part = part_of(fleet, path)
        while not (part.exists() and part.stat().st_size > 600_000):
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    host = by_name(fleet.document("push"))["web01"]
    assert host["outcome"]["state"] == "done"
    assert "going on after the" in host["steps"][0]["message"]
    assert len(fleet.installs("web01")) == 1


def test_all_hosts_together_stay_below_the_bound(practice: Start) -> None:
    fleet = practice(machine("web01"), machine("web01", "web02"))
    grown(fleet, 1_500_000)
    began = time.monotonic()
    assert set(states(fleet.document("push", "--bandwidth", "1MB/s")).values()) == {"done"}
    assert time.monotonic() - began > 2.5  # 3 MB at 1 MB/s, the rest of the work on top


@given(st.lists(st.integers(1, 5000), max_size=20))
def test_a_throttle_gives_out_no_more_than_it_may(counts: list[int]) -> None:
    throttle = Throttle(10_000_000)
    began = time.monotonic()
    for count in counts:
        throttle.take(count)
    assert time.monotonic() - began >= sum(counts) / 10_000_000 * 0.9
    Throttle().take(10**12)


def test_rates() -> None:
    assert [read_rate(text) for text in ("20MB/s", "500kB/s", "1.5 MB", "10000B")] == [2e7, 5e5, 1.5e6, 1e4]
    for wrong in ("", "20", "fast", "1kB/s", "-1MB/s", "1TB/s"):
        with pytest.raises(UsageError, match="--bandwidth"):
            read_rate(wrong)


def lock_of(fleet: Practice, holder: str, name: str = "web01") -> Path:
    lock = fleet.root(name) / "var/lib/siteprep/lock"
    lock.mkdir(parents=True, mode=0o700)
    lock.parent.chmod(0o700)
    lock.chmod(0o700)
    (lock / "holder").write_text(f"{holder}\nalice@laptop, run 1, since noon\n")
    return lock


def test_another_machines_lock_is_left_alone_until_it_is_to_be_broken(practice: Start) -> None:
    fleet = practice(machine("web01"), machine("web01", "web02"))
    lock = lock_of(fleet, "0123456789abcdef.17.1700000000")
    found = by_name(fleet.document("push", code=3))
    assert {name: host["outcome"]["state"] for name, host in found.items()} == {"web01": "retry-later", "web02": "done"}
    outcome = found["web01"]["outcome"]
    assert outcome["kind"] == "locked"
    assert "alice@laptop" in outcome["cause"]
    assert "--break-locks" in outcome["remedy"]
    assert lock.exists()
    assert not fleet.installs("web01")
    assert not (fleet.root("web02") / "var/lib/siteprep").exists()
    assert states(fleet.document("push", "--break-locks"))["web01"] == "done"
    assert not lock.parent.exists()


def test_a_lock_whose_process_is_gone_is_taken_over(practice: Start) -> None:
    fleet = practice(machine("web01"))
    own = this_process()
    lock_of(fleet, Holder(own.machine, own.pid, own.began - 1000).token)  # the id was used again since
    assert states(fleet.document("push")) == {"web01": "done"}
    again = practice(machine("web01", "web02"))
    lock = lock_of(again, own.token, "web02")  # this test still runs
    assert states(again.document("push", code=3)) == {"web02": "retry-later"}
    assert lock.exists()


@given(st.text(max_size=90))
def test_any_text_may_stand_in_a_lock(text: str) -> None:
    holder = Holder.parse(text)
    assert holder is None or Holder.parse(holder.token) == holder
    assert holder is None or holder.machine != this_process().machine


def test_this_process_holds_its_lock() -> None:
    own = this_process()
    assert Holder.parse(own.token) == own
    assert not own.is_gone()
    assert Holder(own.machine, 2**30, 1).is_gone()
    assert not Holder("0" * 16, 2**30, 1).is_gone()


def test_a_lock_that_is_a_link_is_refused(practice: Start) -> None:
    fleet = practice(machine("web01"))
    folder = fleet.root("web01") / "var/lib/siteprep"
    folder.mkdir(mode=0o700)
    (folder / "lock").symlink_to("/tmp")
    outcome = by_name(fleet.document("push", code=3))["web01"]["outcome"]
    assert (outcome["state"], outcome["kind"]) == ("failed", "step-refused")
    assert "is not a folder" in outcome["cause"]


def test_a_pusher_at_work_keeps_another_of_this_machine_away(practice: Start, tmp_path: Path) -> None:
    fleet = practice(machine("web01"))
    let_end = fleet.hold("web01")
    line = [sys.executable, "-m", "siteprep", "push", *fleet.options("push")]
    with subprocess.Popen(line, cwd=ROOT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        fleet.begun("web01")
        other = by_name(fleet.document("push", journal=tmp_path / "other.db", code=3))["web01"]["outcome"]
        assert other["kind"] == "locked"
        let_end()
        assert process.wait(timeout=60) == 0
    assert len(fleet.installs("web01")) == 1
