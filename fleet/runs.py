"""Earlier runs of a journal: what became of them, and which of their hosts are left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from fleet.journal import Journal
from host.errors import UsageError
from installer.outcome import State
from preflight.verdict import Verdict

LAST = "last"
"""Stands for the newest run."""
NOT_REACHED = "not looked at"
_WELL = {Verdict.READY.value, Verdict.READY_WITH_WARNINGS.value}


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run; `ends` counts its hosts by outcome, or by verdict where nothing was to be done. Times are UTC."""

    id: str
    kind: str
    command: str
    started: datetime
    finished: datetime | None
    ends: Mapping[str, int]


def summaries(journal: Journal) -> list[RunSummary]:
    """All runs, the newest first."""
    return [
        RunSummary(
            row.id, row.kind, row.command, _time(row.started), _time(row.finished) if row.finished else None,
            Counter(_end(host) for host in journal.states(row.id)),
        )
        for row in journal.runs()
    ]  # fmt: skip


def run_id(journal: Journal, name: str) -> str:
    """The run's id; `name` is an id, the beginning of one alone, or ``last``. Raises UsageError for one not known."""
    known = [row.id for row in journal.runs()]
    fitting = known[:1] if name == LAST else [each for each in known if each.startswith(name)]
    if name in known:
        return name
    if len(fitting) == 1:
        return str(fitting[0])
    if fitting:
        raise UsageError(f"'{name}' begins the ids of {len(fitting)} runs.", "Write more of the id.")
    raise UsageError(
        f"The journal {journal.name} knows no run '{name}'.", "siteprep runs list shows them; see also --journal."
    )


def to_resume(journal: Journal, name: str) -> tuple[str, str]:
    """The command of a run that was cut short, and the folder it was given in. Raises UsageError for a finished one."""
    row = journal.run(run_id(journal, name))
    if row is None or row.finished:
        raise UsageError(
            f"The run {row.id if row else name} was finished; nothing is left to be taken up again.",
            "To do again what did not end well, give its command with --retry RUN.",
        )
    return row.command, row.folder or "."


def left(journal: Journal, run: str) -> list[str]:
    """The names of the hosts of a run that did not end well, in the run's order."""
    return [host.name for host in journal.states(run) if not _ended_well(host)]


def _ended_well(host: Row[Any]) -> bool:
    return State(host.outcome["state"]).succeeded if host.outcome else host.verdict in _WELL


def _end(host: Row[Any]) -> str:
    return str(host.outcome["state"]) if host.outcome else host.verdict or NOT_REACHED


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
