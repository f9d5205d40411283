"""The formats a result document is rendered to: a name, and the module that does it, imported when asked for.

A renderer is a module with ``render(document) -> str``. The terminal, which needs to know its width, stands apart:
see report/terminal.py.
"""

from __future__ import annotations

from importlib import import_module

from host.errors import UsageError
from report.document import Document

_MODULES = {
    "html": "report.html",
    "json": "report.json",
    "junit": "report.junit",
    "markdown": "report.markdown",
    "csv": "report.csv",
    "sarif": "report.sarif",
}
FORMATS = tuple(_MODULES)
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
    """The document in the format of that name; UsageError lists the formats when there is none."""
    if name not in _MODULES:
        raise UsageError(f"There is no report format {name!r}.", f"Choose one of: {', '.join(FORMATS)}.")
    text: str = import_module(_MODULES[name]).render(document)
    return text
