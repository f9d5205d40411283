"""Finding known errors in a log."""

from __future__ import annotations

import re
from collections.abc import Iterable

from installer.explain.catalogue import Catalogue
from installer.explain.entry import Explanation, Place
from installer.explain.errors import KnownError
from installer.explain.numbers import parse_number
from installer.explain.quote import quote

PLACES = 5
"""How many places of one error are told; the count tells the rest."""

# Names and numbers that mean an error wherever they stand: the agent's error names, codes of the push, results of
# Windows, and an error's number behind the words that the portal and the documents put before it.
_MENTION = re.compile(
    r"\b(?P<name>ASRMobi\w{5,120}|EP\d{4})\b"
    r"|(?<!\w)(?P<result>0x8[0-9a-f]{7})\b"
    r"|\berror ?(?:id|code)\W{0,4}(?P<id>\d{5,6})\b",
    re.IGNORECASE,
)


def scan(lines: Iterable[tuple[int, str]], catalogue: Catalogue) -> tuple[Explanation, ...]:
    """Every known error that numbered lines tell, the most decisive first, then the one that comes first."""
    rules = [(pieces, error) for error in catalogue.errors for pieces in error.match]
    by_name = {name.lower(): error for error in catalogue.errors for name in error.ids}
    by_number = {number: error for error in catalogue.errors for number in error.numbers}
    places: dict[KnownError, list[Place]] = {}
    times: dict[KnownError, int] = {}
    for number, line in lines:
        lowered = line.lower()
        told = {error for pieces, error in rules if all(piece in lowered for piece in pieces)}
        for mention in _MENTION.finditer(line):
            if mention["name"]:
                error = by_name.get(mention["name"].lower())
            else:
                error = by_number.get(parse_number(mention["result"] or mention["id"]) or 0)
            if error is not None:
                told.add(error)
        for error in told:
            times[error] = times.get(error, 0) + 1
            known = places.setdefault(error, [])
            if len(known) < PLACES:
                known.append(Place(number, quote(line)))
    ranked = sorted(places, key=lambda error: (_rank(error), places[error][0].line, error.ids))
    return tuple(Explanation(error.entry, tuple(places[error]), times[error]) for error in ranked)


def _rank(error: KnownError) -> int:
    return 3 if error.entry.outcome.succeeded else error.decisive
