"""Answers as JSON-ready values and as lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from installer.explain.entry import Answer, Explanation
from installer.outcome import State

SCHEMA = "siteprep.explanation/1"
_INDENT = "    "


def as_document(answers: Iterable[Answer]) -> dict[str, Any]:
    """All answers as one JSON document."""
    return {"schema": SCHEMA, "answers": [_answer(answer) for answer in answers]}


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "question": answer.question,
        "explained": answer.explained,
        "remarks": list(answer.remarks),
        "explanations": [_explanation(told) for told in answer.explanations],
    }


def _explanation(told: Explanation) -> dict[str, Any]:
    entry = told.entry
    return {
        "id": entry.subject,
        "name": entry.name,
        "known": told.known,
        "outcome": entry.outcome.value if told.known else None,
        "kind": entry.kind,
        "cause": entry.cause,
        "remedy": entry.remedy,
        "also": [{"cause": other.cause, "remedy": other.remedy} for other in entry.also],
        "predicted_by": list(entry.predicted_by),
        "link": entry.link,
        "source": entry.source,
        "note": entry.note,
        "times": told.times,
        "places": [{"line": place.line, "quote": place.quote} for place in told.places],
        "details": told.details,
    }


def as_lines(answer: Answer) -> Iterator[str]:
    """One answer as text; the lines still hold whatever a file held, so they are made safe before they are printed."""
    for remark in answer.remarks:
        yield f"{answer.question}: {remark}"
    for told in answer.explanations:
        yield from _lines(answer.question, told)


def _lines(question: str, told: Explanation) -> Iterator[str]:
    entry = told.entry
    name = "" if entry.name in ("", entry.subject) else f" {entry.name}"
    outcome = f" ({entry.outcome.value})" if told.known and entry.outcome is not State.UNDETERMINED else ""
    yield f"{entry.subject}{name}{outcome}"
    for place in told.places:
        yield f"{_INDENT}{question}:{place.line}: {place.quote}"
    if told.times > len(told.places):
        yield f"{_INDENT}It stands in {told.times} lines; the first {len(told.places)} are shown."
    if told.details:
        yield f"{_INDENT}Details: {told.details}"
    yield f"{_INDENT}Cause: {entry.cause}"
    yield f"{_INDENT}Remedy: {entry.remedy}"
    for other in entry.also:
        yield f"{_INDENT}Or: {other.cause}"
        yield f"{_INDENT}Remedy: {other.remedy}"
    if entry.predicted_by:
        yield f"{_INDENT}siteprep preflight finds this beforehand: {', '.join(entry.predicted_by)}"
    if entry.note:
        yield f"{_INDENT}Note: {entry.note}"
    if entry.link:
        yield f"{_INDENT}See: {entry.link}"
    if entry.source:
        yield f"{_INDENT}Source: {entry.source}"
