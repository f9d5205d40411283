"""What a step or an installer's exit code means, pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from host.exit_codes import ExitCode


class State(StrEnum):
    """How something ended. The last ones are of hosts only: what one waits for, or why it was not touched."""

    DONE = "done"
    DONE_WITH_WARNINGS = "done-with-warnings"
    DONE_REBOOT_REQUIRED = "done-reboot-required"
    RETRY_LATER = "retry-later"
    FAILED = "failed"
    WAITING_FOR_CONFIG = "waiting-for-config"
    NOT_BEGUN = "not-begun"
    PLANNED = "planned"
    BLOCKED = "blocked"
    UNDETERMINED = "undetermined"
    UNREACHABLE = "unreachable"

    @property
    def succeeded(self) -> bool:
        """Whether the work is in place."""
        return self in (State.DONE, State.DONE_WITH_WARNINGS, State.DONE_REBOOT_REQUIRED)

    @property
    def exit_code(self) -> ExitCode:
        """What the state means for siteprep's own exit code."""
        if self in (State.DONE, State.PLANNED):
            return ExitCode.OK
        if self in (State.UNDETERMINED, State.UNREACHABLE, State.NOT_BEGUN):
            return ExitCode.UNDETERMINED
        if self.succeeded or self is State.WAITING_FOR_CONFIG:
            return ExitCode.WARNINGS
        return ExitCode.BLOCKED


@dataclass(frozen=True, slots=True)
class Outcome:
    """How something ended, of which kind a failure is, why, and what to do about it (full sentences)."""

    state: State
    kind: str = ""
    cause: str = ""
    remedy: str = ""

    @classmethod
    def failed(cls, kind: str, cause: str, remedy: str = "") -> Outcome:
        """A failure that was not an installer's exit code."""
        return cls(State.FAILED, kind, cause, remedy)

    def to_json(self) -> dict[str, str]:
        """As the journal and the result document have it."""
        return {"state": self.state.value, "kind": self.kind, "cause": self.cause, "remedy": self.remedy}


class OutcomeTable(Protocol):
    """Anything that knows what a program means by its exit codes."""

    def explain(self, exit_code: int) -> Outcome:
        """The outcome of an exit code; a code that is not published is a failure that says so."""
        ...


@dataclass(frozen=True, slots=True)
class StepResult:
    """How one step ended. `exit_code` is an installer's own; `message` is one plain sentence for the report, and `log`
    the end of the program's log."""

    outcome: Outcome
    message: str
    exit_code: int | None = None
    log: str = ""


def done(message: str) -> StepResult:
    """A step that did its work, or found it done."""
    return StepResult(Outcome(State.DONE), message)
