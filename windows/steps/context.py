"""What a step works with, and the one way it talks to the host."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from access.package_file import LocalFile
from access.pull_offer import Offer
from access.share import ShareOpener
from access.throttle import Throttle
from host.errors import HostError, UsageError
from host.secret import MASK, Secret
from host.session import Session
from host.target import Target
from installer.outcome import OutcomeTable
from windows import scripts
from windows.product import product
from windows.quoting import Value

QUICK = 180.0
"""Seconds for a step that only looks at the host or writes a small file; PowerShell starts slowly on a busy host."""
EXTRACT, INSTALL = "extract", "install"
JOBS = (EXTRACT, INSTALL)

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class JobLogs:
    """The logs that a job's program writes on the host: their folder, patterns of those that are followed, which of
    them are progress, and the pattern of its summary (or nothing)."""

    folder: str
    followed: tuple[str, ...]
    told: tuple[str, ...] = ()
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostContext:
    """One host's run: its session, and the run folder that `open_run_folder` named. All paths are the host's own.

    `secrets` are masked in whatever the host says.
    """

    session: Session
    run_id: str
    run_folder: str
    secrets: tuple[Secret, ...] = ()
    poll_seconds: float = 5
    lost_seconds: float = 30
    """How long a job may not be asked for, because the connection broke or the host restarts."""

    def logs(self, _job: str) -> JobLogs | None:
        """The logs of a job; none by default."""
        return None

    def mask(self, text: str) -> str:
        """The text without the secrets: a program on the host may print what it was given."""
        for secret in sorted(self.secrets, key=lambda each: -len(each.reveal())):
            if secret.reveal():
                text = text.replace(secret.reveal(), MASK)
        return text

    def script(
        self,
        name: str,
        *,
        jobs: bool = True,
        stdin: Iterable[bytes] = (),
        deadline: float = QUICK,
        **variables: Value,
    ) -> list[str]:
        """Run one step's script and give its lines; raises StepRefused when it says that it could not do its work.

        The lines are not masked: what is shown of them must be.
        """
        text = scripts.step(name, jobs=jobs, RUN_FOLDER=self.run_folder, RUN_ID=self.run_id, **variables)
        return run_script(self.session, text, stdin=stdin, deadline=deadline, mask=self.mask)


@dataclass(frozen=True, slots=True, kw_only=True)
class StagingContext(HostContext):
    """A run that brings a large file to the host first. With `pull` the host fetches it itself; `share` opens the
    host's administrative shares."""

    target: Target
    throttle: Throttle = field(default_factory=Throttle)
    pull: Callable[[Path], Offer] | None = None
    share: ShareOpener | None = None

    @property
    def file(self) -> LocalFile:
        """What is staged."""
        raise NotImplementedError

    @property
    def file_path(self) -> str:
        """The verified file on the host."""
        return inside(self.run_folder, self.file.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupContext(StagingContext):
    """What the steps of UnifiedSetup need besides. `staged` is the self-extractor on this machine, where the host is
    another one; `bundle` is then its place on the host.

    `argv` holds UnifiedSetup's arguments without the program; they name files, never secrets. Either `bundle` is the
    self-extractor, with its SHA-256, or `setup_program` the UNIFIEDSETUP.EXE of media extracted before. `answers` are
    the contents of answer files by file name; `secrets` the passwords and passphrases in them. `outcomes` explains
    UnifiedSetup's exit codes. `seconds` may pass until setup ends, `extract_seconds` until its media are unpacked.
    """

    argv: tuple[str, ...]
    outcomes: OutcomeTable
    seconds: float
    extract_seconds: float
    bundle: str | None = None
    sha256: str = ""
    setup_program: str | None = None
    answers: Mapping[str, Secret] = field(default_factory=dict)
    services: tuple[str, ...] = ()
    staged: LocalFile | None = None

    @property
    def file(self) -> LocalFile:
        """The self-extractor."""
        if self.staged is None:
            raise ValueError("Nothing is staged where setup runs on this machine.")
        return self.staged

    @property
    def media(self) -> str:
        """The folder that the self-extractor fills."""
        return inside(self.run_folder, "media")

    @property
    def program(self) -> str:
        """UNIFIEDSETUP.EXE by its absolute path."""
        return self.setup_program or inside(self.media, product().program)

    def logs(self, job: str) -> JobLogs | None:
        """Setup's own logs."""
        if job != INSTALL:
            return None
        logs = product().logs
        return JobLogs(logs["folder"], tuple(logs["followed"]), tuple(logs["told"]), logs["summary"])


class StepRefused(HostError):
    """A step's script found that it must not or cannot do its work; the message is the host's own sentence."""


def open_run_folder(session: Session, name: str) -> str:
    """The run folder's absolute path on the host; the folder is made where it is missing.

    `name` is the same for every run of the same setup, e.g. ``setup-1f2e3d4c``. Raises StepRefused where the folder
    could be anybody's but administrators'.
    """
    if not re.fullmatch(r"(setup|agent)-[A-Za-z0-9-]{1,64}", name):
        raise UsageError(f"{name} is no name of a run folder.", "It looks like setup-1f2e3d4c.")
    return run_script(session, scripts.step("folder", NAME=name), deadline=QUICK)[0].strip()


def run_script(
    session: Session,
    text: str,
    *,
    deadline: float,
    stdin: Iterable[bytes] = (),
    mask: Callable[[str], str] = str,
) -> list[str]:
    """The lines a script printed; raises StepRefused when it refused, its output was cut, or it said nothing."""
    result = session.run(text, stdin=stdin, deadline=deadline)
    lines = result.text.split("\n")
    if lines[-1] == "":
        lines.pop()
    if result.exit_code == 0 and lines:
        return lines
    said = " ".join(mask(result.stderr.decode("utf-8", "replace")).split())[-500:]
    raise StepRefused(
        "step-refused",
        said or f"The host ended the step with exit code {result.exit_code} and said nothing.",
        "Correct this on the host, then run the same command again.",
    )


def read(parse: Callable[[list[str]], Answer], lines: list[str]) -> Answer:
    """A parsed answer; raises StepRefused for one that is not of the form that siteprep's script prints."""
    try:
        return parse(lines)
    except ValueError as error:
        raise StepRefused(
            "answer-unreadable",
            "The host's answer was cut or is not what siteprep's script prints.",
            "Look at what changes the output of PowerShell on the host, then run the same command again.",
        ) from error


def inside(folder: str, *names: str) -> str:
    """A path below a folder, as the host writes its paths."""
    separator = "\\" if "\\" in folder else "/"
    return separator.join([folder, *names])
