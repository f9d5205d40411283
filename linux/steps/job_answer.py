"""What the host tells of a job: its state, and once it ended its result, logs and listed errors; pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from installer.explain.catalogue import Catalogue
from installer.explain.entry import Explanation
from installer.explain.listed_errors import explain_errors, is_error_list
from installer.explain.quote import quote
from installer.outcome import OutcomeTable, StepResult

LONGEST_LOG = 8000
"""Characters of a log's end that the journal keeps."""
_MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class JobAnswer:
    """`code` is the program's exit code once it ended by itself, `version` the installed agent's (empty: none)."""

    state: str
    code: int | None = None
    version: str = ""
    output: tuple[str, ...] = ()
    log: str = ""
    errors: str = ""

    @classmethod
    def read(cls, lines: Sequence[str]) -> Self:
        """From the lines of wait.sh: the state, then lines behind a word that tells what they are."""
        word, _, code = lines[0].partition(" ")
        marked: dict[str, list[str]] = {"version": [], "output": [], "log": [], "error": []}
        for line in lines[1:]:
            kind, _, text = line.partition(" ")
            marked.setdefault(kind, []).append(text)
        return cls(
            word,
            int(code) if word == "finished" and code.isdecimal() and len(code) < 10 else None,
            "".join(marked["version"]),
            tuple(text.strip() for text in marked["output"] if text.strip()),
            "\n".join(map(quote, marked["log"] or marked["output"]))[-LONGEST_LOG:],
            "\n".join(marked["error"]),
        )

    def result(self, table: OutcomeTable, success: str, errors: Catalogue) -> StepResult:
        """What the program's exit code means, with what it listed and, where it failed, what it said last."""
        if self.code is None:
            raise ValueError("The job has not ended.")
        outcome = table.explain(self.code)
        listed = self._listed(errors)
        if listed:
            told = "; ".join(map(_told, listed[:_MOST_TOLD]))
            remedies = dict.fromkeys(each.entry.remedy for each in listed[:_MOST_TOLD] if each.known)
            cause = f"{outcome.cause} It listed: {told}."
            outcome = replace(outcome, cause=cause, remedy=" ".join(remedies) or outcome.remedy)
        said = "" if outcome.state.succeeded or listed else self._said_last()
        message = " ".join(part for part in (outcome.cause or success, said) if part)
        return StepResult(outcome, message, self.code, self.log)

    def _listed(self, errors: Catalogue) -> tuple[Explanation, ...]:
        try:
            document = json.loads(self.errors)
        except (ValueError, RecursionError):
            return ()
        if not is_error_list(document):
            return ()
        return explain_errors("InstallerErrors.json", document, self.errors, errors).explanations

    def _said_last(self) -> str:
        return f"It printed last: {' / '.join(map(quote, self.output[-3:]))}" if self.output else ""


def _told(error: Explanation) -> str:
    message = error.places[0].quote if error.places else ""
    return f"{error.entry.name or error.entry.subject} ({message or error.entry.cause})"
