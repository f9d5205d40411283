"""Earlier runs: listed, shown again, removed, and their hosts that are left taken up once more."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from fleet.journal import Journal, NewRun
from fleet.runs import left, run_id, summaries
from fleet.targets import to_json
from host.errors import UsageError
from host.target import Target
from tests.practice import siteprep

DAY = 86400.0
ENDS: dict[str, dict[str, Any]] = {
    "ready": {"verdict": "ready"},
    "warned": {"verdict": "ready-with-warnings"},
    "blocked": {"verdict": "blocked"},
    "gone": {"verdict": "unreachable"},
    "unsure": {"verdict": "undetermined"},
    "done": {"verdict": "ready", "outcome": {"state": "done"}},
    "failed": {"verdict": "ready", "outcome": {"state": "failed"}},
    "untouched": {},
}


def begin(journal: Journal, id: str, age: float, *, finished: bool = True) -> None:  # noqa: A002
    started = time.time() - age
    targets = {name: to_json(Target(name, "127.0.0.1", port=1)) for name in ENDS}
    requirements = {"release": "9.66.7643.1", "cloud": "public"}
    journal.begin(
        NewRun(id, "push", "f", "siteprep push", {"role": "mobility-agent"}, "0.1", requirements, started, "/", targets)
    )
    for name, values in ENDS.items():
        if values:
            journal.update_host(id, name, **values)
    if finished:
        journal.finish(id, started + 5)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with closing(Journal(tmp_path / "journal.db")) as opened:
        begin(opened, "20260101-000000-aaaaaa", 40 * DAY)
        begin(opened, "20260102-000000-bbbbbb", 39 * DAY, finished=False)
        begin(opened, "20260201-000000-cccccc", DAY)
        yield opened


def test_the_newest_run_comes_first_and_ends_are_counted(journal: Journal) -> None:
    newest, unfinished, oldest = summaries(journal)
    assert [run.id[-6:] for run in (newest, unfinished, oldest)] == ["cccccc", "bbbbbb", "aaaaaa"]
    assert unfinished.finished is None
    assert newest.ends == {
        "ready": 1, "ready-with-warnings": 1, "blocked": 1, "unreachable": 1, "undetermined": 1, "done": 1, "failed": 1,
        "not looked at": 1,
    }  # fmt: skip


def test_a_run_is_known_by_the_beginning_of_its_id(journal: Journal) -> None:
    assert run_id(journal, "last") == "20260201-000000-cccccc"
    assert run_id(journal, "20260102") == "20260102-000000-bbbbbb"
    for wrong, said in (("202601", "begins the ids of 2 runs"), ("x", "knows no run")):
        with pytest.raises(UsageError, match=said):
            run_id(journal, wrong)


def test_the_hosts_that_are_left(journal: Journal) -> None:
    assert left(journal, "20260201-000000-cccccc") == ["blocked", "gone", "unsure", "failed", "untouched"]


def test_on_the_command_line(journal: Journal, tmp_path: Path) -> None:
    place = ("--journal", journal.name)
    assert [line.split()[0][-6:] for line in siteprep("runs", "list", *place).stdout.splitlines()] == [
        "cccccc", "bbbbbb", "aaaaaa",
    ]  # fmt: skip
    shown = siteprep("runs", "show", "last", "--format", "json", *place)
    assert shown.returncode == 3
    assert json.loads(shown.stdout)["run"]["id"] == "20260201-000000-cccccc"
    assert siteprep("runs", "show", "x", *place).returncode == 2
    tried = siteprep("runs", "prune", "--older-than", "30", "--dry-run", *place)
    assert "To be removed: 1 of the runs." in tried.stdout
    assert "Removed: 1 of the runs." in siteprep("runs", "prune", "--older-than", "30", *place).stdout
    assert [run.id[-6:] for run in summaries(journal)] == ["cccccc", "bbbbbb"]
    assert siteprep("runs", "list", "--journal", tmp_path / "none.db").returncode == 2
    assert not (tmp_path / "none.db").exists()


def test_only_what_is_left_is_looked_at_again(journal: Journal, tmp_path: Path) -> None:
    inventory = tmp_path / "hosts.yaml"
    inventory.write_text("hosts:\n" + "".join(f"- {{name: {name}, address: 127.0.0.1, port: 1}}\n" for name in ENDS))
    place = ("--journal", journal.name, "--known-hosts", tmp_path / "known")
    again = siteprep("preflight", "-i", inventory, "--retry", "last", "--format", "json", *place)
    names = [host["name"] for host in json.loads(again.stdout)["hosts"]]
    assert names == ["blocked", "gone", "unsure", "failed", "untouched"]
    none = siteprep("preflight", "-i", inventory, "--limit", "ready", "--retry", "20260102", *place)
    assert (none.returncode, "none is left" in none.stderr) == (2, True)
