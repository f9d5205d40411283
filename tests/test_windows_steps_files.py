"""Answer files arrive whole, for administrators only, and go again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from host.errors import UsageError
from host.secret import Secret
from host.session import CommandResult
from installer.outcome import State
from tests.windows_runner import RunnerSession, needs_runner
from tests.windows_setup_host import Host, begin, bundled, host, windows_host
from windows.steps.context import StepRefused
from windows.steps.files import answer_path, clean_up, put, put_answers
from windows.steps.setup import extract, install

__all__ = ["host", "windows_host"]
pytestmark = needs_runner


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
