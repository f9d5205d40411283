"""Sizes for people to read."""

from __future__ import annotations


def readable(kb: int) -> str:
    """A number of 1,024-byte units with its unit, rounded down so that too little never looks like enough.

    >>> readable(1048576), readable(1048575), readable(256000)
    ('1 GiB', '1023.9 MiB', '250 MiB')
    """
    size, unit = max(kb, 0) * 10, "KiB"
    for larger in ("MiB", "GiB", "TiB", "PiB"):
        if size < 10 * 1024:
            break
        size, unit = size // 1024, larger
    whole, tenth = divmod(size, 10)
    return f"{whole}.{tenth} {unit}" if tenth else f"{whole} {unit}"
