"""Reading a result document that was written before: from a file that may have been altered, cut, or never was one."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from host.errors import UsageError
from preflight.finding import Severity, Status
from report.document import SCHEMA, VERDICTS

_TEXT, _NONE = str, type(None)
_HOST = {
    **dict.fromkeys(("name", "address", "platform", "role", "verdict"), (_TEXT,)),
    **dict.fromkeys(("os", "reason", "collected", "evidence_digest"), (_TEXT, _NONE)),
    "findings": (list,),
}
_FINDING = {
    **dict.fromkeys(("id", "title", "status", "severity", "expected", "actual", "evidence", "remedy"), (_TEXT,)),
    **{"link": (_TEXT, _NONE), "waiver": (dict, _NONE), "action": (dict, _NONE), "predicts": (list,)},
}
_WHOLE = {
    **{"digest": (_TEXT,), "tool": (dict,), "run": (dict,), "requirements": (dict,), "summary": (dict,)},
    "hosts": (list,),
}
_OUTCOME = dict.fromkeys(("state", "kind", "cause", "remedy"), (_TEXT,))
_STEP = {
    "name": (_TEXT,),
    "state": (_TEXT,),
    "message": (_TEXT,),
    "exit_code": (int, _NONE),
    "seconds": (int, float, _NONE),
}
_PARTS: Mapping[str, Mapping[str, tuple[type, ...]]] = {
    "tool": {"name": (_TEXT,), "version": (_TEXT,)},
    "run": {"id": (_TEXT,), "started": (_TEXT,), "finished": (_TEXT, _NONE), "command": (_TEXT,)},
    "requirements": {"release": (_TEXT,), "cloud": (_TEXT,)},
    "summary": {"hosts": (int,), "verdicts": (dict,)},
}


def read_result(path: Path) -> dict[str, Any]:
    """The result document in a file; UsageError names what makes it none.

    Names that occur twice and numbers that JSON does not know are refused: another reader could see something else.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise _none(path, "it is not UTF-8 text") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", "Name a file that siteprep wrote.") from error
    try:
        document = json.loads(text, object_pairs_hook=_members, parse_constant=_constant)
    except (ValueError, RecursionError) as error:
        raise _none(path, str(error) or "it is nested too deeply") from error
    try:
        _check(document)
    except ValueError as error:
        raise _none(path, str(error)) from error
    checked: dict[str, Any] = document
    return checked


def _none(path: Path, why: str) -> UsageError:
    return UsageError(
        f"{path} is no result of siteprep: {why}.", "Name a file that was written with --format json, whole."
    )


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name occurs twice in one object")
    return found


def _constant(word: str) -> None:
    raise ValueError(f"{word} is no number of JSON")


def _check(document: object) -> None:
    whole = _shaped(document, _WHOLE, "the document")
    if whole.get("schema") != SCHEMA:
        raise ValueError(f"its schema is not {SCHEMA}")
    for name, members in _PARTS.items():
        _shaped(whole[name], members, name)
    for number, each in enumerate(whole["hosts"]):
        host = _shaped(each, _HOST, f"hosts[{number}]")
        _one_of(host["verdict"], VERDICTS, f"hosts[{number}]")
        if "outcome" in host:
            _shaped(host["outcome"], _OUTCOME, f"hosts[{number}].outcome")
            for step in _items(host.get("steps"), f"hosts[{number}].steps"):
                _shaped(step, _STEP, f"hosts[{number}].steps")
        for each_finding in host["findings"]:
            finding = _shaped(each_finding, _FINDING, f"a finding of hosts[{number}]")
            _one_of(finding["status"], list(Status), f"a finding of hosts[{number}]")
            _one_of(finding["severity"], list(Severity), f"a finding of hosts[{number}]")
            if finding["waiver"]:
                _shaped(finding["waiver"], dict.fromkeys(("reason", "owner", "expires"), (_TEXT,)), "a waiver")


def _shaped(value: object, members: Mapping[str, tuple[type, ...]], what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{what} is no object")
    for name, types in members.items():
        if not isinstance(value.get(name, ...), types):
            raise ValueError(f"{what} lacks {name}, or it is of another kind")
    return value


def _items(value: object, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{what} is no list")
    return value


def _one_of(word: str, words: Collection[str], what: str) -> None:
    if word not in words:
        raise ValueError(f"{what} has the unknown word {word!r}")
