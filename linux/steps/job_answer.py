"""What the host tells of a job: its state, and once it ended its result, logs and listed errors; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from installer.explain.catalogue import Catalogue
from installer.explain.quote import quote
from installer.job_result import job_result
from installer.outcome import OutcomeTable, StepResult

LONGEST_LOG = 8000
"""Characters of a log's end that the journal keeps."""


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
        return job_result(
            self.code, table, success, errors=self.errors, catalogue=errors, said=self.output, log=self.log
        )
