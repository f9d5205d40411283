"""The pace of a run: waves, when no further host is begun, bounds, retries; and all of it against practice hosts."""

from __future__ import annotations

import io
import json
import os
import pty
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.progress import progress
from fleet.connect import TRANSIENT, Connecting
from fleet.engine import Interrupted, Stop
from fleet.events import HostFinished
from fleet.gates import Gate
from fleet.limits import Timeouts, Workers
from fleet.pace import Pace, read_time
from fleet.waves import change_hosts
from host.errors import SessionLost, Unreachable, UsageError
from host.session import CommandResult
from host.target import Target
from installer.outcome import Outcome, State
from lab.profiles import machine
from tests.practice import ROOT, Practice, by_name, siteprep, states

Start = Callable[..., Practice]
NOW = datetime(2026, 3, 31, 22, 0, tzinfo=timezone(timedelta(hours=2)))


def changed(
    hosts: Sequence[str], ends: dict[str, State], pace: Pace, now: datetime = NOW
) -> tuple[list[str], dict[str, Outcome], bool]:
    """Which hosts were begun, in order, which were left and why, and whether all were begun."""
    begun: list[str] = []
    left: dict[str, Outcome] = {}

    def process(name: str) -> State:
        begun.append(name)
        return ends.get(name, State.DONE)

    worked = change_hosts(hosts, process, left.__setitem__, pace, at_once=1, stop=Stop(), now=lambda: now)
    assert not worked.crashed
    return begun, left, worked.complete


@given(st.lists(st.text(max_size=3), unique=True, max_size=30), st.integers(0, 40), st.integers(0, 40))
def test_waves_hold_every_host_once_and_in_order(hosts: list[str], canary: int, batch: int) -> None:
    waves = [list(wave) for wave in Pace(canary, batch).waves(hosts)]
    assert [host for wave in waves for host in wave] == hosts
    assert all(waves)
    assert all(
        len(wave) <= (canary if canary and not number else batch or len(hosts)) for number, wave in enumerate(waves)
    )


@pytest.mark.parametrize("bad", [State.FAILED, State.RETRY_LATER, State.UNREACHABLE])
def test_a_canary_that_fails_keeps_the_others_from_being_begun(bad: State) -> None:
    begun, left, complete = changed("abcd", {"b": bad}, Pace(canary=2))
    assert (begun, complete) == (["a", "b"], False)
    assert list(left) == ["c", "d"]
    assert {outcome.kind for outcome in left.values()} == {"canary"}
    assert left["c"].state is State.NOT_BEGUN
    for good in (State.DONE_WITH_WARNINGS, State.DONE_REBOOT_REQUIRED, State.WAITING_FOR_CONFIG):
        assert changed("abcd", {"b": good}, Pace(canary=2))[0] == list("abcd")


def test_after_so_many_failures_no_host_is_begun() -> None:
    ends = dict.fromkeys("bcd", State.FAILED)
    begun, left, complete = changed("abcdef", ends, Pace(max_failures=2))
    assert (begun, list(left), complete) == (["a", "b", "c"], ["d", "e", "f"], False)
    assert left["d"].kind == "max-failures"
    assert "2 hosts" in left["d"].cause
    assert changed("abcdef", ends, Pace())[2]


def test_after_the_window_no_host_is_begun() -> None:
    assert changed("ab", {}, Pace(until=NOW + timedelta(seconds=1)))[0] == ["a", "b"]
    begun, left, _ = changed("ab", {}, Pace(until=NOW))
    assert (begun, left["a"].kind) == ([], "window")
    assert "22:00" in left["a"].cause


def test_a_unit_that_crashes_counts_as_a_failure() -> None:
    def process(name: str) -> State:
        raise RuntimeError(name)

    left: dict[str, Outcome] = {}
    worked = change_hosts("abc", process, left.__setitem__, Pace(canary=1), at_once=1, stop=Stop())
    assert (set(worked.crashed), set(left), worked.complete) == ({"a"}, {"b", "c"}, False)


def test_times_as_users_give_them() -> None:
    assert read_time("23:30", NOW) == NOW.replace(hour=23, minute=30)
    assert read_time("06:00", NOW) == NOW.replace(hour=6) + timedelta(days=1)
    assert read_time("2026-04-01T01:00", NOW) == datetime(2026, 4, 1, 1, tzinfo=NOW.tzinfo)
    assert read_time("2026-04-01T01:00+00:00", NOW).utcoffset() == timedelta(0)
    for wrong in ("", "25:00", "tonight", "2026-13-01T00:00", "2026-03-31T21:59"):
        with pytest.raises(UsageError, match="--until"):
            read_time(wrong, NOW)


def test_bounds_by_name() -> None:
    assert Workers.read(["transfer=3", "install=7"], "--workers") == Workers(transfer=3, install=7)
    assert Timeouts.read([], "--timeout") == Timeouts()
    for wrong in ("transfer", "transfer=0", "transfer=-1", "copies=3", "transfer=x", "=", "transfer=1e9"):
        with pytest.raises(UsageError, match="--workers") as told:
            Workers.read([wrong], "--workers")
        assert "connect=32" in told.value.remedy


def test_a_gate_lets_so_many_in_and_heeds_a_stop() -> None:
    stop = Stop()
    gate = Gate(2, stop)
    inside: list[int] = []
    most: list[int] = []
    lock = threading.Lock()

    def enter() -> None:
        with gate.passed():
            with lock:
                inside.append(1)
                most.append(len(inside))
            time.sleep(0.02)
            with lock:
                inside.pop()

    threads = [threading.Thread(target=enter) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 2
    with gate.passed(), gate.passed():
        stop.ask()
        with pytest.raises(Interrupted), gate.passed():
            pass


class Opened:
    """A stand-in session: it answers at once."""

    own_clock = True

    def run(self, script: str, *, stdin: object = (), deadline: float) -> CommandResult:
        return CommandResult(0, f"{deadline:.0f}".encode(), b"")

    def close(self) -> None:
        pass


def connecting(errors: list[str], tries: int = 3, host_seconds: float = 100) -> tuple[Callable[[], Any], list[float]]:
    """An opener that fails with errors of these kinds first; and the pauses it made."""
    pauses: list[float] = []

    def opened(_target: Target) -> Any:
        if errors:
            raise Unreachable(errors.pop(0), "No.", "Retry.")
        return Opened()

    stop = Stop()
    how = Connecting(Gate(1, stop), stop, tries, host_seconds, sleep=pauses.append)
    opener = how.opener(opened)
    return lambda: opener(Target("a", "a")), pauses


@pytest.mark.parametrize("kind", sorted(TRANSIENT))
def test_what_may_pass_is_tried_again(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    opener, _ = connecting([kind, kind])
    assert opener().run("x", deadline=5).text == "5"
    opener, _ = connecting([kind] * 3)
    with pytest.raises(Unreachable, match="No"):
        opener()


@pytest.mark.parametrize("kind", ["authentication", "host-key-changed", "unknown-host", "secret", "sudo-refused"])
def test_refusals_are_never_tried_again(kind: str) -> None:
    errors = [kind, kind]
    opener, pauses = connecting(errors)
    with pytest.raises(Unreachable):
        opener()
    assert (errors, pauses) == ([kind], [])


def test_a_hosts_time_bounds_every_script_of_it() -> None:
    opener, _ = connecting([], host_seconds=30)
    assert int(opener().run("x", deadline=500).text) <= 30
    opener, _ = connecting([], host_seconds=-1)
    with pytest.raises(SessionLost, match="longer than one host may take") as told:
        opener().run("x", deadline=500)
    assert told.value.kind == "host-deadline"


def test_a_failing_canary_stops_the_run_and_resume_goes_on(practice: Start) -> None:
    fleet = practice(machine("web01", "first", agent={"FORCE_INSTALL_EXIT": "164"}), machine("web01", "second"))
    document = fleet.document("push", "--canary", "1", code=3)
    assert states(document) == {"first": "failed", "second": "not-begun"}
    assert not (fleet.root("second") / "var/lib/siteprep").exists()
    assert "1 not-begun" in siteprep("runs", "list", "--journal", fleet.journal).stdout
    knobs = fleet.root("first") / "etc/practice-agent.conf"
    knobs.write_text("".join(line for line in knobs.read_text().splitlines(True) if "FORCE" not in line))
    done = siteprep("runs", "resume", "--journal", fleet.journal)
    assert done.returncode == 0, done.stderr
    assert "Going on with the interrupted run" in done.stderr
    assert len(fleet.installs("second")) == 1


def test_events_as_json(practice: Start) -> None:
    fleet = practice(machine("web01"), machine("old01"))
    done = fleet.run("push", "--json-events", "--format", "json")
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert events[0]["event"] == "RunStarted"
    assert {event["host"] for event in events if event["event"] == "HostFinished"} == {"web01", "old01"}
    blocked = next(event for event in events if event["event"] == "HostFinished" and event["host"] == "old01")
    assert blocked["state"] == "blocked"
    assert blocked["cause"].endswith(".")
    assert next(event["step"] for event in events if event["event"] == "StepFinished") == "stage"
    json.loads(done.stdout)


def test_each_event_is_one_line_written_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hosts end in several threads at the same time."""
    written: list[str] = []

    class Recorder(io.StringIO):
        def write(self, text: str) -> int:
            written.append(text)
            return len(text)

    monkeypatch.setattr(sys, "stderr", Recorder())
    for as_json in (True, False):
        with progress(as_json) as tell:
            tell(HostFinished("web01", "done", ""))
    assert len(written) == 2
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in written)


def test_check_access_only_signs_in(practice: Start) -> None:
    fleet = practice(machine("web01"), machine("db01"))
    (fleet.fleet.media.parent / "db01.password").write_text("wrong\n")
    done = siteprep("push", *fleet.options("preflight"), "--check-access")
    assert done.returncode == 5, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "web01: signed in and became root."
    assert lines[1].startswith("db01:")
    assert "refused the credentials" in lines[1]
    assert lines[2] == "1 of 2 hosts can be worked on."
    assert not fleet.journal.exists()


def answered(line: list[str], answer: str) -> tuple[int, str]:
    """Run a command on a terminal and answer its question."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.execv(sys.executable, [sys.executable, "-m", "siteprep", *line])  # noqa: S606 - the terminal is the point
    said = b""
    try:
        while data := os.read(terminal, 4096):
            said += data
            if answer and b"[y/N]" in said:
                os.write(terminal, answer.encode())
                answer = ""
    except OSError:  # how a terminal's end shows
        pass
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said.decode(errors="replace")


def test_before_many_hosts_are_changed_somebody_is_asked(practice: Start) -> None:
    fleet = practice(machine("web01"))
    listed = fleet.inventory.with_name("many.yaml")
    listed.write_text("hosts:\n" + "".join(f"- {{name: h{n}, address: 127.0.0.1, port: 1}}\n" for n in range(21)))
    line = ["push", *fleet.options("push"), "--inventory", str(listed), "--connect-tries", "1"]
    code, said = answered(line, "n\n")
    assert (code, "install the mobility agent on 21 hosts" in said, "Nothing was done" in said) == (2, True, True)
    assert answered(line, "y\n")[0] == 5
    assert "[y/N]" not in answered([*line, "--yes"], "")[1]
    assert "[y/N]" not in answered([*line, "--dry-run"], "")[1]
    assert siteprep(*line).returncode == 5  # nobody to ask: a pipeline


def test_ctrl_c_twice_stops_at_once(practice: Start) -> None:
    """The installer goes on by itself, and the next push takes its result."""
    fleet = practice(machine("web01"))
    let_end = fleet.hold("web01")
    line = [sys.executable, "tests/with_sigint.py", "push", *fleet.options("push")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(line, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr is not None
        fleet.begun("web01")
        process.send_signal(signal.SIGINT)
        for told in process.stderr:
            if "Press Ctrl-C again" in told:
                break
        process.send_signal(signal.SIGINT)
        errors = process.stderr.read()
        process.wait(timeout=60)
    let_end()  # siteprep has ended while the installer was still at work
    assert process.returncode == 130, errors
    assert by_name(fleet.document("push"))["web01"]["outcome"]["state"] == "done"
    assert len(fleet.installs("web01")) == 1


def test_two_signals_at_once_are_two_requests() -> None:
    """The second comes while the first is still being told of, because nobody reads yet."""
    code = """
import os, signal, threading, time
from contextlib import suppress
from fleet.engine import Stop, _interrupts
signal.signal(signal.SIGINT, signal.default_int_handler)
stop = Stop()
os.set_blocking(2, False)
with suppress(BlockingIOError):
    while True:
        os.write(2, b"." * 512)  # until the pipe is full
os.set_blocking(2, True)
for seconds in (0.2, 0.5):
    threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGINT)).start()
with suppress(KeyboardInterrupt), _interrupts(stop):
    time.sleep(1)
stop.within()
"""
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        time.sleep(1.5)
        assert process.stderr is not None
        said = process.stderr.read()
    assert said.count("Press Ctrl-C again") == 1
    assert "reentrant" not in said
    assert "fleet.engine.Interrupted" in said  # asked twice
