"""What the end of one of the agent's programs means: its exit code, what it listed, and what it said last; pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from installer.explain.catalogue import Catalogue
from installer.explain.entry import Explanation
from installer.explain.listed_errors import explain_errors, is_error_list
from installer.explain.quote import quote
from installer.outcome import OutcomeTable, StepResult

_MOST_TOLD = 20


def job_result(
    code: int, table: OutcomeTable, success: str, *, errors: str, catalogue: Catalogue, said: Sequence[str], log: str
) -> StepResult:
    """The outcome of an exit code, with the errors that the program listed (InstallerErrors.json as text) explained
    and, where it failed and listed none, its last words."""
    outcome = table.explain(code)
    listed = listed_errors(errors, catalogue)
    if listed:
        told = "; ".join(map(_told, listed[:_MOST_TOLD]))
        remedies = dict.fromkeys(each.entry.remedy for each in listed[:_MOST_TOLD] if each.known)
        cause = f"{outcome.cause} It listed: {told}."
        outcome = replace(outcome, cause=cause, remedy=" ".join(remedies) or outcome.remedy)
    last = "" if outcome.state.succeeded or listed or not said else f"It printed last: {_last(said)}"
    message = " ".join(part for part in (outcome.cause or success, last) if part)
    return StepResult(outcome, message, code, log)


def listed_errors(text: str, catalogue: Catalogue) -> tuple[Explanation, ...]:
    """The errors in InstallerErrors.json; none where the text is no such list."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    if not is_error_list(document):
        return ()
    return explain_errors("InstallerErrors.json", document, text, catalogue).explanations


def _last(said: Sequence[str]) -> str:
    return " / ".join(map(quote, said[-3:]))


def _told(error: Explanation) -> str:
    message = error.places[0].quote if error.places else ""
    return f"{error.entry.name or error.entry.subject} ({message or error.entry.cause})"
