"""The lines of a log that arrives in pieces, pure."""

from __future__ import annotations

import codecs

LONGEST = 64 * 1024
"""Characters of an unfinished line that are kept; what has more without an end is no log."""


class LogLines:
    """Whole lines of one file, whatever its encoding by byte order mark; UTF-8 where there is none.

    >>> log = LogLines()
    >>> log.feed(0, b"one\\r\\ntw"), log.feed(7, b"o\\n")
    (['one'], ['two'])
    """

    def __init__(self) -> None:
        self.offset = 0
        """How many of the file's bytes are known."""
        self._decoder = _decoder(b"")
        self._rest = ""

    def feed(self, offset: int, data: bytes) -> list[str]:
        """Take the bytes from `offset` on and give the lines that are complete now."""
        if offset != self.offset:  # begun in the middle, or anew
            self._rest = ""
            self._decoder = _decoder(data)
        elif offset == 0:
            self._decoder = _decoder(data)
        self.offset = offset + len(data)
        *lines, rest = (self._rest + self._decoder.decode(data)).split("\n")
        self._rest = rest[-LONGEST:]
        return [line.rstrip("\r") for line in lines]

    def end(self) -> list[str]:
        """The last line, where the file ends without an end of line."""
        rest, self._rest = self._rest.rstrip("\r"), ""
        return [rest] if rest else []


def _decoder(data: bytes) -> codecs.IncrementalDecoder:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif data[1:2] == b"\0":
        encoding = "utf-16-le"  # such a file from its middle on
    else:
        encoding = "utf-8-sig"
    return codecs.getincrementaldecoder(encoding)("replace")
