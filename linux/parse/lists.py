"""Sections that list things, a line each."""

from __future__ import annotations

from host.evidence import Evidence
from preflight.facts import Absent, Unknown
from preflight.sections import answer, unreadable


def listed(evidence: Evidence, name: str, word: str, fields: int) -> tuple[tuple[str, ...], ...] | Absent | Unknown:
    """The lines ``WORD FIELD...`` below a line ``looked``, each as its fields; the last field may hold blanks.

    The first line tells "nothing was found" from "nothing was printed".
    """
    found = answer(evidence, name)
    if not isinstance(found, str):
        return found
    head, *lines = found.split("\n")
    rows = [tuple(line.split(" ", fields)) for line in lines if line.strip()]
    if head != "looked" or any(row[0] != word or len(row) != fields + 1 for row in rows):
        return unreadable(name)
    return tuple(row[1:] for row in rows)
