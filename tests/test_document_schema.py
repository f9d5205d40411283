"""The published JSON schema of the result document, and that what siteprep composes keeps to it."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from host.target import Platform, Role
from installer.outcome import State
from preflight.finding import Severity, Status
from preflight.verdict import Verdict
from report import view
from report.document import VERDICTS, seal

_FOLDER = Path(__file__).parents[1] / "docs/schemas"
_SCHEMA = json.loads((_FOLDER / "siteprep.result-1.schema.json").read_text("utf-8"))
_VALIDATOR = Draft202012Validator(_SCHEMA)
_DEFS = _SCHEMA["$defs"]


def example(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((_FOLDER / "examples" / f"{name}.json").read_text("utf-8"))
    return loaded


def mistakes(document: object) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in _VALIDATOR.iter_errors(document)]


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of the document but the parameters of actions, which are each action's own."""
    if isinstance(value, dict):
        yield value
        for name, member in value.items():
            if name != "parameters":
                yield from objects(member)
    elif isinstance(value, list):
        for member in value:
            yield from objects(member)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(_SCHEMA)


@pytest.mark.parametrize("name", ["preflight", "push"])
def test_documented_examples_are_valid(name: str) -> None:
    assert mistakes(example(name)) == []


def test_the_words_are_those_of_the_program() -> None:
    host, finding = _DEFS["host"]["properties"], _DEFS["finding"]["properties"]
    assert host["platform"]["enum"] == [*Platform]
    assert host["role"]["enum"] == [*Role]
    assert sorted(host["verdict"]["enum"]) == sorted(Verdict) == sorted(VERDICTS)
    assert finding["status"]["enum"] == [*Status]
    assert sorted(view.STATUSES) == sorted(Status)
    assert finding["severity"]["enum"] == [*Severity] == [*view.SEVERITIES]
    assert _DEFS["outcome"]["properties"]["state"]["enum"] == [*view.OUTCOMES]
    assert {*State} <= {*view.OUTCOMES}


@pytest.mark.parametrize("name", ["preflight", "push"])
def test_every_member_is_required_and_no_other_allowed(name: str) -> None:
    document = example(name)
    later = {"measure", "excerpt"}  # older results lack them, and the digests of hosts
    optional = {"outcome", "steps"} | later
    for index, part in enumerate(objects(document)):
        whole = copy.deepcopy(document)
        copied = list(objects(whole))[index]
        copied["surprise"] = 1
        assert mistakes(whole), part
        del copied["surprise"]
        for member in part.keys() - optional - ({"digest"} if "findings" in part else set()):
            kept = copied.pop(member)
            assert mistakes(whole), (member, part)
            copied[member] = kept


def test_outcome_and_steps_come_together() -> None:
    document = example("push")
    del document["hosts"][0]["steps"]
    assert mistakes(document)


@pytest.mark.parametrize("reason", ["", None])
def test_an_unreachable_host_has_a_reason(reason: str | None) -> None:
    document = example("preflight")
    host = next(host for host in document["hosts"] if host["verdict"] == "unreachable")
    host["reason"] = reason
    assert any("reason" in mistake for mistake in mistakes(document))


def test_a_failure_has_a_remedy() -> None:
    document = example("preflight")
    document["hosts"][0]["findings"][0] |= {"status": "fail", "remedy": ""}
    assert any("remedy" in mistake for mistake in mistakes(document))


_LINE = st.text(max_size=12)
_TEXT = st.text(min_size=1, max_size=12)
_TIME = st.datetimes().map(lambda moment: moment.isoformat(timespec="seconds") + "Z")
_DIGEST = st.binary(min_size=32, max_size=32).map(bytes.hex)
_FINDING = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["linux.root-space", "common.role-platform", "fleet.names.unique"]),
        "title": _TEXT,
        "status": st.sampled_from([*Status]).map(str),
        "severity": st.sampled_from([*Severity]).map(str),
        "expected": _LINE,
        "actual": _LINE,
        "evidence": _LINE,
        "remedy": _TEXT,
        "action": st.none() | st.fixed_dictionaries({"id": _TEXT, "parameters": st.dictionaries(_TEXT, _LINE)}),
        "link": st.none() | _LINE,
        "predicts": st.lists(_TEXT, max_size=2),
        "waiver": st.none()
        | st.fixed_dictionaries({"reason": _TEXT, "owner": _TEXT, "expires": st.dates().map(lambda day: f"{day}")}),
    }
)
_STEP = st.fixed_dictionaries(
    {
        "name": _TEXT,
        "state": st.sampled_from(_DEFS["step"]["properties"]["state"]["enum"]),
        "exit_code": st.none() | st.integers(),
        "message": _LINE,
        "seconds": st.none() | st.floats(min_value=0, allow_infinity=False),
    }
)
_PUSHED: dict[str, st.SearchStrategy[Any]] = {
    "outcome": st.fixed_dictionaries(
        {"state": st.sampled_from(view.OUTCOMES), "kind": _LINE, "cause": _LINE, "remedy": _LINE}
    ),
    "steps": st.lists(_STEP, max_size=3),
}
_EXAMINED: dict[str, st.SearchStrategy[Any]] = {
    "name": _TEXT,
    "address": _TEXT,
    "platform": st.sampled_from([*Platform]).map(str),
    "os": st.none() | _LINE,
    "role": st.sampled_from([*Role]).map(str),
    "verdict": st.sampled_from(VERDICTS),
    "reason": _TEXT,
    "collected": st.none() | _TIME,
    "evidence_digest": st.none() | _DIGEST,
    "findings": st.lists(_FINDING, max_size=3),
}
_DOCUMENT = st.fixed_dictionaries(
    {
        "tool": st.fixed_dictionaries({"name": _TEXT, "version": _TEXT}),
        "run": st.fixed_dictionaries({"id": _TEXT, "started": _TIME, "finished": st.none() | _TIME, "command": _LINE}),
        "requirements": st.fixed_dictionaries({"release": _TEXT, "cloud": _TEXT}),
        "hosts": st.lists(st.fixed_dictionaries(_EXAMINED) | st.fixed_dictionaries(_EXAMINED | _PUSHED), max_size=3),
    }
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(_DOCUMENT)
def test_sealed_documents_are_valid_and_render(document: dict[str, Any]) -> None:
    from report.formats import FORMATS, render

    sealed = seal(document)
    assert mistakes(sealed) == []
    assert all(render(sealed, name) for name in FORMATS)
