"""A setup's progress on standard error: one line for each thing that UnifiedSetup says or does."""

from __future__ import annotations

import sys

from fleet.events import Event, HostJudged, RunStarted, StepFinished, StepProgress, StepStarted
from report.plain import plain

_WAITING = "still running"


class SetupProgress:
    """A listener; a text that was just printed is not printed again."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, event: Event) -> None:
        text = plain(_text(event))
        if text and text != self._last:
            self._last = text
            print(text, file=sys.stderr, flush=True)


def _text(event: Event) -> str:
    match event:
        case RunStarted(run=run, resumed=True):
            return f"Going on with the interrupted run {run}."
        case RunStarted(run=run):
            return f"Run {run}."
        case HostJudged(verdict="unreachable", reason=reason):
            return f"This machine could not be looked at: {reason}"
        case StepStarted(step=step):
            return f"{step} ..."
        case StepProgress(step=step, text=text) if text != _WAITING:
            return f"{step}: {text}"
        case StepFinished(step=step, state=state, message=message):
            return f"{step}: {state}. {message}"
    return ""
