"""From bytes to lines, as the editors of Windows and Linux leave them."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from installer.answer_files.problem import ERROR, WARNING, FileProblem


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, without its byte order mark, and how it was written. `damaged`: bytes that are no text."""

    text: str
    encoding: str
    damaged: bool

    def problems(self, *, strict: bool) -> list[FileProblem]:
        """What the original makes of the encoding.

        Assumption: the original reads its files with .NET's text reader, which knows UTF-8 and UTF-16 by their marks
        and takes what has no mark for UTF-8. The component that it hands the file to may not: so a mark is warned of.
        """
        if self.damaged:
            message = "The file holds bytes that are no UTF-8 text. Save it as plain text without special characters."
            return [FileProblem("not-text", None, ERROR, message)]
        if self.encoding == "utf-16" and not strict:
            message = (
                "The file is UTF-16, as PowerShell's > writes it, and a component that gets it may not read that."
                " Save it as ANSI or as UTF-8."
            )
            return [FileProblem("utf-16", None, WARNING, message)]
        return []


def decoded(data: bytes) -> Decoded:
    """Text by its byte order mark, else UTF-8; never raises."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", "replace")
        return Decoded(text, "utf-16", "\ufffd" in text or "\0" in text)
    text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    return Decoded(text, "utf-8", "\ufffd" in text or "\0" in text)


def numbered(text: str) -> list[tuple[int, str]]:
    """The lines that are not blank, each with its number."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
