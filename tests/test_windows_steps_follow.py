"""What is read of a running setup: logs and summary as progress, through lost polls and hostile answers."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from host.errors import SessionLost
from host.secret import MASK, Secret
from host.session import CommandResult
from tests.windows_runner import RunnerSession, needs_runner
from tests.windows_setup_host import Host, host, windows_host
from windows.steps import jobs
from windows.steps.context import StepRefused
from windows.steps.jobs import Progress, look
from windows.steps.look import verify_services
from windows.steps.setup import extract, install

__all__ = ["host", "windows_host"]
pytestmark = needs_runner


@dataclass
class Losing:
    """A session that loses the answers of some of its polls."""

    session: RunnerSession
    lose: Callable[[int], bool]
    own_clock: bool = False
    polls: int = 0

    def run(self, script: str, *, stdin: Iterable[bytes] = (), deadline: float) -> CommandResult:
        result = self.session.run(script, stdin=stdin, deadline=deadline)
        if "$SEEN = " in script:
            self.polls += 1
            if self.lose(self.polls):
                raise SessionLost("connection-lost", "The connection broke.")
        return result

    def close(self) -> None: ...


def test_progress_comes_from_the_logs_and_the_summary(host: Host) -> None:
    logs = host.logs
    (logs / "ASRUnifiedSetup.log").write_text("an earlier run\n")
    (logs / "InstallationSummary-old.json").write_text(
        json.dumps({"OperationDetails": [{"OperationName": "Old", "Result": "Failed"}]})
    )
    os.utime(logs / "InstallationSummary-old.json", (1, 1))
    operations = [
        {"OperationName": "AreCoresAvailable", "Result": "Warn", "Message": "hunter2\u001b[2J"},
        {"OperationName": "Tp", "Result": "Failed"},
    ]
    summary = json.dumps({"ExitCode": 1, "OperationDetails": operations})
    log, written = logs / "ASRUnifiedSetup.log", logs / "InstallationSummary-new.json"
    body = f"echo 'pass hunter2 word' >>{log}; echo '{summary}' >{written}; exit 1"
    result = install(host.context(body, secrets=(Secret("hunter2"),)), host.told.append)
    assert f"pass {MASK} word" in host.told
    assert f"AreCoresAvailable: Warn - {MASK} [2J" in host.told
    assert result.message.endswith("It listed: Tp: Failed.")
    assert not [text for text in host.told if "earlier" in text or "Old" in text or "hunter2" in text]


def test_a_summary_being_rewritten_is_read_the_next_time(host: Host) -> None:
    whole = json.dumps({"OperationDetails": [{"OperationName": "Tp", "Result": "Success"}]})
    file = host.logs / "InstallationSummary-1.json"
    body = f"printf '%s' '{whole[:30]}' >{file}; sleep 2; printf '%s' '{whole}' >{file}; exit 0"
    assert install(host.context(body), host.told.append).exit_code == 0
    assert host.told.count("Tp: Success") == 1


def test_a_long_log_comes_in_parts(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "FILE_LIMIT", 1000)
    body = f"i=0; while [ $i -lt 200 ]; do i=$((i+1)); echo line $i; done >{host.logs}/ASRUnifiedSetup.log; exit 0"
    assert install(host.context(body), host.told.append).exit_code == 0
    assert "line 200" in host.told


def test_links_among_the_logs_are_not_followed(host: Host, tmp_path: Path) -> None:
    (tmp_path / "shadow").write_text("root secret\n")
    (host.logs / "ASRUnifiedSetup.log").symlink_to(tmp_path / "shadow")
    (host.logs / "InstallationSummary-9.json").symlink_to(tmp_path / "shadow")
    followed = look(host.context(), "install", Progress())
    host.job("install", result="0")
    followed = look(host.context(), "install", Progress())
    assert (followed.pieces, followed.summary) == ((), b"")


def test_a_few_lost_polls_do_no_harm(host: Host) -> None:
    session = Losing(host.session, lambda poll: 2 <= poll <= 4)
    assert install(host.context("sleep 1; exit 0", session=session), host.told.append).exit_code == 0
    assert (host.starts, host.told.count("the connection was lost (connection-lost); the job goes on")) == (1, 3)


def test_a_lost_connection_is_told_in_the_end_and_the_job_goes_on(host: Host) -> None:
    session = Losing(host.session, lambda poll: poll > 1)
    context = host.context(session=session, lost_seconds=0.5)
    with pytest.raises(SessionLost):
        install(context, host.told.append)
    assert session.polls > 2
    assert install(replace(context, session=host.session), host.told.append).exit_code == 0
    assert host.starts == 1


@pytest.mark.parametrize(
    "answer", [b"", b"\0\xff\n", b"state\tfinished 0\trun-1\n", b"state\tfinished 0\nend\n", b"end\n"]
)
def test_a_hostile_answer_is_refused(host: Host, answer: bytes) -> None:
    class Hostile:
        own_clock = False

        def run(self, script: str, *, stdin: Iterable[bytes] = (), deadline: float) -> CommandResult:
            return CommandResult(0, answer, b"said hunter2")

        def close(self) -> None: ...

    context = host.context(
        session=Hostile(), secrets=(Secret("hunter2"),), bundle="C:\\b.exe", sha256="0" * 64, services=("dra",)
    )
    for step in (install, extract, verify_services):
        with pytest.raises(StepRefused) as caught:
            step(context, print)
        assert "hunter2" not in str(caught.value)
