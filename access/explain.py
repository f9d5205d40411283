"""Reading what is to be explained: a setup log, a list of errors, a summary. The form is told by the content."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from installer.explain.catalogue import Catalogue
from installer.explain.entry import Answer, unknown
from installer.explain.lines import encoding_of, numbered_lines
from installer.explain.listed_errors import explain_errors, is_error_list
from installer.explain.scan import scan
from installer.explain.summary import explain_summary, is_summary

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes of a file that are read."""
LARGEST_JSON = 4 * 1024 * 1024
"""Bytes of a file that is read as JSON; a larger one is looked through line by line like a log."""
_PIECE = 1024 * 1024


def explain_file(path: Path, catalogue: Catalogue) -> Answer:
    """Explain a file; what cannot be read or holds nothing known is an answer that says so."""
    name = str(path)
    try:
        if "\0" in name:
            return _not_read(name.replace("\0", ""), "its name is no path")
        if not path.is_file():
            return _not_read(name, "it is no file" if path.exists() else "there is no such file")
        with path.open("rb") as file:
            size = path.stat().st_size
            answer = _explain_json(name, file, catalogue) if size <= LARGEST_JSON else None
            if answer is not None:
                return answer
            file.seek(0)
            found = scan(numbered_lines(_pieces(file)), catalogue)
    except OSError as error:
        return _not_read(name, error.strerror or "its name is no path")
    remarks = ("Only its first 64 MiB were read.",) if size > LARGEST_FILE else ()
    if found:
        return Answer(name, found, explained=True, remarks=remarks)
    told = unknown(
        name,
        "No line of this file tells a known problem.",
        "Read its last lines, and look an exit code or error ID that they name up with siteprep explain.",
    )
    return Answer(name, (told,), explained=False, remarks=remarks)


def _explain_json(name: str, file: BinaryIO, catalogue: Catalogue) -> Answer | None:
    """The answer for a list of errors or a summary; None for any other content."""
    raw = file.read(LARGEST_JSON)
    encoding = encoding_of(raw)
    text = raw.decode(encoding, "replace").removeprefix("\ufeff")
    if not text.lstrip().startswith("{"):
        return None
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if is_error_list(document):
        return explain_errors(name, document, text, catalogue)
    if is_summary(document):
        return explain_summary(name, document, text, catalogue)
    return None


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    left = LARGEST_FILE
    while left > 0 and (piece := file.read(min(_PIECE, left))):
        left -= len(piece)
        yield piece


def _not_read(name: str, why: str) -> Answer:
    told = unknown(
        name, f"The file cannot be read: {why}.", "Give the path of a log, or a code such as unified-setup:103."
    )
    return Answer(name, (told,), explained=False)
