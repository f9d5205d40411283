"""UnifiedSetup's InstallationSummary-<guid>.json: what it has done so far and how that ended, pure.

Setup rewrites the file after every operation and leaves out what has no value, so that a reader may meet half of it.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from preflight.facts import Unknown
from windows.parse.plain import plain

MAX_OPERATIONS = 1_000
LONGEST = 10_000
"""Characters of one text; whoever shows it masks it first and cuts it then."""
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class Operation:
    """One entry: a check or a component. `result` is Success, Failed, Warn, Skip or Aborted; texts are one line."""

    scenario: str
    name: str
    result: str
    error_code: str = ""
    error_name: str = ""
    message: str = ""
    causes: str = ""
    recommendation: str = ""

    @property
    def failed(self) -> bool:
        """Whether setup calls it failed or aborted."""
        return self.result in ("Failed", "Aborted")

    @property
    def text(self) -> str:
        """The entry as setup tells it: name, result, and for what is amiss message and recommendation."""
        head = f"{self.name}: {self.result}"
        if self.result in ("Success", "Skip"):
            return head
        said = (self.error_name or self.error_code, self.message, self.recommendation)
        return " - ".join([head, *(part for part in said if part)])


@dataclass(frozen=True, slots=True)
class Summary:
    """The whole file. `exit_code` and `ended` are empty until setup has ended.

    With exit code 3010 setup itself records the status Failed: the exit code is what counts.
    """

    install_type: str
    role: str
    status: str
    started: str
    ended: str
    exit_code: int | None
    operations: tuple[Operation, ...]


def parse_summary(data: bytes) -> Summary | Unknown:
    """Read the file's bytes; Unknown for one that is being rewritten or is no summary."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        document = json.loads(data.decode(encoding))
    except (ValueError, RecursionError):
        return Unknown("The installation summary is not readable now: it is incomplete or no JSON.")
    if not isinstance(document, dict):
        return Unknown("The installation summary is not readable now: it is no JSON object.")
    listed = document.get("OperationDetails")
    entries = listed if isinstance(listed, list) else []
    return Summary(
        install_type=_text(document, "InstallType"),
        role=_text(document, "InstallRole"),
        status=_text(document, "InstallStatus"),
        started=_text(document, "StartTime"),
        ended=_text(document, "EndTime"),
        exit_code=_code(document.get("ExitCode")),
        operations=tuple(_operation(entry) for entry in entries[:MAX_OPERATIONS] if isinstance(entry, dict)),
    )


def _operation(entry: Mapping[str, Any]) -> Operation:
    return Operation(
        scenario=_text(entry, "ScenarioName"),
        name=_text(entry, "OperationName"),
        result=_text(entry, "Result"),
        error_code=_text(entry, "ErrorCode"),
        error_name=_text(entry, "ErrorCodeName"),
        message=_text(entry, "Message"),
        causes=_text(entry, "Causes"),
        recommendation=_text(entry, "Recommendation"),
    )


def _text(entry: Mapping[str, Any], key: str) -> str:
    """A member as one printable line; nothing for what is neither text nor number."""
    value = entry.get(key)
    return plain(str(value), LONGEST) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _code(value: Any) -> int | None:
    """A 32-bit exit code, which may stand as a number or as text."""
    if isinstance(value, bool):
        return None
    try:
        code = int(value) if isinstance(value, (int, str)) else None
    except ValueError:
        return None
    return code if code is not None and -(2**31) <= code < 2**32 else None
