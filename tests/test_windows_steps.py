"""The steps of a setup run, through real PowerShell and real processes: started once, detached, trusting nothing."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil
import pytest

from host.errors import SessionLost, UsageError
from host.secret import MASK, Secret
from host.session import CommandResult
from installer.outcome import Outcome, State
from tests.windows_runner import RunnerSession, needs_runner, windows_host
from windows.product import product
from windows.steps import jobs
from windows.steps.context import SetupContext, StepRefused, open_run_folder
from windows.steps.files import answer_path, clean_up, put, put_answers
from windows.steps.jobs import Program, Progress, look
from windows.steps.look import probe, read_passphrase, services, verify_services
from windows.steps.setup import extract, install
from windows.steps.table import STEPS

__all__ = ["windows_host"]
pytestmark = needs_runner


class Codes:
    """Exit codes that Linux can carry; an unpublished one stands for all others."""

    def explain(self, exit_code: int) -> Outcome:
        states = {0: State.DONE, 1: State.FAILED, 4: State.DONE_REBOOT_REQUIRED}
        if exit_code not in states:
            return Outcome.failed(f"exit-{exit_code}", f"Setup ended with exit code {exit_code}.")
        return Outcome(states[exit_code], "" if exit_code == 0 else "generic", "" if exit_code == 0 else "It failed.")


SETUP = """#!/bin/sh
echo $$ >>"{state}/starts"
echo "args: $*"
{body}
"""


@dataclass
class Host:
    """A host with a run folder, and setup as a shell script."""

    folder: Path
    data: Path
    state: Path
    session: RunnerSession
    told: list[str] = field(default_factory=list)

    @property
    def starts(self) -> int:
        file = self.state / "starts"
        return len(file.read_text().splitlines()) if file.exists() else 0

    def program(self, name: str, body: str) -> str:
        path = self.state / name
        path.write_text(SETUP.format(state=self.state, body=body))
        path.chmod(0o755)
        return str(path)

    def context(self, body: str = "exit 0", **changes: object) -> SetupContext:
        context = SetupContext(
            session=self.session,
            run_id="run-1",
            run_folder=str(self.folder),
            argv=("/ServerMode", "CS", "/InstallLocation", "D:\\My Files\\"),
            outcomes=Codes(),
            seconds=60,
            extract_seconds=60,
            setup_program=self.program("UNIFIEDSETUP.EXE", body),
            poll_seconds=0.2,
        )
        return replace(context, **changes)  # type: ignore[arg-type]

    @property
    def logs(self) -> Path:
        folder = self.data / "ASRSetupLogs"
        folder.mkdir(exist_ok=True)
        return folder

    def job(self, name: str, **files: str) -> Path:
        """A job's folder as an earlier run left it."""
        folder = self.folder / name
        folder.mkdir()
        for file, text in {"run": "run-0", "token": "t", "began": "1", **files}.items():
            (folder / file).write_text(text)
        os.utime(folder / "token", (0, 0))  # long ago
        return folder


@pytest.fixture
def host(windows_host: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
    monkeypatch.setitem(product().logs, "folder", "%ProgramData%/ASRSetupLogs")  # with this machine's separator
    session = RunnerSession()
    folder = Path(open_run_folder(session, "setup-1"))
    assert folder == windows_host / "siteprep" / "setup-1"
    state = tmp_path / "state"
    state.mkdir()
    return Host(folder, windows_host, state, session)


def test_the_table_names_the_steps_of_a_plan() -> None:
    assert list(STEPS) == ["extract", "answer-files", "setup", "verify-services", "clean-up"]


# The run folder.


def test_a_run_folder_is_found_again(host: Host) -> None:
    (host.folder / "kept").touch()
    assert open_run_folder(host.session, "setup-1") == str(host.folder)
    assert (host.folder / "kept").exists()
    assert not list(host.folder.parent.glob("*.new-*"))


@pytest.mark.parametrize("where", ["", "/setup-1", "/setup-1/answers"])
def test_a_folder_that_others_may_change_is_refused(host: Host, where: str) -> None:
    Path(f"{host.folder.parent}{where}.sids").write_text("S-1-5-32-544\nS-1-5-32-545\n")
    with pytest.raises(StepRefused, match="open to S-1-5-32-545"):
        open_run_folder(host.session, "setup-1")


def test_a_link_in_place_of_a_run_folder_is_refused(host: Host, tmp_path: Path) -> None:
    (host.folder.parent / "setup-2").symlink_to(tmp_path)
    with pytest.raises(StepRefused, match="is not a folder"):
        open_run_folder(host.session, "setup-2")
    with pytest.raises(StepRefused, match="is not a folder"):
        install(host.context(run_folder=str(host.folder.parent / "setup-2")), print)
    assert host.starts == 0


@pytest.mark.parametrize("name", ["", "setup-", "other", "setup-../x", "setup-a'b"])
def test_only_names_of_run_folders_are_taken(name: str) -> None:
    with pytest.raises(UsageError):
        open_run_folder(RunnerSession(), name)


# Setup as a job.


def test_setup_runs_once_and_its_result_is_taken_again(host: Host) -> None:
    context = host.context("echo oops >&2; exit 0")
    first = install(context, host.told.append)
    again = install(replace(context, run_id="run-2"), host.told.append)
    assert [(each.outcome.state, each.exit_code) for each in (first, again)] == [(State.DONE, 0)] * 2
    assert host.starts == 1
    output = (host.folder / "install" / "output").read_text()
    assert sorted(output.splitlines()) == ["args: /ServerMode CS /InstallLocation D:\\My Files\\", "oops"]


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


def pid_of(host: Host, file: str) -> int:
    return int((host.folder / "install" / file).read_text().split()[0])


def begin(host: Host, context: SetupContext) -> None:
    """Start setup and stop listening, as an interrupted siteprep does."""

    def stop(_text: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        install(context, stop)


def test_setup_outlives_who_started_it(host: Host) -> None:
    context = host.context("sleep 3; exit 0")
    begin(host, context)
    assert look(context, "install", Progress()).state.word == "running"
    assert install(context, host.told.append).exit_code == 0
    assert (host.starts, "still running" in host.told) == (1, True)


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
            host.context("/bin/sleep 40 & echo $! >{state}/left; exit 0".replace("{state}", str(host.state))), print
        ).exit_code
        == 0
    )
    psutil.Process(int((host.state / "left").read_text())).kill()
    assert time.monotonic() - began < 35


# Following.


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


def test_a_few_lost_polls_do_no_harm(host: Host) -> None:
    session = Losing(host.session, lambda poll: 2 <= poll <= 4)
    assert install(host.context("sleep 1; exit 0", session=session), host.told.append).exit_code == 0
    assert (host.starts, host.told.count("the connection was lost (connection-lost); the job goes on")) == (1, 3)


def test_a_lost_connection_is_told_in_the_end_and_the_job_goes_on(host: Host) -> None:
    session = Losing(host.session, lambda poll: poll > 1)
    context = host.context(session=session)
    with pytest.raises(SessionLost):
        install(context, host.told.append)
    assert session.polls == 1 + jobs.POLLS_LOST
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

    context = host.context(session=Hostile(), secrets=(Secret("hunter2"),), bundle="C:\\b.exe", sha256="0" * 64)
    for step in (install, extract, verify_services):
        with pytest.raises(StepRefused) as caught:
            step(context, print)
        assert "hunter2" not in str(caught.value)


# Extracting.

EXTRACTOR = (
    'for a; do case "$a" in /x:*) /bin/mkdir -p "${a#/x:}"; echo new >"${a#/x:}/UNIFIEDSETUP.EXE";; esac; done; exit 0'
)


def bundled(host: Host, body: str = EXTRACTOR) -> SetupContext:
    path = host.program("bundle.exe", body)
    sha256 = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    return host.context(setup_program=None, bundle=path, sha256=sha256)


def test_media_are_extracted_once(host: Host) -> None:
    context = bundled(host)
    for _ in range(2):
        assert extract(context, host.told.append).outcome.state is State.DONE
    assert host.starts == 1
    assert Path(context.program).read_text() == "new\n"
    assert (host.folder / "extract" / "output").read_text() == f"args: /q /x:{context.media}\n"


def test_lost_media_are_extracted_again_into_an_empty_folder(host: Host) -> None:
    context = bundled(host)
    extract(context, host.told.append)
    Path(context.program).unlink()
    (host.folder / "media" / "left").touch()
    assert extract(context, host.told.append).outcome.state is State.DONE
    assert (host.starts, [path.name for path in (host.folder / "media").iterdir()]) == (2, ["UNIFIEDSETUP.EXE"])


def test_media_of_a_finished_setup_are_not_missed(host: Host) -> None:
    host.job("install", result="0")
    assert "not needed" in extract(bundled(host), host.told.append).message
    assert host.starts == 0


def test_another_file_than_the_hashed_one_is_not_started(host: Host) -> None:
    context = replace(bundled(host), sha256="0" * 64)
    result = extract(context, host.told.append)
    assert (result.outcome.kind, host.starts) == ("extract-not-started", 0)
    assert "has not the SHA-256 that was asked for" in result.message


@pytest.mark.parametrize(
    ("body", "kind"), [("echo no space; exit 5", "extract-failed"), ("exit 0", "media-incomplete")]
)
def test_a_failed_extraction_is_told(host: Host, body: str, kind: str) -> None:
    result = extract(bundled(host, body), host.told.append)
    assert result.outcome.kind == kind
    assert ("no space" in result.message) == ("no space" in body)


def test_media_extracted_before_need_no_extraction(host: Host) -> None:
    assert extract(host.context(), print).outcome.state is State.DONE
    assert host.starts == 0


# Answer files.


def test_answer_files_arrive_whole_and_never_in_a_script(host: Host) -> None:
    answers = {"MySQLCreds.txt": Secret('MySQLRootPassword = "hunter2"\r\n'), "My.VaultCredentials": Secret("<é/>")}
    context = host.context(answers=answers)
    for _ in range(2):  # a second time it is replaced
        assert put_answers(context, host.told.append).outcome.state is State.DONE
    for name, content in answers.items():
        assert Path(answer_path(context.run_folder, name)).read_bytes() == content.reveal().encode()
    assert sorted(path.name for path in (host.folder / "answers").iterdir()) == sorted(answers)
    assert not [script for script in host.session.scripts if "hunter2" in script]


@pytest.mark.parametrize(
    "harm", [lambda data: data[:-1], lambda data: data + b"x", lambda data: b"X" + data[1:], lambda data: b""]
)
def test_a_file_that_did_not_arrive_whole_is_not_left(host: Host, harm: Callable[[bytes], bytes]) -> None:
    class Harmful(RunnerSession):
        def run(self, script: str, *, stdin: Iterable[bytes] = (), deadline: float) -> CommandResult:
            return super().run(script, stdin=[harm(b"".join(stdin))], deadline=deadline)

    with pytest.raises(StepRefused, match="did not arrive whole"):
        put(host.context(session=Harmful()), "a.txt", b"secret")
    assert not list((host.folder / "answers").iterdir())


def test_an_empty_file_can_be_put(host: Host) -> None:
    put(host.context(), "a.txt", b"")
    assert (host.folder / "answers" / "a.txt").read_bytes() == b""


@pytest.mark.parametrize("name", ["", "..", "a/b", "a\\b", "C:x", ".hidden", "a'b", "a.txt:stream", "a b"])
def test_only_plain_names_are_put(host: Host, name: str) -> None:
    with pytest.raises(UsageError):
        put(host.context(), name, b"")


def test_clean_up_keeps_results_and_removes_the_rest(host: Host) -> None:
    context = bundled(host)
    extract(context, host.told.append)
    put(context, "a.txt", b"secret")
    clean_up(context, print)
    assert sorted(path.name for path in host.folder.iterdir()) == ["extract"]
    clean_up(context, print)


def test_clean_up_leaves_a_running_setup_alone(host: Host) -> None:
    context = host.context("sleep 3; exit 0")
    put(context, "a.txt", b"secret")
    begin(host, context)
    with pytest.raises(StepRefused, match="The job install still runs"):
        clean_up(context, print)
    assert (host.folder / "answers" / "a.txt").exists()
    assert install(context, print).exit_code == 0


def test_clean_up_does_not_follow_a_link(host: Host, tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (host.folder / "media").symlink_to(tmp_path / "precious")
    with pytest.raises(StepRefused, match="is a link"):
        clean_up(host.context(), print)
    assert (tmp_path / "precious").exists()


# Looking.


def test_a_probe_tells_how_far_a_setup_is(host: Host, tmp_path: Path) -> None:
    (tmp_path / "host.reg").write_text(
        "Windows Registry Editor Version 5.00\n\n"
        "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Wow6432Node\\InMage Systems\\Installed Products\\9]\n"
        '"Version"="9.62\\t1"\n"Build_Version"="9.62.1.0"\n\n'
        "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full]\n"
        '"Release"=dword:000709fc\n'
    )
    host.job("install", result="4")
    put(host.context(), "a.txt", b"12345")
    found = probe(host.context())
    assert {name: str(state) for name, state in found.jobs.items()} == {"extract": "absent", "install": "finished 4"}
    assert found.jobs["install"].run == "run-0"
    assert found.files == {"answers/a.txt": 5}
    assert found.products[9]["Build_Version"] == "9.62.1.0"
    assert found.dotnet_release == 461308


def test_an_empty_host_has_nothing(host: Host) -> None:
    found = probe(host.context())
    assert (found.files, found.products, found.dotnet_release) == ({}, {}, None)


def services_of(tmp_path: Path) -> None:
    (tmp_path / "doubles" / "Get-Service.json").write_text(
        json.dumps([{"Name": "InMage PushInstall", "Status": "Running"}, {"Name": "dra", "Status": "Stopped"}])
    )
    (tmp_path / "host.reg").write_text(
        "Windows Registry Editor Version 5.00\n\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\dra]\n"
        '"Start"=dword:00000004\n'
    )


def test_services_are_told_with_how_they_start(host: Host, tmp_path: Path) -> None:
    services_of(tmp_path)
    found = services(host.context(), ["InMage PushInstall", "dra", "d*"])
    assert [(each.state, each.start) for each in found] == [
        ("Running", "unknown"),
        ("Stopped", "disabled"),
        ("absent", "unknown"),
    ]


def test_stopped_services_fail_the_verification(host: Host, tmp_path: Path) -> None:
    services_of(tmp_path)
    result = verify_services(host.context(services=("InMage PushInstall", "dra", "obengine")), print)
    assert result.outcome.kind == "service-stopped"
    assert result.message == "Not running: dra (Stopped, starts disabled), obengine (absent, starts unknown)."
    assert verify_services(host.context(services=("InMage PushInstall",)), print).outcome.state is State.DONE


@pytest.fixture
def unix_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """The places with this machine's separator."""
    names = product().passphrase
    monkeypatch.setitem(names, "places", [place.replace("\\", "/") for place in names["places"]])
    monkeypatch.setitem(names, "app_conf", names["app_conf"].replace("\\", "/"))
    monkeypatch.setitem(names, "relative", names["relative"].replace("\\", "/"))


@pytest.mark.parametrize(
    ("body", "expected"),
    [("echo itUx70I47uxDuUVY", "itUx70I47uxDuUVY"), ("exit 3", None), ("true", None), ("printf 'a\\nb\\n'", None)],
)
@pytest.mark.usefixtures("unix_places")
def test_the_passphrase_is_one_line_of_the_program(host: Host, body: str, expected: str | None) -> None:
    folder = host.data / "ASR" / "home" / "svsystems" / "bin"
    folder.mkdir(parents=True)
    program = folder / "genpassphrase.exe"
    program.write_text(f'#!/bin/sh\n[ "$1" = -n ] || exit 9\n{body}\n')
    program.chmod(0o755)
    if expected:
        assert read_passphrase(host.context()) == Secret(expected)
    else:
        with pytest.raises(StepRefused) as caught:
            read_passphrase(host.context())
        assert "genpassphrase" in str(caught.value)


@pytest.mark.usefixtures("unix_places")
def test_the_configuration_file_says_where_the_server_is(host: Host, tmp_path: Path) -> None:
    home = tmp_path / "D" / "home" / "svsystems" / "bin"
    home.mkdir(parents=True)
    (home / "genpassphrase.exe").write_text("#!/bin/sh\necho fromconf\n")
    (home / "genpassphrase.exe").chmod(0o755)
    conf = host.data / "Microsoft Azure Site Recovery" / "Config" / "App.conf"
    conf.parent.mkdir(parents=True)
    conf.write_text(f'# x\nOTHER="1"\nINSTALLATION_PATH = "{tmp_path / "D"}"\n')
    assert read_passphrase(host.context()).reveal() == "fromconf"


@pytest.mark.usefixtures("unix_places")
def test_no_configuration_server_no_passphrase(host: Host) -> None:
    with pytest.raises(StepRefused, match=r"There is no genpassphrase\.exe"):
        read_passphrase(host.context())


def test_a_program_given_directly_is_started_as_it_is(host: Host) -> None:
    """Arguments reach the program as they are, whatever stands in them."""
    odd = ("a b", 'q"uote', "back\\slash\\", "%PATH%", "$(x)", "é", "'", "")
    path = host.program("odd.exe", 'for a; do printf "<%s>" "$a"; done')
    jobs.run_job(host.context(), "extract", Program(path, odd), print, seconds=60, again=lambda _: False)
    output = (host.folder / "extract" / "output").read_text()
    assert output.split("\n")[1] == "".join(f"<{each}>" for each in odd)
