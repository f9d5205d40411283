"""The summary that a setup writes: its exit code, and how each of its operations ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from installer.explain.catalogue import Catalogue
from installer.explain.entry import Answer, Entry, Explanation, Place, unknown
from installer.explain.numbers import parse_number
from installer.explain.place import Finder
from installer.explain.quote import quote

MOST = 500
"""Operations that are looked at; a setup records some dozens."""
_SERVER = ("unified-setup",)
_WINDOWS = ("unified-setup", "unified-agent", "agent-configurator")
_LINUX = ("linux-install", "linux-configurator")
_BAD = ("failed", "aborted", "warn")


def is_summary(document: object) -> bool:
    """Whether a JSON document has the fields of a summary."""
    return isinstance(document, dict) and (
        isinstance(document.get("OperationDetails"), list) or {"ExitCode", "InstallStatus"} <= set(document)
    )


def explain_summary(question: str, document: Mapping[str, Any], text: str, catalogue: Catalogue) -> Answer:
    """Explain what failed; failed operations first, then the exit code in the meaning of each program it may be of."""
    finder = Finder(text)
    operations = [row for row in document.get("OperationDetails") or () if isinstance(row, dict)][:MOST]
    bad = [row for row in operations if str(row.get("Result", "")).lower() in _BAD]
    told = [_operation(row, finder, catalogue) for row in bad]
    told.sort(key=lambda one: one.details.startswith("Warn"))
    told += _exit_code(document, operations, Finder(text), catalogue)
    if not told:
        return Answer(
            question, (), explained=False, remarks=("The summary names no exit code and no failed operation.",)
        )
    status = quote(str(document.get("InstallStatus", "")))
    remarks = (f"The summary's status is {status}.",) if status else ()
    return Answer(question, tuple(told), all(one.known for one in told), remarks)


def _operation(row: Mapping[str, Any], finder: Finder, catalogue: Catalogue) -> Explanation:
    operation = str(row.get("OperationName", ""))[:120]
    places = (Place(finder.line_of(operation), quote(str(row.get("Message") or row.get("Exception") or ""))),)
    details = quote(" ".join(str(row.get(key) or "") for key in ("Result", "ScenarioName", "OperationName", "Causes")))
    found: tuple[Entry, ...] = ()
    for key in ("ErrorCodeName", "OperationName", "ErrorCode"):
        value = row.get(key)
        named = isinstance(value, str) and parse_number(value) is None
        if named or (key == "ErrorCode" and value not in (None, 0, "0", "")):
            found = found or catalogue.look_up(str(value)[:120])
    if found:
        return Explanation(found[0], places, 1, details)
    return unknown(
        quote(operation) or "operation without a name",
        "The setup's operation did not succeed, and no published list explains why.",
        "Read the setup's log at the time of this operation.",
        places=places,
        times=1,
        details=details,
    )


def _exit_code(
    document: Mapping[str, Any], operations: list[dict[str, Any]], finder: Finder, catalogue: Catalogue
) -> list[Explanation]:
    value = document.get("ExitCode")
    code = parse_number(str(value)) if isinstance(value, int | str) and not isinstance(value, bool) else None
    if code is None:
        return []
    place = (Place(finder.line_of("ExitCode"), f"ExitCode: {code}"),)
    meanings = [
        entry for program in _programs(document, operations) for entry in catalogue.tables[program].meanings(code)
    ]
    if meanings:
        return [Explanation(entry, place, 1) for entry in meanings]
    return [
        unknown(
            f"exit code {code}",
            f"The summary gives the exit code {code}, which no published list explains.",
            "Read the setup's log for what it did last.",
            places=place,
            times=1,
        )
    ]


def _programs(document: Mapping[str, Any], operations: list[dict[str, Any]]) -> tuple[str, ...]:
    """The programs that may have written the summary; it does not name its program in a published way."""
    if "linux" in str(document.get("OsType", "")).lower():
        return _LINUX
    if any(row.get("ScenarioName") == "ProductPreReqChecks" for row in operations):
        return _SERVER
    return _WINDOWS
