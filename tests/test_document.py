"""The result document: sealing, digest, serialising, findings."""

from __future__ import annotations

import copy
import hashlib
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host.errors import UsageError
from preflight.finding import Action, Finding, Severity, Status, Waiver
from report.document import SCHEMA, digest, finding_to_json, seal, serialise
from report.formats import FORMATS, render

_EXAMPLES = Path(__file__).parents[1] / "docs/schemas/examples"
_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def example(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((_EXAMPLES / f"{name}.json").read_text("utf-8"))
    return loaded


def places(value: Any, *path: str | int) -> Iterator[tuple[str | int, ...]]:
    """The path of every leaf in a document."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not isinstance(value, dict | list) or not value:
        yield path
    for key, member in members:
        yield from places(member, *path, key)


def changed(document: dict[str, Any], path: tuple[str | int, ...], value: object) -> dict[str, Any]:
    """A copy with another value in one place."""
    whole = copy.deepcopy(document)
    part: Any = whole
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    return whole


@pytest.mark.parametrize("name", ["preflight", "push"])
def test_documented_examples_are_sealed(name: str) -> None:
    document = example(name)
    assert seal(document) == document
    assert list(seal(document)) == ["schema", "digest", "tool", "run", "requirements", "summary", "hosts"]


def test_summary_counts_every_verdict() -> None:
    document = example("preflight")
    assert seal({**document, "summary": {}})["summary"] == {
        "hosts": 6,
        "verdicts": {"blocked": 2, "unreachable": 1, "undetermined": 1, "ready-with-warnings": 1, "ready": 1},
    }


def test_an_empty_fleet_is_a_document() -> None:
    sealed = seal({**example("preflight"), "hosts": []})
    assert sealed["summary"]["hosts"] == 0
    assert set(sealed["summary"]["verdicts"].values()) == {0}
    assert sealed["digest"] == digest(sealed)


def test_seal_leaves_what_it_was_given() -> None:
    document = {**example("preflight"), "digest": "old", "summary": None}
    before = copy.deepcopy(document)
    seal(document)
    assert document == before


def test_seal_refuses_an_unknown_verdict() -> None:
    document = changed(example("preflight"), ("hosts", 0, "verdict"), "fine")
    with pytest.raises(ValueError, match="'fine'"):
        seal(document)


@pytest.mark.parametrize("name", ["preflight", "push"])
def test_digest_changes_with_any_leaf(name: str) -> None:
    document = example(name)
    paths = [path for path in places(document) if path != ("digest",)]
    digests = {digest(changed(document, path, "something else")) for path in paths}
    assert len(digests) == len(paths) > 200
    assert document["digest"] not in digests


def test_digest_leaves_itself_out() -> None:
    document = example("preflight")
    assert digest({**document, "digest": "0" * 64}) == document["digest"]


def test_digest_is_reproducible_by_hand() -> None:
    text = '{"a":[1,"\u00e9\\n"],"z":null}'
    document = {"z": None, "digest": "x", "a": [1, "\u00e9\n"]}
    assert digest(document) == hashlib.sha256(text.encode()).hexdigest()


@given(st.dictionaries(st.text(), _ANYTHING))
def test_digest_knows_no_order_and_survives_a_round_trip(document: dict[str, Any]) -> None:
    backwards = dict(reversed(document.items()))
    assert digest(document) == digest(backwards) == digest(json.loads(serialise(document)))


def test_half_a_surrogate_pair_counts() -> None:
    assert digest({"a": "\ud800"}) != digest({"a": "\ud801"})


def test_numbers_that_json_lacks_are_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        serialise({"a": math.nan})


@given(st.text())
def test_serialised_text_is_printable_ascii(value: str) -> None:
    text = serialise({"a": value})
    assert json.loads(text) == {"a": value}
    assert text.replace("\n", "").isprintable()
    assert text.isascii()


def test_formats() -> None:
    document = example("push")
    assert json.loads(render(document, "json")) == document
    assert {"json", "html"} <= set(FORMATS)
    assert all(render(document, name).strip() for name in FORMATS)
    with pytest.raises(UsageError, match=r"no report format 'pdf'.* json"):
        render(document, "pdf")


def finding(**changes: Any) -> Finding:
    values = {
        "id": "linux.root-space",
        "title": "The root file system has room",
        "status": Status.FAIL,
        "severity": Severity.BLOCKER,
        "expected": "1048576 KB",
        "actual": "12 KB",
        "evidence": "disk-space",
        "remedy": "Free some space.",
        "link": "https://learn.microsoft.com/",
        "predicts": ("ASRMobilityServiceFreeSpaceOnRootNotSufficient",),
    }
    return Finding(**(values | changes))


def test_finding_to_json_is_plain_data() -> None:
    whole = finding(
        action=Action("linux.grub-uuid", {"device": "/dev/sda2"}), waiver=Waiver("known", "j.doe", "2026-03-31")
    )
    as_json = finding_to_json(whole)
    assert json.loads(json.dumps(as_json)) == as_json
    assert list(as_json) == list(example("preflight")["hosts"][0]["findings"][0])
    assert as_json["status"] == "fail"
    assert as_json["predicts"] == ["ASRMobilityServiceFreeSpaceOnRootNotSufficient"]
    assert as_json["action"] == {"id": "linux.grub-uuid", "parameters": {"device": "/dev/sda2"}}
    assert as_json["waiver"] == {"reason": "known", "owner": "j.doe", "expires": "2026-03-31"}


def test_finding_to_json_tells_nothing_as_null() -> None:
    as_json = finding_to_json(finding(link=""))
    assert as_json["action"] is as_json["waiver"] is as_json["link"] is None


def test_schema_name_is_the_documented_one() -> None:
    assert example("push")["schema"] == SCHEMA
