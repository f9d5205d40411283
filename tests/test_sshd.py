"""The same preflight and push against real OpenSSH servers, with keys, passwords and sudo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from lab.profiles import PracticeHostSpec, machine
from tests.practice import Practice, by_name, states
from tests.sshd_fleet import SshdFleet, why_not

pytestmark = [pytest.mark.sshd, pytest.mark.skipif(why_not() is not None, reason=str(why_not()))]


@pytest.fixture
def sshd(tmp_path: Path) -> Iterator[Callable[..., Practice]]:
    with ExitStack() as stack:

        def start(*hosts: PracticeHostSpec) -> Practice:
            fleet = stack.enter_context(SshdFleet(tmp_path / "fleet", hosts))
            return Practice(fleet, tmp_path / "journal.db")

        yield start


def test_a_push_and_a_push_again(sshd: Callable[..., Practice]) -> None:
    fleet = sshd(machine("web01"), machine("db01"), machine("old01"))
    checked = by_name(fleet.document("preflight", code=3))
    assert {name: host["verdict"] for name, host in checked.items()} == {
        "web01": "ready",
        "db01": "ready",
        "old01": "blocked",
    }
    expected = {"web01": "done", "db01": "done", "old01": "blocked"}
    assert states(fleet.document("push", code=3)) == expected
    again = fleet.document("push", code=3)
    assert states(again) == expected
    assert all(host["steps"] == [] for host in again["hosts"])
    assert len(fleet.installs("web01")) == len(fleet.installs("db01")) == 1


def test_one_connection_and_one_exec_per_preflight(sshd: Callable[..., Practice], tmp_path: Path) -> None:
    fleet = sshd(machine("web01"))
    counter = fleet.root("web01") / "opt/practice/bin/id"
    # The collector asks `id` twice; a second exec of it would ask again.
    counter.write_text('#!/bin/sh\necho asked >>/tmp/asked\nexec /usr/bin/id "$@"\n')
    counter.chmod(0o755)
    fleet.document("preflight")
    assert (fleet.root("web01") / "tmp/asked").read_text().count("asked") == 2
