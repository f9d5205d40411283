"""Which addresses a report may offer as links."""

from __future__ import annotations

from urllib.parse import urlsplit


def is_web_address(text: str) -> bool:
    """Whether text is an http or https address of a named host, without a user part that could disguise that host.

    >>> is_web_address("https://learn.microsoft.com/azure/site-recovery/"), is_web_address("javascript:alert(1)")
    (True, False)
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    printable = text.isascii() and text.isprintable() and " " not in text and "\\" not in text
    return printable and parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
