"""A Windows host for tests of the setup steps: a run folder through real PowerShell, and setup as a shell script."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from host.target import Platform, Target
from installer.outcome import Outcome, State
from tests.windows_runner import RunnerSession, windows_host
from windows.product import product
from windows.steps.context import SetupContext, open_run_folder
from windows.steps.setup import install

__all__ = ["windows_host"]


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

    def server_is_installed(self) -> None:
        """What setup leaves in the registry."""
        key = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Wow6432Node\\InMage Systems\\Installed Products\\9"
        registry = self.data.parent / "host.reg"
        registry.write_text(f'Windows Registry Editor Version 5.00\n\n[{key}]\n"Version"="9.53.0.0"\n')

    def program(self, name: str, body: str) -> str:
        path = self.state / name
        path.write_text(SETUP.format(state=self.state, body=body))
        path.chmod(0o755)
        return str(path)

    def context(self, body: str = "exit 0", **changes: object) -> SetupContext:
        context = SetupContext(
            target=Target("here", "localhost", platform=Platform.WINDOWS),
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


def pid_of(host: Host, file: str) -> int:
    return int((host.folder / "install" / file).read_text().split()[0])


def begin(host: Host, context: SetupContext) -> None:
    """Start setup and stop listening, as an interrupted siteprep does."""

    def stop(_text: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        install(context, stop)


EXTRACTOR = (
    'for a; do case "$a" in /x:*) /bin/mkdir -p "${a#/x:}"; echo new >"${a#/x:}/UNIFIEDSETUP.EXE";; esac; done; exit 0'
)


def bundled(host: Host, body: str = EXTRACTOR) -> SetupContext:
    path = host.program("bundle.exe", body)
    sha256 = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    return host.context(setup_program=None, bundle=path, sha256=sha256)
