"""What the steps' scripts print: records of fields with tabs between, closed by a line ``end``, pure.

A host's answer is hostile: whatever is not of this form raises ValueError, and nothing in it is trusted further.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from windows.parse.plain import plain

_WORDS = ("absent", "running", "not-started", "vanished")


@dataclass(frozen=True, slots=True)
class JobState:
    """absent, running, finished (with the exit code), not-started or vanished; `run` is the one that began it."""

    word: str
    code: int | None = None
    run: str = ""

    @classmethod
    def parse(cls, text: str, run: str = "") -> JobState:
        """Read ``running`` or ``finished 3010``; ValueError for anything else."""
        word, _, rest = text.partition(" ")
        if word == "finished":
            return cls(word, exit_code(rest), run)
        if text not in _WORDS:
            raise ValueError("There is no such state of a job.")
        return cls(text, None, run)

    def __str__(self) -> str:
        return self.word if self.code is None else f"{self.word} {self.code}"


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of a text file from an offset on."""

    name: str
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Followed:
    """One look at a job: its state, what its files have new, and setup's newest summary (or nothing)."""

    state: JobState
    pieces: tuple[Piece, ...]
    summary: bytes = b""


def exit_code(text: str) -> int:
    """A 32-bit exit code; ValueError for anything else, also for the unfinished ``30`` of a result with blanks."""
    code = int(text)
    if str(code) != text or not -(2**31) <= code < 2**32:
        raise ValueError("This is no exit code.")
    return code


def records(lines: Iterable[str]) -> list[list[str]]:
    """The fields of each record; ValueError unless the last line is the end mark."""
    rows = [line.rstrip("\r").split("\t") for line in lines]
    if not rows or rows[-1] != ["end"]:
        raise ValueError("The answer is cut.")
    return rows[:-1]


def parse_followed(lines: Iterable[str]) -> Followed:
    """Read the answer of the step ``follow``."""
    state: JobState | None = None
    pieces: list[Piece] = []
    summary = b""
    for kind, *fields in records(lines):
        if kind == "state":
            word, run = fields
            state = JobState.parse(word, plain(run))
        elif kind == "text":
            name, offset, text = fields
            pieces.append(Piece(plain(name), _offset(offset), base64.b64decode(text, validate=True)))
        elif kind == "summary":
            _name, text = fields
            summary = base64.b64decode(text, validate=True)
    if state is None:
        raise ValueError("The answer tells no state.")
    return Followed(state, tuple(pieces), summary)


def _offset(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise ValueError("This is no offset.")
    return int(text)
