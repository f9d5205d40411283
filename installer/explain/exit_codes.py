"""The exit codes of one program, as its data file lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from installer.explain.entry import NO_PREDICTIONS, Entry, Predictions
from installer.outcome import Outcome, State


@dataclass(frozen=True, slots=True)
class ExitCodeTable:
    """What a program means by its exit codes. `passed_on` are codes of another program that it may end with too."""

    program: str
    exe: str
    codes: Mapping[int, Entry]
    passed_on: Mapping[int, Entry] = field(default_factory=dict)

    @classmethod
    def from_data(
        cls,
        data: Mapping[str, Any],
        table: Callable[[str], ExitCodeTable],
        predictions: Predictions = NO_PREDICTIONS,
    ) -> ExitCodeTable:
        """Read a data file; `table` gives the table of another program that the file names."""
        program: str = data["program"]
        codes: dict[int, Entry] = {}
        if "same_as" in data:
            shared = table(data["same_as"]).codes
            codes = {code: replace(entry, subject=f"{program}:{code}") for code, entry in shared.items()}
        codes |= {
            code: Entry.from_data(f"{program}:{code}", row, data, predictions) for code, row in data["codes"].items()
        }
        passed_on: dict[int, Entry] = {}
        if "passes_on" in data:
            span = data["passes_on"]
            other = table(span["program"]).codes
            passed_on = {code: entry for code, entry in other.items() if span["from"] <= code <= span["to"]}
        return cls(program, data["exe"], codes, passed_on)

    def get(self, code: int) -> Entry | None:
        """What an exit code means; None for one that is not published."""
        return self.codes.get(code) or self.passed_on.get(code)

    def meanings(self, code: int) -> tuple[Entry, ...]:
        """Everything an exit code may mean, the program's own first."""
        return tuple(entry for entry in (self.codes.get(code), self.passed_on.get(code)) if entry)

    def number_of(self, name: str) -> int:
        """The exit code that has a name; KeyError for a name that none has."""
        for code, entry in self.codes.items():
            if entry.name == name:
                return code
        raise KeyError(name)

    def explain(self, exit_code: int) -> Outcome:
        """The outcome of an exit code; a code that is not published is a failure that says so."""
        entry = self.get(exit_code)
        if entry is None:
            return Outcome.failed(
                f"exit-{exit_code}",
                f"{self.exe} ended with exit code {exit_code}, which no published list explains.",
                "Read the installer's log on the host, then run the same command again.",
            )
        if entry.outcome is State.DONE:
            return Outcome(entry.outcome)
        cause = f"{self.exe} ended with exit code {exit_code}. {entry.cause}"
        return Outcome(entry.outcome, entry.kind, cause, entry.remedy)
