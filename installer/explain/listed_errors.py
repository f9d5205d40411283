"""InstallerErrors.json: the errors that the agent's installers list beside exit codes 97, 98 and 99."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from installer.explain.catalogue import Catalogue
from installer.explain.entry import Answer, Explanation, Place, unknown
from installer.explain.place import Finder
from installer.explain.quote import quote

MOST = 200
"""Errors of one file that are told; an installer knows about a hundred, so more of them are no installer's."""


def is_error_list(document: object) -> bool:
    """Whether a JSON document has the form {"Errors": [...]}."""
    return isinstance(document, dict) and isinstance(document.get("Errors"), list)


def explain_errors(question: str, document: Mapping[str, Any], text: str, catalogue: Catalogue) -> Answer:
    """Explain each listed error; `text` is the file as it stands, for the line of each."""
    errors = document["Errors"]
    if not errors:
        return Answer(question, (), explained=True, remarks=("The file lists no errors.",))
    finder = Finder(text)
    told = tuple(_one(error, finder, catalogue) for error in errors[:MOST])
    remarks = (f"Only the first {MOST} of {len(errors)} errors are told.",) if len(errors) > MOST else ()
    return Answer(question, told, all(one.known for one in told) and not remarks, remarks)


def _one(error: object, finder: Finder, catalogue: Catalogue) -> Explanation:
    row = error if isinstance(error, dict) else {}
    name = str(row.get("error_name", ""))[:120]
    message = quote(str(row.get("default_message", "")))
    places = (Place(finder.line_of(name), message),)
    parameters = row.get("error_params")
    details = ", ".join(f"{k}: {v}" for k, v in parameters.items()) if isinstance(parameters, dict) else ""
    found = catalogue.look_up(name) if name else ()
    if found:
        return Explanation(found[0], places, 1, quote(details))
    return unknown(
        quote(name) or "error without a name",
        "The installer lists an error that no published list explains.",
        "Read its message and the installer's log on the host.",
        places=places,
        times=1,
        details=quote(details),
    )
