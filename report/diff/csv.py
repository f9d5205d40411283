"""A comparison as a table for spreadsheets: one row a change."""

from __future__ import annotations

from report.csv import table
from report.diff.rows import changes
from report.document import Document

COLUMNS = (
    *("change", "host", "role", "check", "title", "before", "now", "remedy", "link"),
    *("old_run", "old_started", "new_run", "new_started", "tool_version"),
)


def render(document: Document) -> str:
    """RFC 4180, as the result's own table."""
    old, new = document["old"], document["new"]
    about = (old["run"], old["started"], new["run"], new["started"], document["tool"]["version"])
    return table(
        COLUMNS,
        (
            (
                *(each.change, each.host["name"], each.host["role"], each.check, each.title, each.before, each.now),
                *(each.remedy, (each.finding or {}).get("link"), *about),
            )
            for each in changes(document)
        ),
    )
