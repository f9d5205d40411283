"""The formats a document is rendered to: a name, and the module that does it, imported when asked for.

A renderer is a module with ``render(document) -> str``; the ones of report/diff render comparisons. The terminal, which
needs to know its width, stands apart. All but JSON speak the language of report/language.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from host.errors import UsageError
from report.detail import Detail
from report.diff.compare import SCHEMA as DIFF
from report.document import Document
from report.translate import translated

if TYPE_CHECKING:
    from rich.console import Console

FORMATS = ("html", "json", "junit", "markdown", "csv", "sarif")
FILE_NAMES = {
    "html": "report.html",
    "json": "report.json",
    "junit": "report.xml",
    "markdown": "report.md",
    "csv": "report.csv",
    "sarif": "report.sarif",
    "table": "report.txt",
}
"""What the files of several formats in one folder are called."""


def render(document: Document, name: str) -> str:
    """A result or a comparison in the format of that name; UsageError lists the formats when there is none."""
    ((_, text),) = render_all(document, (name,))
    return text


def render_all(document: Document, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The same in several formats, each with its name, one after the other."""
    if unknown := [name for name in names if name not in FORMATS]:
        raise UsageError(f"There is no report format {unknown[0]!r}.", f"Choose one of: {', '.join(FORMATS)}.")
    folder = ".diff" if document["schema"] == DIFF else ""
    told = translated(document)
    for name in names:
        yield name, import_module(f"{folder}.{name}", __package__).render(document if name == "json" else told)


def print_document(document: Document, console: Console, detail: Detail = Detail.NORMAL) -> None:
    """A result or a comparison for a person at a terminal."""
    told = translated(document)
    if document["schema"] == DIFF:
        from report.diff.terminal import print_diff

        print_diff(told, console)
    else:
        from report.terminal import print_report

        print_report(told, console, detail)
