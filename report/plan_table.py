"""A plan document (siteprep.plan/1) as a table for the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from installer.command_line.quoting import windows_line
from report.plain import plain

if TYPE_CHECKING:
    from rich.console import Console


def print_plan(document: Mapping[str, Any], console: Console) -> None:
    """Every step with its program, log, codes and time-out, what is skipped and why, and what the machine decides."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(f"Plan: {document['mode']}"), title_justify="left", show_lines=True)
    table.add_column("#", justify="right")
    table.add_column("Step")
    table.add_column("By")
    table.add_column("What it does", ratio=1, overflow="fold")
    table.add_column("Success")
    table.add_column("Fails with", justify="right")
    table.add_column("Time-out", justify="right")
    for number, step in enumerate(document["steps"], start=1):
        table.add_row(
            str(number),
            Text(step["id"]),
            step["actor"],
            Text("\n".join(_what(step))),
            ", ".join(str(code) for code in (*step["success_codes"], *step["reboot_codes"])),
            "" if step["failure_code"] is None else str(step["failure_code"]),
            _seconds(step["timeout"]),
            style="dim" if step["skipped"] else "",
        )
    console.print(table)
    if document["deferred"]:
        console.print("Decided on the machine:")
        for rule in document["deferred"]:
            console.print(Text(f"  {rule['code']}: {plain(rule['message'])}"))


def _what(step: Mapping[str, Any]) -> list[str]:
    if step["skipped"]:
        return [f"Skipped: {plain(step['skipped'])}"]
    lines = [plain(step["purpose"])]
    if step["exe"]:
        lines.append(f"Runs: {plain(windows_line([step['exe'], *step['arguments']]))}")
    elif step["arguments"]:
        lines.append(f"With: {plain(', '.join(step['arguments']))}")
    if step["checks"]:
        lines.append(f"Checks: {', '.join(step['checks'])}")
    if step["only_where"]:
        lines.append(f"Only where {plain(step['only_where'])}.")
    if step["retry"]:
        lines.append(
            f"Exit code {step['retry']['exit_code']} is tried once more after {step['retry']['seconds']} seconds."
        )
    if step["log"]:
        lines.append(f"Log: {step['log']}")
    return lines


def _seconds(timeout: int | None) -> str:
    if timeout is None:
        return "none"
    return f"{timeout // 3600} h" if timeout >= 3600 else f"{timeout // 60} min"
