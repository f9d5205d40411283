"""Where journals lie: a SQLite file or a real PostgreSQL; made, brought up to date, locked, never with a password."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

import fleet.migrations
from fleet.document import result_document
from fleet.journal import Journal, NewRun
from fleet.tables import metadata
from host.errors import UsageError
from lab.profiles import machine
from tests.postgres_server import PASSWORD, PostgresServer, why_not
from tests.practice import ROOT, Practice, siteprep, states

Start = Callable[..., Practice]
TARGET = {"name": "a", "address": "a"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    if reason := why_not():
        pytest.skip(reason)
    running = PostgresServer(tmp_path_factory.mktemp("postgres") / "server")
    yield running
    running.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "journal.db")
    running = request.getfixturevalue("server")
    monkeypatch.setenv("JOURNAL_PASSWORD", PASSWORD)
    with closing(Journal(running.url("env:JOURNAL_PASSWORD"))) as journal, journal._engine.begin() as connection:
        for table in ("steps", "hosts", "runs", "alembic_version"):
            connection.execute(text(f"DROP TABLE IF EXISTS {table}"))
    return str(running.url("env:JOURNAL_PASSWORD"))


def begin(journal: Journal, run: str = "r1") -> None:
    requirements = {"release": "9.66", "cloud": "public"}
    new = NewRun(run, "push", "f", "siteprep push", {"role": "x"}, "0.1", requirements, 1.0, "/", {"a": TARGET})
    journal.begin(new)


def test_the_head_is_the_newest_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(fleet.migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_current_head() == fleet.migrations.HEAD


def test_a_new_journal_has_the_tables_as_they_are_declared(place: str) -> None:
    with closing(Journal(place)) as journal, journal._engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_whatever_a_host_prints_can_be_stored(place: str) -> None:
    hostile = "a\0b\udcff\x1b[0m" + "\U0001f600"
    with closing(Journal(place)) as journal:
        begin(journal)
        journal.update_host("r1", "a", reason=hostile, findings=[{"actual": hostile.replace("\udcff", "")}], os=hostile)
        journal.plan("r1", "a", "", "/f", [("install", "text")])
        journal.update_step("r1", "a", 0, log=hostile, message=hostile, state="done")
        kept = journal.host("r1", "a")
        assert kept.reason == "a\ufffdb?\x1b[0m\U0001f600"
        assert kept.findings[0]["actual"].endswith("\U0001f600")
        assert journal.steps("r1")[0].log == kept.reason


def test_a_clock_that_is_set_back_makes_no_negative_times(tmp_path: Path) -> None:
    with closing(Journal(tmp_path / "journal.db")) as journal:
        begin(journal)
        journal.plan("r1", "a", "p", "/f", [("install", "text")])
        target = {"name": "a", "address": "a", "platform": "linux", "role": None}
        journal.update_host("r1", "a", target=target, outcome={"state": "done", "kind": "", "cause": "", "remedy": ""})
        journal.update_step("r1", "a", 0, state="done", started=1000.0, finished=400.0)
        (host,) = result_document(journal, "r1")["hosts"]
        assert host["steps"][0]["seconds"] == 0


def test_an_older_journal_keeps_what_is_in_it(tmp_path: Path) -> None:
    """As it was before revisions were kept: the first tables, and a run."""
    path = tmp_path / "journal.db"
    with closing(Journal(path)) as journal:
        begin(journal)
        journal.plan("r1", "a", "p", "/f", [("install", "text")])
    with closing(sqlite3.connect(path)) as file:
        file.executescript(
            "ALTER TABLE steps DROP COLUMN log; ALTER TABLE runs DROP COLUMN folder;"
            "ALTER TABLE hosts DROP COLUMN fleet_findings; DROP TABLE alembic_version;"
        )
    for _again in range(2):
        with closing(Journal(path)) as journal:
            assert [row.message for row in journal.steps("r1")] == ["text"]
            assert journal.steps("r1")[0].log is None
            with journal._engine.connect() as connection:
                assert compare_metadata(MigrationContext.configure(connection), metadata) == []


@pytest.mark.parametrize("operation", ["create_table", "add_column"])
def test_a_journal_is_made_as_a_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    """Killed in the middle: what was made until then must not be there."""
    original, calls = getattr(op, operation), []

    def fail_the_second_time(*arguments: object, **more: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("killed")
        return original(*arguments, **more)

    path = tmp_path / "journal.db"
    monkeypatch.setattr(op, operation, fail_the_second_time)
    with pytest.raises(RuntimeError, match="killed"):
        Journal(path)
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT name FROM sqlite_master").fetchall() == []
    monkeypatch.undo()
    with closing(Journal(path)) as journal:
        begin(journal)
        assert len(journal.runs()) == 1


@pytest.mark.slow
@pytest.mark.parametrize("kills", [8, pytest.param(80, marks=pytest.mark.nightly)])
def test_killed_while_a_journal_is_made(tmp_path: Path, kills: int) -> None:
    for number in range(kills):
        path = tmp_path / f"{number}.db"
        code = f"from fleet.journal import Journal; print('begun', flush=True); Journal({str(path)!r})"
        with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(number / kills * 0.4)
            process.kill()
        with closing(Journal(path)) as journal:
            begin(journal)


def test_a_newer_journal_is_left_alone(place: str) -> None:
    with closing(Journal(place)) as journal:
        _set_revision(journal, "9999")
        with pytest.raises(UsageError, match="newer siteprep"):
            Journal(place)
        _set_revision(journal, fleet.migrations.HEAD)


def _set_revision(journal: Journal, revision: str) -> None:
    with journal._engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})


def test_one_process_at_a_time_does_the_same_work(place: str) -> None:
    with closing(Journal(place)) as one, closing(Journal(place)) as other:
        with one.exclusive("work"):
            with pytest.raises(UsageError, match="same work"), other.exclusive("work"):
                pass
            with other.exclusive("other work"):
                pass
        with other.exclusive("work"):
            pass


def test_no_password_of_a_database_shows(server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for given in (server.url("hunter2"), server.url("hunter2").replace("5", "x"), "mysql://a:hunter2@h/d"):
        with pytest.raises(UsageError) as told:
            Journal(given)
        assert "hunter2" not in str(told.value)
    monkeypatch.setenv("JOURNAL_PASSWORD", "wrong-canary")
    with pytest.raises(UsageError, match="password") as told:
        Journal(server.url("env:JOURNAL_PASSWORD"))
    assert "wrong-canary" not in str(told.value)
    gone = server.url("env:JOURNAL_PASSWORD").replace(str(server.port), "1")
    with pytest.raises(UsageError, match="cannot be opened"):
        Journal(gone)


def test_a_push_that_is_killed_is_resumed_from_another_folder(practice: Start, place: str, tmp_path: Path) -> None:
    """Its command names files by relative paths; the journal knows where it was given."""
    fleet = practice(machine("web01"))
    let_end = fleet.hold("web01")
    folder = fleet.fleet.media.parent
    options = [
        *("--inventory", "hosts.yaml", "--known-hosts", "known_hosts", "--media", "media"),
        *("--cs-ip", fleet.fleet.cs_ip, "--passphrase", "file:passphrase.txt", "--journal", place),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-m", "siteprep", "push", *options], cwd=folder, env=environment) as process:
        fleet.begun("web01")
        process.send_signal(signal.SIGKILL)
    let_end()
    listed = siteprep("runs", "list", "--journal", place).stdout
    assert "not finished" in listed
    done = siteprep("runs", "resume", "--journal", place)
    assert done.returncode == 0, done.stderr
    assert "Going on with the interrupted run" in done.stderr
    assert len(fleet.installs("web01")) == 1
    again = siteprep("runs", "resume", "--journal", place)
    assert (again.returncode, "was finished" in again.stderr) == (2, True)
    assert states(fleet.document("push", journal=Path(place) if "://" not in place else None)) == {"web01": "done"}
