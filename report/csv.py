"""The result as a table for spreadsheets: one header row, one row a finding, nothing that a spreadsheet would
compute."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from report.document import Document
from report.plain import plain
from report.rows import Row, rows

COLUMNS = (
    *("host", "address", "platform", "os", "role", "verdict", "outcome", "check", "title", "status", "severity"),
    *("expected", "actual", "remedy", "link", "predicts", "waiver_reason", "waiver_owner", "waiver_expires"),
    *("collected", "run", "tool_version", "requirements", "cloud"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell must not begin with: spreadsheets take it for a formula, whatever quotes are around it."""


def render(document: Document) -> str:
    """The result's table."""
    return table(COLUMNS, (_values(document, row) for row in rows(document)))


def table(columns: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """A header and its lines: RFC 4180, UTF-8, lines that end in CRLF, no cell a formula."""
    told = io.StringIO(newline="")
    writer = csv.writer(told, quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    for values in lines:
        writer.writerow([_cell(value) for value in values])
    return told.getvalue()


def _values(document: Document, row: Row) -> list[object]:
    host, finding = row.host, row.finding or {}
    waiver = finding.get("waiver") or {}
    outcome = host.get("outcome") or {}
    return [
        *(host["name"], host["address"], host["platform"], host["os"], host["role"], host["verdict"]),
        outcome.get("state"),
        *(finding.get(name) for name in ("id", "title", "status", "severity", "expected")),
        finding.get("actual") if row.finding else row.reason,
        *(finding.get("remedy"), finding.get("link"), " ".join(finding.get("predicts", ()))),
        *(waiver.get("reason"), waiver.get("owner"), waiver.get("expires")),
        *(host["collected"], document["run"]["id"], document["tool"]["version"]),
        *(document["requirements"]["release"], document["requirements"]["cloud"]),
    ]


def _cell(value: object) -> str:
    text = "" if value is None else plain(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text
