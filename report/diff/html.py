"""A comparison as one HTML page."""

from __future__ import annotations

from report.diff.rows import changes, sides, summary, word
from report.document import Document
from report.html import filled
from report.language import _

_TONES = {"newly-failing": "bad", "newly-passing": "good", "host-gone": "open", "host-new": "even"}


def render(document: Document) -> str:
    """The page; every value is stripped of controls and escaped."""
    return filled(
        "diff",
        _("siteprep comparison"),
        document=document,
        changes=list(changes(document)),
        sides=sides(document),
        summary=summary(document),
        change_word=word,
        change_tones=_TONES,
    )
