"""The forms in which an exit code or a Windows result is written."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"[+-]?(?:0x[0-9a-f]{1,8}|[0-9]{1,10})", re.IGNORECASE)


def parse_number(text: str) -> int | None:
    """A decimal or hexadecimal number as a signed one of 32 bits; None for what is none or does not fit.

    >>> parse_number("0x800300FD"), parse_number("2147680509"), parse_number("-2147286787"), parse_number("12a")
    (-2147286787, -2147286787, -2147286787, None)
    """
    if not _NUMBER.fullmatch(text):
        return None
    number = int(text, 16 if "x" in text.lower() else 10)
    if not -(2**31) <= number < 2**32:
        return None
    return number - 2**32 if number >= 2**31 else number
