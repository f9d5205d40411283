"""Reading a result document that was written before: from a file that may have been altered, cut, or never was one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from host.errors import UsageError
from preflight.finding import Severity, Status
from report.document import SCHEMA, VERDICTS

Shape = Callable[[object, str], None]
"""Raises ValueError where a value, named by the second argument, is not of this shape."""


def _of(*types: type) -> Shape:
    def check(value: object, what: str) -> None:
        if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
            raise ValueError(f"{what} is of another kind")

    return check


def _one_of(words: Iterable[str]) -> Shape:
    known = frozenset(words)

    def check(value: object, what: str) -> None:
        if not isinstance(value, str) or value not in known:
            raise ValueError(f"{what} has the unknown word {value!r}")

    return check


def _list(each: Shape) -> Shape:
    def check(value: object, what: str) -> None:
        if not isinstance(value, list):
            raise ValueError(f"{what} is no list")
        for number, item in enumerate(value):
            each(item, f"{what}[{number}]")

    return check


def _object(**members: Shape) -> Shape:
    """An object with these members; those whose names end in _ may be missing. Others are left to the reader."""
    needed = {name: shape for name, shape in members.items() if not name.endswith("_")}
    optional = {name[:-1]: shape for name, shape in members.items() if name.endswith("_")}

    def check(value: object, what: str) -> None:
        if not isinstance(value, dict):
            raise ValueError(f"{what} is no object")
        for name, shape in needed.items():
            if name not in value:
                raise ValueError(f"{what} lacks {name}")
            shape(value[name], f"{what}.{name}")
        for name, shape in optional.items():
            if name in value:
                shape(value[name], f"{what}.{name}")

    return check


def _or_null(shape: Shape) -> Shape:
    def check(value: object, what: str) -> None:
        if value is not None:
            shape(value, what)

    return check


_text, _count = _of(str), _of(int)
_text_or_null, _texts = _or_null(_text), _list(_text)
_finding = _object(
    **dict.fromkeys(("id", "title", "expected", "actual", "evidence", "remedy"), _text),
    status=_one_of(Status),
    severity=_one_of(Severity),
    link=_text_or_null,
    predicts=_texts,
    action=_or_null(_of(dict)),
    waiver=_or_null(_object(reason=_text, owner=_text, expires=_text)),
    measure_=_or_null(_object(of=_text, value=_count, required=_count)),
    excerpt_=_text,
)
_step = _object(
    **dict.fromkeys(("name", "state", "message"), _text),
    exit_code=_or_null(_count),
    seconds=_or_null(_of(int, float)),
    log_=_text,
)
_host = _object(
    **dict.fromkeys(("name", "address", "platform", "role"), _text),
    **dict.fromkeys(("os", "reason", "collected", "evidence_digest"), _text_or_null),
    verdict=_one_of(VERDICTS),
    findings=_list(_finding),
    digest_=_text,
    outcome_=_object(**dict.fromkeys(("state", "kind", "cause", "remedy"), _text)),
    steps_=_list(_step),
)
_result = _object(
    digest=_text,
    tool=_object(name=_text, version=_text),
    run=_object(id=_text, started=_text, finished=_text_or_null, command=_text),
    requirements=_object(release=_text, cloud=_text, variant_=_text, changed_=_texts),
    summary=_object(hosts=_count, verdicts=_of(dict)),
    hosts=_list(_host),
)


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
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise ValueError(f"its schema is not {SCHEMA}")
    _result(document, "the document")
    verdicts = document["summary"]["verdicts"]
    for verdict in VERDICTS:
        _count(verdicts.get(verdict), f"summary.verdicts.{verdict}")
    for number, host in enumerate(document["hosts"]):
        if ("outcome" in host) != ("steps" in host):
            raise ValueError(f"hosts[{number}] has only one of outcome and steps")
