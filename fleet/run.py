"""A run from its beginning to its end: begun or taken up again in the journal, locked, worked through, finished."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fleet import targets as stored_targets
from fleet.engine import Stop, work_through
from fleet.events import Listener, RunStarted
from fleet.journal import Journal, NewRun
from host.target import Target
from host.version import __version__
from installer.outcome import State


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What a run is to do: on which targets, with which settings (no secrets), as which command line."""

    kind: str
    targets: Sequence[Target]
    settings: Mapping[str, Any]
    requirements: Mapping[str, str]
    command: str
    resumable: bool
    """Whether an unfinished run of the same work is taken up again, and a second process at the same work refused."""

    @property
    def fingerprint(self) -> str:
        """Equal for the same kind of run with the same settings on the same targets."""
        work = [self.kind, self.settings, [stored_targets.to_json(target) for target in self.targets]]
        return hashlib.sha256(json.dumps(work, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Worked:
    """What came of working through hosts: those whose unit of work crashed, and whether all of them were begun."""

    crashed: dict[str, Exception]
    complete: bool = True


Work = Callable[[str, Sequence[str]], Worked]
"""Works through the hosts of a run, given its id and their names."""


def each_host(make_unit: Callable[[str], Callable[[str], None]], *, at_once: int, stop: Stop) -> Work:
    """Work that processes one host like the other; `make_unit` is given the run's id and returns what processes one."""
    return lambda run, names: Worked(work_through(names, make_unit(run), at_once=at_once, stop=stop))


def execute(request: RunRequest, journal: Journal, tell: Listener, work: Work) -> tuple[str, dict[str, Exception]]:
    """Work through all hosts; give the run's id and the hosts whose unit of work crashed.

    The run is then marked finished; one that was interrupted, or in which a unit crashed or hosts were not begun, stays
    open.
    """
    with journal.exclusive(request.fingerprint) if request.resumable else nullcontext():
        run = journal.unfinished(request.kind, request.fingerprint) if request.resumable else None
        resumed = run is not None
        if run is not None:
            journal.reopen(run, [state.value for state in State if state.succeeded])
        else:
            run = f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{secrets.token_hex(3)}"
            journal.begin(_new_run(run, request))
        tell(RunStarted(run, len(request.targets), resumed=resumed))
        worked = work(run, [target.name for target in request.targets])
        if not worked.crashed and worked.complete:
            journal.finish(run, time.time())
    return run, worked.crashed


def _new_run(run: str, request: RunRequest) -> NewRun:
    return NewRun(
        id=run,
        kind=request.kind,
        fingerprint=request.fingerprint,
        command=request.command,
        settings=request.settings,
        tool_version=__version__,
        requirements=request.requirements,
        started=time.time(),
        folder=str(Path.cwd()),
        targets={target.name: stored_targets.to_json(target) for target in request.targets},
    )
