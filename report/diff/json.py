"""A comparison as JSON."""

from __future__ import annotations

from report.document import Document, serialise


def render(document: Document) -> str:
    """The document as it is."""
    return serialise(document)
