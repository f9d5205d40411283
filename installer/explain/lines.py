"""The lines of a log, whatever its encoding: UTF-8, UTF-16 with or without a mark, or a code page of Windows."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator

LONGEST_LINE = 64 * 1024
"""Bytes of a line that are looked at as one; a longer line comes in pieces with the same number."""

_OEM = "cp850"  # what is not UTF-8 is some code page; this one gives every byte a character, and ASCII is ASCII in all


def numbered_lines(pieces: Iterable[bytes]) -> Iterator[tuple[int, str]]:
    """The lines of a file that is read in pieces, the first being number 1. Never raises on what the file holds."""
    number, rest = 1, b""
    for piece in _as_bytes(pieces):
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            for start in range(0, max(len(line), 1), LONGEST_LINE):
                yield number, _decoded(line[start : start + LONGEST_LINE])
            number += 1
        while len(rest) > LONGEST_LINE:
            yield number, _decoded(rest[:LONGEST_LINE])
            rest = rest[LONGEST_LINE:]
    if rest:
        yield number, _decoded(rest)


def encoding_of(head: bytes) -> str:
    """``utf-8`` or one of the two orders of UTF-16, told by a file's first bytes.

    >>> encoding_of(b"E\\0r\\0r\\0o\\0r\\0"), encoding_of(b"Error")
    ('utf-16-le', 'utf-8')
    """
    if head.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if head.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    sample = head[:1024]
    half = len(sample) // 2
    if half and sample[1::2].count(0) > half * 0.6:
        return "utf-16-le"
    if half and sample[::2].count(0) > half * 0.6:
        return "utf-16-be"
    return "utf-8"


def _as_bytes(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces in UTF-8 or a code page, without a byte order mark."""
    decoder: codecs.IncrementalDecoder | None = None
    first = True
    for piece in pieces:
        if first:
            first = False
            encoding = encoding_of(piece)
            if encoding != "utf-8":
                decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
            piece = piece.removeprefix(codecs.BOM_UTF8)
        yield piece if decoder is None else decoder.decode(piece).removeprefix("\ufeff").encode("utf-8", "replace")


def _decoded(line: bytes) -> str:
    line = line.removesuffix(b"\r")
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode(_OEM)
