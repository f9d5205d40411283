"""The ways between hosts (siteprep.matrix/1): the document, and as a table for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from host.exit_codes import ExitCode
from preflight.port_matrix import Direction, Outcome, Result
from report.plain import plain

if TYPE_CHECKING:
    from rich.console import Console

SCHEMA = "siteprep.matrix/1"
_STYLES = {Outcome.OPEN: "green", Outcome.CLOSED: "bold red", Outcome.UNKNOWN: "yellow", Outcome.NEEDLESS: "dim"}
_RANK = {Outcome.CLOSED: 0, Outcome.UNKNOWN: 1, Outcome.OPEN: 2, Outcome.NEEDLESS: 3}


def matrix_document(results: Sequence[Result], idle: Iterable[Direction]) -> dict[str, Any]:
    """The results as JSON; `idle` are documented directions for which there are no hosts."""
    counts = Counter(result.outcome for result in results)
    return {
        "schema": SCHEMA,
        "summary": {outcome.value: counts[outcome] for outcome in Outcome},
        "ways": [
            {
                "direction": result.way.direction,
                "purpose": result.way.purpose,
                "source": result.way.source,
                "destination": result.way.destination,
                "address": result.way.address,
                "port": result.way.port,
                "outcome": result.outcome.value,
                "told": result.told,
                "remedy": result.remedy,
            }
            for result in results
        ],
        "without_hosts": [{"direction": each.id, "purpose": each.purpose} for each in idle],
    }


def matrix_exit_code(results: Iterable[Result]) -> ExitCode:
    """3 where a way is closed, 5 where one is not known, 0 where all are open."""
    outcomes = {result.outcome for result in results}
    if Outcome.CLOSED in outcomes:
        return ExitCode.BLOCKED
    return ExitCode.UNDETERMINED if Outcome.UNKNOWN in outcomes else ExitCode.OK


def print_matrix(document: Mapping[str, Any], console: Console) -> None:
    """A line for every way, what is not open first; below it what was found there and what to do, each once."""
    from rich.table import Table
    from rich.text import Text

    ways = sorted(document["ways"], key=lambda each: _RANK[Outcome(each["outcome"])])
    table = Table()
    for name in ("Outcome", "From", "To", "Port", "For"):
        table.add_column(name, justify="right" if name == "Port" else "left", overflow="fold")
    for way in ways:
        outcome = Outcome(way["outcome"])
        cells = (plain(str(way[name])) for name in ("source", "destination", "port", "purpose"))
        table.add_row(Text(outcome.value, style=_STYLES[outcome]), *map(Text, cells))
    console.print(table)
    amiss: dict[tuple[str, str], list[str]] = {}
    for way in ways:
        if way["outcome"] in (Outcome.CLOSED, Outcome.UNKNOWN):
            name = f"{way['source']} -> {way['destination']}:{way['port']}"
            amiss.setdefault((way["told"], way["remedy"]), []).append(name)
    for (told, remedy), names in amiss.items():
        console.print(Text(f"\n{plain(', '.join(names))}", style="bold"))
        console.print(Text(f"  {plain(told)}\n  {plain(remedy)}"))
    console.print()
    for each in document["without_hosts"]:
        console.print(Text(f"Not tried, for want of hosts with these roles: {each['purpose']} ({each['direction']})."))
    told = ", ".join(f"{number} {outcome}" for outcome, number in document["summary"].items() if number)
    console.print(Text(f"{len(document['ways'])} ways: {told}."))
