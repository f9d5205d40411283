"""What happens during a run, told to whoever listens. Events carry no secrets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run begins, or goes on where an interrupted one stopped."""

    run: str
    hosts: int
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class HostStarted:
    """Work on a host begins: the connection is opened."""

    host: str


@dataclass(frozen=True, slots=True)
class HostJudged:
    """A host's preflight verdict is known and stored."""

    host: str
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class VerdictChanged:
    """A host's stored verdict is another one, now that it was compared with the other hosts of the run."""

    host: str
    verdict: str


@dataclass(frozen=True, slots=True)
class StepStarted:
    """The journal holds that a step begins."""

    host: str
    step: str


@dataclass(frozen=True, slots=True)
class StepProgress:
    """A step that takes long says what it is doing."""

    host: str
    step: str
    text: str


@dataclass(frozen=True, slots=True)
class StepFinished:
    """The journal holds how a step ended."""

    host: str
    step: str
    state: str
    message: str


@dataclass(frozen=True, slots=True)
class HostFinished:
    """The journal holds a host's final state in this run, and why it is that."""

    host: str
    state: str
    cause: str = ""


Event = (
    RunStarted | HostStarted | HostJudged | VerdictChanged | StepStarted | StepProgress | StepFinished | HostFinished
)
Listener = Callable[[Event], None]


def ignore(_event: Event) -> None:
    """A listener for those who only want the result."""
