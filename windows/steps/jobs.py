"""Jobs on a host: started at most once, then followed until they end."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from access.package_file import Tell
from host.errors import SessionLost, Unreachable
from installer.command_line.quoting import windows_line
from installer.outcome import Outcome, StepResult
from preflight.facts import Unknown
from windows.parse.answer import Followed, JobState, parse_followed
from windows.parse.log_lines import LogLines
from windows.parse.plain import plain
from windows.parse.summary import Summary, parse_summary
from windows.steps.context import QUICK, HostContext, JobLogs, StepRefused, read

FIRST_POLL = 0.5
"""Seconds until a job that was started is looked at again; each pause is twice the one before, up to the usual one."""
MOST_LOGS = 64
FILE_LIMIT, FILES = 256 * 1024, 4
"""Bytes of one log, and logs of one pattern, in one answer."""
_LAST_LINES = 3


@dataclass
class Progress:
    """What is known of a job's files so far, and what of it was told."""

    logs: dict[str, LogLines] = field(default_factory=dict)
    last: dict[str, list[str]] = field(default_factory=dict)
    summary: Summary | None = None
    told: int = 0

    def take(self, followed: Followed, context: HostContext, logs: JobLogs | None, tell: Tell) -> None:
        """Tell what a look at the job has new."""
        self._take_summary(followed.summary, context, tell)
        for piece in followed.pieces:
            if piece.name not in self.logs and len(self.logs) >= MOST_LOGS:
                continue
            lines = self.logs.setdefault(piece.name, LogLines()).feed(piece.offset, piece.data)
            shown = [plain(context.mask(line)) for line in lines if line.strip()]
            self.last[piece.name] = [*self.last.get(piece.name, []), *shown][-_LAST_LINES:]
            if shown and logs is not None and piece.name in logs.told:
                tell(shown[-1])

    def _take_summary(self, data: bytes, context: HostContext, tell: Tell) -> None:
        summary = parse_summary(data) if data else Unknown("There is none.")
        if isinstance(summary, Unknown):
            return
        self.summary = summary
        done, self.told = self.told, max(self.told, len(summary.operations))
        for operation in summary.operations[done:]:
            tell(plain(context.mask(operation.text)))

    def end(self, context: HostContext) -> None:
        """Take the lines that have no end."""
        for name, log in self.logs.items():
            self.last[name] = [*self.last.get(name, []), *(plain(context.mask(line)) for line in log.end())][
                -_LAST_LINES:
            ]

    @property
    def seen(self) -> list[str]:
        """How much of each file is known, as the host's script reads it."""
        return [f"{log.offset} {name}" for name, log in self.logs.items()]


@dataclass(frozen=True, slots=True)
class Program:
    """A program to run as a job, once: by absolute path, verified by SHA-256 where one is given, started while nothing
    holds `mutex`, into the folder `media` that is emptied before."""

    path: str
    arguments: tuple[str, ...]
    sha256: str = ""
    mutex: str = ""
    media: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """A job's end: its state and what was read meanwhile."""

    state: JobState
    progress: Progress


def run_job(
    context: HostContext,
    job: str,
    program: Program,
    tell: Tell,
    *,
    seconds: float,
    again: Callable[[JobState], bool],
) -> Ended | StepResult:
    """Start a job unless it was started before, and follow it to its end; a StepResult says why it is not known.

    `again` decides whether a job that has ended is set aside and started anew.
    """
    ends = time.monotonic() + seconds
    progress = Progress()
    lost = 0.0
    pause = min(FIRST_POLL, context.poll_seconds)
    begun = False
    while True:
        try:
            if not begun:
                state = look(context, job, Progress()).state
                if state.word == "absent" or (state.word != "running" and again(state)):
                    _start(context, job, program, retire=state)
                    tell(f"{job} was started")
                begun = True  # not before: a connection that broke meanwhile leaves open whether the job began
            followed = look(context, job, progress)
        except (SessionLost, Unreachable) as error:
            lost = lost or time.monotonic()
            if time.monotonic() - lost > context.lost_seconds:
                raise
            tell(f"the connection was lost ({error.kind}); the job goes on")
            time.sleep(context.poll_seconds)
            continue
        lost = 0.0
        progress.take(followed, context, context.logs(job), tell)
        if followed.state.word != "running" and not _cut(followed):
            progress.end(context)
            return Ended(followed.state, progress)
        if time.monotonic() > ends:
            return unfinished(
                f"{job}-deadline",
                f"The job {job} still runs after {seconds:.0f} seconds.",
                "It was left running. Run the same command again later; it takes the job's result.",
            )
        tell("still running")
        if not _cut(followed):
            time.sleep(pause)
            pause = min(2 * pause, context.poll_seconds)


def look(context: HostContext, job: str, progress: Progress) -> Followed:
    """One look at a job and what its files have new."""
    logs = context.logs(job) or JobLogs("", ())
    lines = context.script(
        "follow",
        JOB=job,
        LOGS=logs.folder,
        PATTERNS=logs.followed,
        SUMMARY=logs.summary,
        SEEN=progress.seen,
        LIMIT=FILE_LIMIT,
        FILES=FILES,
    )
    return read(parse_followed, lines)


def unfinished(kind: str, cause: str, remedy: str) -> StepResult:
    """A step that ended without its program's result."""
    return StepResult(Outcome.failed(kind, cause, remedy), cause)


def _start(context: HostContext, job: str, program: Program, *, retire: JobState) -> None:
    logs = context.logs(job)
    lines = context.script(
        "start",
        deadline=2 * QUICK,
        JOB=job,
        PROGRAM=program.path,
        ARGUMENTS=windows_line(program.arguments),
        SHA256=program.sha256,
        MUTEX=program.mutex,
        MEDIA=program.media,
        LOGS=logs.folder if logs else "",
        RETIRE="" if retire.word == "absent" else str(retire),
    )
    state = read(lambda answer: JobState.parse(answer[-1].strip()), lines)
    if state.word == "absent":
        raise StepRefused(
            f"{job}-not-started", f"The job {job} did not start.", "Run the same command again; it starts the job anew."
        )


def _cut(followed: Followed) -> bool:
    """Whether a file has more than one answer holds."""
    return any(len(piece.data) >= FILE_LIMIT for piece in followed.pieces)
