"""The known errors that are no exit codes: IDs, names, Windows results, and lines of logs that tell them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from installer.explain.entry import Entry, Predictions
from installer.explain.numbers import parse_number


@dataclass(frozen=True, slots=True)
class KnownError:
    """One error. It is asked for by `ids`, or by `printed`, numbers under which logs show it as well.

    A line of a log tells it when all pieces of one of `match` (in lower case) are in the line. `decisive` is 1 for
    what alone explains a failure, 2 for what usually does, 3 for what may only accompany it. `status` are the exit
    codes on a host that a push turns into this error.
    """

    entry: Entry
    ids: tuple[str, ...]
    printed: tuple[int, ...] = ()
    match: tuple[tuple[str, ...], ...] = ()
    decisive: int = 1
    status: tuple[int, ...] = ()

    @property
    def numbers(self) -> frozenset[int]:
        """Its IDs as signed numbers of 32 bits, where they are numbers."""
        return frozenset({n for n in map(parse_number, self.ids) if n is not None} | set(self.printed))


def read_errors(
    data: Mapping[str, Any], find: Callable[[str], Entry], predictions: Predictions
) -> Iterable[KnownError]:
    """Read a data file. `find` gives the entry that a row refers to with `like`: its cause and remedy hold here too.

    A file's `prefix` begins every ID but those under `whole`; its `beside` is a word that must stand in a line
    together with an ID.
    """
    prefix, beside = data.get("prefix", ""), data.get("beside", "").lower()
    for row in data["errors"]:
        ids = tuple(f"{prefix}{name}" for name in row.get("ids", ())) + tuple(row.get("whole", ()))
        match = [piece if isinstance(piece, list) else [piece] for piece in row.get("match", ())]
        if beside:
            match += [[name, beside] for name in ids]
        entry = _entry(ids[0], row, data, find)
        checks = (*entry.predicted_by, *(check for name in ids for check in predictions.get(name, ())))
        yield KnownError(
            replace(entry, predicted_by=tuple(dict.fromkeys(checks))),
            ids,
            tuple(number for text in row.get("printed", ()) if (number := parse_number(str(text))) is not None),
            tuple(tuple(piece.lower() for piece in pieces) for pieces in match),
            row.get("decisive", 2 if beside else 1),
            tuple(row.get("status", ())),
        )


def _entry(subject: str, row: Mapping[str, Any], file: Mapping[str, Any], find: Callable[[str], Entry]) -> Entry:
    name = str(row.get("name", subject))
    if "like" not in row:
        return Entry.from_data(subject, {**row, "name": name}, file)
    alike = find(row["like"])
    source = file["source"] if file["source"] in alike.source else f"{file['source']}; {alike.source}"
    return replace(alike, subject=subject, name=name, kind="", link=row.get("link", file["link"]), source=source)
