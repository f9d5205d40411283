"""Carrying out a host's planned steps; each transition is in the journal before the next begins."""

from __future__ import annotations

import time
from collections.abc import Callable

from fleet.engine import Stop
from fleet.events import Listener, StepFinished, StepProgress, StepStarted
from fleet.journal import RUNNING, Journal
from host.errors import HostError, SessionLost, Unreachable
from installer.outcome import Outcome, State, StepResult

Perform = Callable[[str, Callable[[str], None]], StepResult]
"""Carries out the step of that name; the function it is given takes a word on its progress."""

_SUCCEEDED = tuple(state.value for state in State if state.succeeded)


def carry_out(journal: Journal, run: str, host: str, perform: Perform, stop: Stop, tell: Listener) -> Outcome:
    """The steps in order, without those that succeeded before, up to the first that fails; the worst outcome of all."""
    worst = Outcome(State.DONE)
    for row in journal.steps(run, host):
        if row.state in _SUCCEEDED:
            continue
        stop.here()
        journal.update_step(run, host, row.position, state=RUNNING, started=time.time())
        tell(StepStarted(host, row.name))
        result = _performed(host, row.name, perform, stop, tell)
        outcome = result.outcome
        journal.update_step(
            run,
            host,
            row.position,
            state=outcome.state.value,
            exit_code=result.exit_code,
            message=result.message,
            log=result.log,
            finished=time.time(),
        )
        tell(StepFinished(host, row.name, outcome.state.value, result.message))
        if not outcome.state.succeeded:
            return outcome
        if outcome.state is not State.DONE:
            worst = outcome
    return worst


def _performed(host: str, step: str, perform: Perform, stop: Stop, tell: Listener) -> StepResult:
    def progress(text: str) -> None:
        stop.within()
        tell(StepProgress(host, step, text))

    try:
        return perform(step, progress)
    except (SessionLost, Unreachable) as error:
        return StepResult(Outcome(State.RETRY_LATER, error.kind, error.message, error.remedy), error.message)
    except HostError as error:
        return StepResult(Outcome.failed(error.kind, error.message, error.remedy), error.message)
