"""Windows' language numbers (LCID) as language tags."""

from __future__ import annotations

from locale import windows_locale

_LANGUAGE_BITS = 0xFFFF


def language_tag(number: int) -> str:
    """The tag of a language number; one that is not known is shown as the number.

    >>> language_tag(1033), language_tag(0x0407)
    ('en-US', 'de-DE')
    """
    tag = windows_locale.get(number & _LANGUAGE_BITS)
    return tag.replace("_", "-") if tag else f"0x{number:04x}"
