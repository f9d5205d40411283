"""What one code, ID or name means, and where it was met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from installer.outcome import State

Predictions = Mapping[str, tuple[str, ...]]
"""The IDs of the preflight checks that predict an error, by the error's ID or name."""
NO_PREDICTIONS: Predictions = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Meaning:
    """Why something happened and what to do about it, in full sentences."""

    cause: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One known code, ID or name. `subject` is how it is asked for: ``unified-setup:103``, ``95107``, ``EP0915``.

    `kind` is a stable word for programs, empty for what is no exit code. `also` are further meanings that the same
    code has. `predicted_by` names the preflight checks that find the cause beforehand. `note` says what is assumed.
    """

    subject: str
    name: str
    outcome: State
    cause: str
    remedy: str
    kind: str = ""
    also: tuple[Meaning, ...] = ()
    predicted_by: tuple[str, ...] = ()
    link: str = ""
    source: str = ""
    note: str = ""

    @classmethod
    def from_data(
        cls,
        subject: str,
        row: Mapping[str, Any],
        file: Mapping[str, Any],
        predictions: Predictions = NO_PREDICTIONS,
    ) -> Entry:
        """Read a row of a data file; link and source are the file's where the row has none.

        Its `predicted_by` lists checks, or errors whose checks are meant; those that predict `subject` come with it.
        """
        named = (check for name in row.get("predicted_by", ()) for check in predictions.get(name, (name,)))
        return cls(
            subject,
            str(row["name"]),
            State(row.get("outcome", State.FAILED)),
            row["cause"],
            row["remedy"],
            row.get("kind", ""),
            tuple(Meaning(other["cause"], other["remedy"]) for other in row.get("also", ())),
            tuple(dict.fromkeys([*named, *predictions.get(subject, ())])),
            row.get("link", file["link"]),
            row.get("source", file["source"]),
            row.get("note", row.get("assumption", "")),
        )


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file (the first is 1), and what it says, made short and free of secrets."""

    line: int
    quote: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """An entry as it was met: the first places of a file where it stands, and how often it does.

    `known` is False where no list explains it; the entry then says what to do instead.
    """

    entry: Entry
    places: tuple[Place, ...] = ()
    times: int = 0
    details: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that can be said of one code or file, the most decisive first.

    `remarks` are sentences about the question as a whole; `explained` tells whether nothing was left open.
    """

    question: str
    explanations: tuple[Explanation, ...]
    explained: bool
    remarks: tuple[str, ...] = ()


def unknown(subject: str, cause: str, remedy: str, **met: Any) -> Explanation:
    """What is said of something that no published list explains; `met` is where it was met."""
    return Explanation(Entry(subject, "", State.UNDETERMINED, cause, remedy), known=False, **met)
