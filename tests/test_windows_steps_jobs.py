"""Setup as a job, through real PowerShell and real processes: started once, detached, its end never guessed."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from installer.outcome import State
from tests.windows_runner import needs_runner
from tests.windows_setup_host import Host, begin, host, pid_of, windows_host
from windows.product import product
from windows.steps.context import StepRefused
from windows.steps.jobs import Progress, look
from windows.steps.setup import install

__all__ = ["host", "windows_host"]
pytestmark = needs_runner


def test_setup_runs_once_and_its_result_is_taken_again(host: Host) -> None:
    context = host.context("echo oops >&2; exit 0")
    first = install(context, host.told.append)
    host.server_is_installed()
    again = install(replace(context, run_id="run-2"), host.told.append)
    assert again.message.endswith("the earlier run run-1; UnifiedSetup was not started again.")
    assert [(each.outcome.state, each.exit_code) for each in (first, again)] == [(State.DONE, 0)] * 2
    assert host.starts == 1
    output = (host.folder / "install" / "output").read_text()
    assert sorted(output.splitlines()) == ["args: /ServerMode CS /InstallLocation D:\\My Files\\", "oops"]


def test_setup_is_run_again_once_the_server_was_removed(host: Host) -> None:
    context = host.context("exit 0")
    install(context, host.told.append)
    assert install(replace(context, run_id="run-2"), host.told.append).exit_code == 0
    assert host.starts == 2


def test_a_failure_is_this_runs_result_and_a_later_run_starts_anew(host: Host) -> None:
    context = host.context("echo because; exit 1")
    first, same = install(context, host.told.append), install(context, host.told.append)
    assert (first, host.starts) == (same, 1)
    assert (first.outcome.kind, first.exit_code) == ("generic", 1)
    assert first.message.endswith("It said last: args: /ServerMode CS /InstallLocation D:\\My Files\\ / because")
    assert install(replace(context, run_id="run-2"), host.told.append).exit_code == 1
    assert host.starts == 2
    assert (host.folder / "install.1" / "result").read_text() == "1"


def test_a_success_with_reboot_is_not_repeated(host: Host) -> None:
    context = host.context("exit 4")
    assert install(context, host.told.append).outcome.state is State.DONE_REBOOT_REQUIRED
    host.server_is_installed()
    assert install(replace(context, run_id="run-2"), host.told.append).exit_code == 4
    assert host.starts == 1


def test_an_unlisted_code_is_told_in_full(host: Host) -> None:
    host.job("install", result="-2147024891", run="run-1")
    result = install(host.context(), host.told.append)
    assert (result.exit_code, result.outcome.kind, host.starts) == (-2147024891, "exit--2147024891", 0)


def test_two_at_once_start_one(host: Host) -> None:
    from concurrent.futures import ThreadPoolExecutor

    context = host.context("sleep 2; exit 0")
    with ThreadPoolExecutor(3) as pool:
        results = list(pool.map(lambda _: install(context, host.told.append), range(3)))
    assert [result.exit_code for result in results] == [0, 0, 0]
    assert host.starts == 1
    assert sorted(path.name for path in host.folder.iterdir()) == ["answers", "install"]


def test_setup_outlives_who_started_it(host: Host) -> None:
    end = host.state / "setup-may-end"
    context = host.context(f"while [ ! -e {end} ]; do sleep 0.1; done; exit 0")
    begin(host, context)
    assert look(context, "install", Progress()).state.word == "running"

    def tell(text: str) -> None:
        if text == "still running":
            end.touch()

    assert install(context, tell).exit_code == 0
    assert (host.starts, end.exists()) == (1, True)


def test_setup_counts_as_running_when_its_runner_was_killed(host: Host) -> None:
    context = host.context("sleep 4; exit 0")
    begin(host, context)
    deadline = time.monotonic() + 20
    while not (host.folder / "install" / "program").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    psutil.Process(pid_of(host, "pid")).kill()
    assert look(context, "install", Progress()).state.word == "running"
    result = install(context, host.told.append)
    assert (result.outcome.kind, host.starts) == ("install-vanished", 1)


def test_what_vanished_is_started_anew_by_the_next_run(host: Host) -> None:
    host.job("install", pid="999999 1")
    result = install(host.context(), host.told.append)
    assert (result.exit_code, host.starts) == (0, 1)
    assert (host.folder / "install.1").is_dir()


def test_a_used_again_process_id_is_not_taken_for_the_job(host: Host) -> None:
    host.job("install", pid=f"{os.getpid()} 630000000000000000")
    assert look(host.context(), "install", Progress()).state.word == "vanished"


def test_a_job_that_never_began_has_vanished(host: Host) -> None:
    host.job("install")
    assert look(host.context(), "install", Progress()).state.word == "vanished"


def test_a_half_written_result_is_none(host: Host) -> None:
    folder = host.job("install", pid="999999 1")
    (folder / "result.new").write_text("0")
    assert look(host.context(), "install", Progress()).state.word == "vanished"


@pytest.mark.parametrize("content", ["", "30 10", "0\n", "9" * 30, "not-a-code\tend"])
def test_a_result_that_is_no_code_is_refused(host: Host, content: str) -> None:
    host.job("install", result=content)
    with pytest.raises(StepRefused, match="not what siteprep's script prints"):
        install(host.context(), host.told.append)
    assert host.starts == 0


def test_a_runner_that_comes_too_late_starts_nothing(host: Host) -> None:
    context = host.context()
    install(context, host.told.append)
    job = host.folder / "install"
    (job / "token").write_text("another start")
    script = f"$job = '{job}'; $token = 'mine'; & ([ScriptBlock]::Create([IO.File]::ReadAllText(\"$job/runner\")))"
    result = host.session.run(script, deadline=60)
    assert (result.exit_code, host.starts) == (0, 1)


def test_a_program_that_cannot_be_run_says_so(host: Host) -> None:
    context = host.context()
    Path(context.program).write_bytes(b"MZ this is no program of this machine")
    result = install(context, host.told.append)
    assert (result.outcome.kind, result.exit_code) == ("install-not-started", None)
    assert "It said last: " in result.message


def test_a_missing_program_is_refused(host: Host) -> None:
    with pytest.raises(StepRefused, match="There is no program"):
        install(host.context(setup_program=str(host.state / "none.exe")), print)


def test_windows_that_starts_no_job_is_told(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WMI_REFUSES", "8")
    with pytest.raises(StepRefused, match=r"Win32_Process.Create returned 8\. Check that the service Winmgmt"):
        install(host.context(), print)


def test_another_setup_is_waited_for_by_the_user(host: Host) -> None:
    host.session.before = f"$held = New-Object Threading.Mutex($true, '{product().mutex}')"
    with pytest.raises(StepRefused, match="Another setup of Azure Site Recovery runs"):
        install(host.context(), print)
    assert not (host.folder / "install").exists()


def test_a_setup_that_takes_too_long_is_left_running(host: Host) -> None:
    context = host.context("sleep 30; exit 0", seconds=0.1)
    result = install(context, host.told.append)
    assert result.outcome.kind == "install-deadline"
    assert look(context, "install", Progress()).state.word == "running"
    psutil.Process(pid_of(host, "pid")).kill()
    psutil.Process(pid_of(host, "program")).kill()


def test_what_setup_leaves_behind_does_not_hold_its_result(host: Host) -> None:
    began = time.monotonic()
    assert (
        install(
            host.context("/bin/sleep 120 & echo $! >{state}/left; exit 0".replace("{state}", str(host.state))), print
        ).exit_code
        == 0
    )
    psutil.Process(int((host.state / "left").read_text())).kill()
    assert time.monotonic() - began < 110
