"""What a section of evidence amounts to: its text, the news that the thing is not there, or why nothing is known."""

from __future__ import annotations

from host.evidence import Evidence, Section
from preflight.facts import Absent, Unknown

NOT_HERE = 127
"""The exit code by which the collector says, printing nothing, that a file or command is not on the host."""

_REASON_LIMIT = 300


def answer(evidence: Evidence, name: str) -> str | Absent | Unknown:
    """The text of a section that ended well. An empty text with exit code 0 is unknown: it tells nothing."""
    section = evidence.sections.get(name)
    if section is None:
        return Unknown(f"The evidence has no section {name}.")
    if section.exit_code == NOT_HERE and not section.text.strip() and not section.error:
        return Absent()
    if section.exit_code is None:
        return Unknown(f"The evidence breaks off inside the section {name}.")
    if section.exit_code != 0:
        return _failed(section)
    if not section.text.strip():
        return Unknown(f"The section {name} is empty although it ended without a failure.")
    return section.text


def text(evidence: Evidence, name: str) -> str | Unknown:
    """Like `answer`, for what every host has: its absence is unknown too."""
    found = answer(evidence, name)
    return Unknown(f"The host has nothing to answer the section {name} with.") if isinstance(found, Absent) else found


def unreadable(name: str) -> Unknown:
    """For a text that ended well and yet does not hold what it should."""
    return Unknown(f"The section {name} does not read as expected.")


def _failed(section: Section) -> Unknown:
    said = " ".join(section.error.split())[:_REASON_LIMIT]
    ending = f": {said}" if said else "."
    return Unknown(f"The section {section.name} ended with exit code {section.exit_code}{ending}")
