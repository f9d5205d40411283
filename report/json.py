"""The result document itself, for programs."""

from __future__ import annotations

from report.document import Document, serialise


def render(document: Document) -> str:
    """The document as JSON."""
    return serialise(document)
