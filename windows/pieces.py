"""Bytes regrouped for a carrier that takes so many at once, pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def pieces(chunks: Iterable[bytes], size: int) -> Iterator[bytes]:
    """The same bytes in pieces of the given size, the last one shorter.

    >>> list(pieces([b"abc", b"", b"defg"], 3))
    [b'abc', b'def', b'g']
    """
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= size:
            yield bytes(waiting[:size])
            del waiting[:size]
    if waiting:
        yield bytes(waiting)
