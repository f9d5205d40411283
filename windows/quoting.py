"""Values as PowerShell source text, so that data in a script stays data."""

from __future__ import annotations

from collections.abc import Sequence

# PowerShell takes the typographic single quotes for the plain one.
_QUOTES = "'\u2018\u2019\u201a\u201b"
_DOUBLED = str.maketrans({quote: quote * 2 for quote in _QUOTES})

Value = str | int | Sequence[str]


def literal(value: Value) -> str:
    """A text, a number or a list of texts as PowerShell writes it; nothing in it is expanded.

    Raises ValueError for a text with a NUL, which no path, name or argument of Windows can hold.

    >>> print(literal("it's $HOME"), literal(3010), literal(["a", "b"]))
    'it''s $HOME' 3010 @('a','b')
    """
    if isinstance(value, int):
        return str(int(value))
    if not isinstance(value, str):
        return f"@({','.join(literal(item) for item in value)})"
    if "\0" in value:
        raise ValueError("A text for a Windows host cannot contain a NUL character.")
    return f"'{value.translate(_DOUBLED)}'"
