"""The journal, the locks and the engine: what is remembered, and that no host can stop another."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from fleet.engine import Interrupted, Stop, work_through
from fleet.events import ignore
from fleet.journal import Journal
from fleet.run import RunRequest, each_host, execute
from fleet.targets import from_json, to_json
from host.errors import UsageError
from host.secret import SecretRef
from host.target import Platform, Role, Target

TARGET = Target(
    "web01",
    "192.0.2.1",
    2222,
    Platform.LINUX,
    "root",
    SecretRef("env", "X"),
    "/k",
    True,
    ("g",),
    Role.MOBILITY_AGENT,
    {"a": 1},
)


def request(*targets: Target, **settings: str) -> RunRequest:
    return RunRequest(
        "push", targets, settings, {"release": "9.66", "cloud": "public"}, "siteprep push", resumable=True
    )


def test_targets_survive_the_journal() -> None:
    assert from_json(to_json(TARGET)) == TARGET
    assert from_json(to_json(Target("a", "b"))) == Target("a", "b")


def test_the_journal_and_its_folder_are_the_users_alone(tmp_path: Path) -> None:
    with closing(Journal(tmp_path / "state" / "journal.db")):
        assert (tmp_path / "state" / "journal.db").stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700


def test_a_journal_that_is_none_is_told(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.write_text("this is no database, and long enough to be read as one" * 50)
    with pytest.raises(UsageError, match="cannot be opened"):
        Journal(path)
    with pytest.raises(UsageError, match="cannot be opened"):
        Journal(tmp_path / "journal.db" / "below")


@pytest.fixture
def control_c() -> Iterator[None]:
    """Make SIGINT work: a shell that starts the tests in the background has them ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("control_c")
def test_an_unfinished_run_is_taken_up_again_and_a_finished_one_is_not(tmp_path: Path) -> None:
    stop = Stop()

    def interrupted(_host: str) -> None:
        os.kill(os.getpid(), signal.SIGINT)  # what Ctrl-C does; Python raises it in the main thread
        for _ in range(1000):
            stop.here()
            time.sleep(0.01)

    def run_once(unit: Callable[[str], None], stop: Stop, **settings: str) -> str:
        return execute(
            request(TARGET, **settings), journal, ignore, each_host(lambda _run: unit, at_once=1, stop=stop)
        )[0]

    with closing(Journal(tmp_path / "journal.db")) as journal:
        with pytest.raises(KeyboardInterrupt):
            run_once(interrupted, stop)
        left = journal.unfinished("push", request(TARGET).fingerprint)
        assert run_once(lambda _host: None, Stop()) == left
        assert journal.unfinished("push", request(TARGET).fingerprint) is None
        third = run_once(lambda _host: None, Stop())
        assert third != left
        assert run_once(lambda _host: None, Stop(), x="other work") not in (left, third)


def test_the_same_work_is_not_done_twice_at_once(tmp_path: Path) -> None:
    with closing(Journal(tmp_path / "journal.db")) as journal:

        def nested(_host: str) -> None:
            with pytest.raises(UsageError, match="Another siteprep process"):
                execute(request(TARGET), journal, ignore, each_host(lambda _run: print, at_once=1, stop=Stop()))
            execute(
                request(TARGET, x="other work"),
                journal,
                ignore,
                each_host(lambda _run: lambda _h: None, at_once=1, stop=Stop()),
            )

        _, crashed = execute(request(TARGET), journal, ignore, each_host(lambda _run: nested, at_once=1, stop=Stop()))
        assert not crashed


def test_steps_and_plans_are_remembered(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with closing(Journal(path)) as journal:
        run, _ = execute(
            request(TARGET), journal, ignore, each_host(lambda _run: lambda _host: None, at_once=1, stop=Stop())
        )
        journal.plan(run, "web01", "package", "/var/lib/siteprep/x", [("old", "")])
        journal.plan(run, "web01", "package", "/var/lib/siteprep/y", [("stage", "Copy."), ("install", "Run.")])
        journal.update_step(run, "web01", 0, state="done", message="Copied.", exit_code=0)
    with closing(Journal(path)) as journal:
        assert [(step.name, step.state, step.message) for step in journal.steps(run, "web01")] == [
            ("stage", "done", "Copied."),
            ("install", "pending", "Run."),
        ]
        assert journal.host(run, "web01").run_folder == "/var/lib/siteprep/y"
        assert journal.run("none") is None


def test_one_crash_does_not_stop_the_others() -> None:
    seen: list[str] = []

    def unit(host: str) -> None:
        if host == "b":
            raise RuntimeError("boom")
        seen.append(host)

    crashed = work_through(["a", "b", "c"], unit, at_once=2, stop=Stop())
    assert sorted(seen) == ["a", "c"]
    assert isinstance(crashed["b"], RuntimeError)


def test_hosts_are_worked_on_at_the_same_time() -> None:
    barrier = threading.Barrier(5, timeout=10)

    def meet(_host: str) -> None:
        barrier.wait()

    assert work_through([str(n) for n in range(5)], meet, at_once=5, stop=Stop()) == {}


def test_a_stop_is_met_at_the_next_safe_point() -> None:
    stop = Stop()
    done: list[str] = []

    def unit(host: str) -> None:
        if host == "0":
            time.sleep(0.2)
            stop.ask()
        stop.here()
        done.append(host)

    assert work_through([str(n) for n in range(20)], unit, at_once=1, stop=stop) == {}
    assert done == []
    with pytest.raises(Interrupted):
        stop.here()
