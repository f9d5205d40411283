"""Text of a host made fit for a terminal and a report."""

from __future__ import annotations

LONGEST = 400


def plain(text: str, longest: int = LONGEST) -> str:
    """One printable line: control characters and runs of blanks become one blank, and the rest is cut.

    >>> plain("a\\x1b[31m\\r\\n  b")
    'a [31m b'
    """
    text = text[: 4 * longest]
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= longest else f"{line[: longest - 3]}..."
