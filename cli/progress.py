"""Progress on standard error: a live display on a terminal, one plain line per event elsewhere, or JSON on request."""

from __future__ import annotations

import dataclasses
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from fleet.events import (
    Event,
    HostFinished,
    HostJudged,
    HostStarted,
    Listener,
    RunStarted,
    StepFinished,
    StepProgress,
    StepStarted,
    VerdictChanged,
)
from report.plain import plain


@contextmanager
def progress(json_events: bool = False) -> Iterator[Listener]:
    """A listener that shows what happens until the block ends; with `json_events` as one JSON object a line."""
    if json_events:
        yield _as_json
        return
    if not sys.stderr.isatty():
        yield _say
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.table import Column

    doing = TextColumn(
        "{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis", ratio=1)
    )
    columns = (
        SpinnerColumn(),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
        doing,  # the only one that is cut where the terminal is narrow
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, expand=True) as display:
        yield _Live(display)


class _Live:
    """One bar for the run, and in its text what the hosts under way are doing."""

    def __init__(self, display: Progress) -> None:  # type: ignore[name-defined]  # noqa: F821
        self._display = display
        self._task = display.add_task("hosts", total=None)
        self._doing: dict[str, str] = {}
        self._lock = threading.Lock()

    def __call__(self, event: Event) -> None:
        with self._lock:
            if isinstance(event, RunStarted):
                self._display.update(self._task, total=event.hosts)
                if event.resumed:
                    self._display.console.print(_text(event), markup=False, highlight=False)
            elif isinstance(event, HostFinished):
                self._doing.pop(event.host, None)
                self._display.advance(self._task)
                self._display.console.print(_text(event), markup=False, highlight=False)
            elif isinstance(event, HostStarted):
                self._doing[event.host] = "connecting"
            elif isinstance(event, HostJudged):
                self._doing.pop(event.host, None)
            elif isinstance(event, VerdictChanged):
                self._display.console.print(_text(event), markup=False, highlight=False)
            elif isinstance(event, StepStarted):
                self._doing[event.host] = event.step
            elif isinstance(event, StepProgress):
                self._doing[event.host] = f"{event.step}, {event.text}"
            doing = [f"{host}: {what}" for host, what in list(self._doing.items())[:3]]
            more = f" and {len(self._doing) - 3} more" if len(self._doing) > 3 else ""
            self._display.update(self._task, description="; ".join(doing) + more or "hosts")


def _as_json(event: Event) -> None:
    told = {"event": type(event).__name__, "time": datetime.now(UTC).isoformat(timespec="milliseconds")}
    _write(json.dumps(told | dataclasses.asdict(event)))


def _say(event: Event) -> None:
    text = _text(event)
    if text:
        _write(text)


def _write(line: str) -> None:
    """Write a line and its end at once: several hosts' threads tell what happens at the same time."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _text(event: Event) -> str:
    match event:
        case RunStarted(run=run, hosts=hosts, resumed=True):
            return f"Going on with the interrupted run {run} on {hosts} host(s)."
        case RunStarted(run=run, hosts=hosts):
            return f"Run {run} on {hosts} host(s)."
        case StepFinished(host=host, step=step, state=state, message=message):
            return plain(f"{host}: {step} {state}. {message}")
        case VerdictChanged(host=host, verdict=verdict):
            return f"{host}: {verdict} beside the other hosts of the run."
        case HostFinished(host=host, state=state, cause=cause):
            return plain(f"{host}: finished as {state}.{f' {cause}' if cause else ''}")
    return ""
