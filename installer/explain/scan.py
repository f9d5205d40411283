"""Finding known errors in a log."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice

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


_NEEDLES = ("asrmobi", "ep0", "ep2", "0x8", "error id", "errorid", "error code", "errorcode")  # one is in any mention
_AT_ONCE = 256
"""Lines that are looked at together first, since nearly all lines of a log tell nothing."""


def scan(lines: Iterable[tuple[int, str]], catalogue: Catalogue) -> tuple[Explanation, ...]:
    """Every known error that numbered lines tell, the most decisive first, then the one that comes first."""
    errors = catalogue.errors
    rules = [(pieces, index) for index, error in enumerate(errors) for pieces in error.match]
    by_name = {name.lower(): index for index, error in enumerate(errors) for name in error.ids}
    by_number = {number: index for index, error in enumerate(errors) for number in error.numbers}
    places: dict[int, list[Place]] = {}
    times: Counter[int] = Counter()
    rest = iter(lines)
    while batch := list(islice(rest, _AT_ONCE)):
        text = "\n".join(line for _, line in batch).lower()
        near = [(pieces, index) for pieces, index in rules if all(piece in text for piece in pieces)]
        mentions = any(needle in text for needle in _NEEDLES)
        for number, line in batch if near or mentions else ():
            lowered = line.lower()
            told = {index for pieces, index in near if all(piece in lowered for piece in pieces)}
            if mentions and any(needle in lowered for needle in _NEEDLES):
                told |= _mentioned(line, by_name, by_number)
            for index in told:
                times[index] += 1
                known = places.setdefault(index, [])
                if len(known) < PLACES:
                    known.append(Place(number, quote(line)))
    ranked = sorted(places, key=lambda index: (_rank(errors[index]), places[index][0].line, index))
    return tuple(Explanation(errors[index].entry, tuple(places[index]), times[index]) for index in ranked)


def _mentioned(line: str, by_name: Mapping[str, int], by_number: Mapping[int, int]) -> set[int]:
    told = set()
    for mention in _MENTION.finditer(line):
        if mention["name"]:
            told.add(by_name.get(mention["name"].lower()))
        else:
            told.add(by_number.get(parse_number(mention["result"] or mention["id"]) or 0))
    return {index for index in told if index is not None}


def _rank(error: KnownError) -> int:
    return 3 if error.entry.outcome.succeeded else error.decisive
