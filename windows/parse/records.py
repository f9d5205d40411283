"""Sections that hold records: NAME=VALUE lines, as wmic prints objects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from host.evidence import Evidence
from preflight.facts import Absent, Unknown
from preflight.sections import answer, unreadable

Record: TypeAlias = Mapping[str, str]

_NUMBER = re.compile(r"-?[0-9]{1,20}")
_LIST_ITEM = re.compile(r'"(.*?)"(?=,"|\}$)')


def records(evidence: Evidence, name: str) -> tuple[Record, ...] | Absent | Unknown:
    """A section of NAME=VALUE lines, records parted by empty lines; Unknown when it holds none."""
    found = answer(evidence, name)
    if not isinstance(found, str):
        return found
    return split_records(found) or unreadable(name)


def some_records(evidence: Evidence, name: str) -> tuple[Record, ...] | Unknown:
    """Like `records`, for what every host has."""
    found = records(evidence, name)
    return Unknown(f"The host has nothing to answer the section {name} with.") if isinstance(found, Absent) else found


def first_record(evidence: Evidence, name: str) -> Record | Unknown:
    """The first record of a section that must have one."""
    found = some_records(evidence, name)
    return found if isinstance(found, Unknown) else found[0]


def split_records(found: str) -> tuple[Record, ...]:
    """The records of a text as ``wmic ... get /format:list`` prints it; of a name given twice the first counts."""
    rows: list[dict[str, str]] = [{}]
    for line in found.split("\n"):
        if not line.strip():
            rows.append({})
            continue
        name, equals, value = line.partition("=")
        if equals:
            rows[-1].setdefault(name.strip(), value.strip())
    return tuple(row for row in rows if row)


def word(record: Record, name: str) -> str | Unknown:
    """A value that must be there."""
    return record.get(name) or Unknown(f"The host gives no value for {name}.")


def number(record: Record, name: str) -> int | Unknown:
    """A whole number that must be there."""
    found = record.get(name, "")
    return int(found) if _NUMBER.fullmatch(found) else Unknown(f"The host gives no number for {name}.")


def flag(record: Record, name: str) -> bool | Unknown:
    """TRUE or FALSE."""
    found = record.get(name, "").upper()
    return found == "TRUE" if found in ("TRUE", "FALSE") else Unknown(f"The host gives neither yes nor no for {name}.")


def strings(found: str) -> tuple[str, ...]:
    """A list as wmic prints it, ``{"a","b"}``; anything else holds nothing."""
    if not (found.startswith("{") and found.endswith("}")):
        return ()
    return tuple(match[1] for match in _LIST_ITEM.finditer(found))
