"""Two results beside each other: what fails newly, passes newly, changed, came and went, in every format."""

from __future__ import annotations

import copy
import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from rich.console import Console

from host.exit_codes import ExitCode
from report.diff.compare import compare, diff_exit_code
from report.diff.rows import changes
from report.document import seal
from report.formats import FORMATS, print_document, render
from report.redact import redacted_comparison
from tests.practice import siteprep
from tests.test_document import example

SCHEMA = json.loads((Path(__file__).parents[1] / "docs/schemas/siteprep.diff-1.schema.json").read_text())
WAIVER = {"reason": "known", "owner": "j.doe", "expires": "2027-01-01"}


def with_findings(*told: dict[str, Any]) -> dict[str, Any]:
    """The documented result with one host and these findings, each a change of a passed one."""
    document = example("preflight")
    host = copy.deepcopy(document["hosts"][0])
    passed = {**host["findings"][0], "status": "pass", "severity": "blocker", "waiver": None, "actual": "Good."}
    host["findings"] = [{**passed, "id": f"own.check-{number}", **each} for number, each in enumerate(told)]
    return seal({**document, "hosts": [host]})


@pytest.mark.parametrize(
    ("was", "now", "change", "code"),
    [
        ({}, {"status": "fail"}, "newly-failing", ExitCode.BLOCKED),
        ({}, {"status": "unknown"}, "newly-failing", ExitCode.UNDETERMINED),
        ({}, {"status": "error"}, "newly-failing", ExitCode.UNDETERMINED),
        ({}, {"status": "fail", "severity": "warning"}, "newly-failing", ExitCode.WARNINGS),
        ({"status": "not-applicable"}, {"status": "fail"}, "newly-failing", ExitCode.BLOCKED),
        ({"status": "unknown"}, {"status": "fail"}, "newly-failing", ExitCode.BLOCKED),
        ({"status": "fail", "waiver": WAIVER}, {"status": "fail"}, "newly-failing", ExitCode.BLOCKED),
        ({"status": "fail"}, {}, "newly-passing", ExitCode.OK),
        ({"status": "unknown"}, {"status": "not-applicable"}, "newly-passing", ExitCode.OK),
        ({"status": "fail"}, {"status": "fail", "waiver": WAIVER}, "newly-passing", ExitCode.OK),
        ({"status": "fail"}, {"status": "unknown"}, "changed", ExitCode.OK),
        ({"status": "fail", "actual": "1"}, {"status": "fail", "actual": "2"}, "changed", ExitCode.OK),
        ({"status": "fail"}, {"status": "fail", "severity": "warning"}, "changed", ExitCode.OK),
        ({"status": "not-applicable"}, {}, "changed", ExitCode.OK),
        ({"actual": "1 GiB free"}, {"actual": "2 GiB free"}, "", ExitCode.OK),
        ({"status": "fail"}, {"status": "fail"}, "", ExitCode.OK),
    ],
)
def test_what_becomes_of_a_finding(was: dict[str, Any], now: dict[str, Any], change: str, code: ExitCode) -> None:
    document = compare(with_findings(was), with_findings(now))
    assert [each["change"] for host in document["hosts"] for each in host["findings"]] == ([change] if change else [])
    assert diff_exit_code(document) == code


def test_checks_and_hosts_that_came_and_went() -> None:
    old, new = with_findings({}, {"status": "fail"}), with_findings({}, {}, {"status": "fail"})
    gone = {**new["hosts"][0], "name": "new-host"}
    document = compare(old, seal({**new, "hosts": [*new["hosts"], gone]}))
    host, added = document["hosts"]
    assert {each["id"]: each["change"] for each in host["findings"]} == {
        "own.check-2": "newly-failing",
        "own.check-1": "newly-passing",
    }
    assert (added["name"], added["change"], added["old"]) == ("new-host", "new", None)
    assert document["summary"]["new_hosts"] == 1
    back = compare(new, old)
    assert {each["change"] for each in back["hosts"][0]["findings"]} == {"newly-failing", "newly-passing"}


def test_the_same_twice_is_no_change() -> None:
    document = compare(example("push"), example("push"))
    assert document["hosts"] == []
    assert document["summary"]["same_hosts"] == 5
    assert "Nothing changed." in render(document, "html")


def test_a_host_that_could_not_be_judged_is_told_once() -> None:
    old = with_findings({}, {"status": "fail"})
    silent = {**old["hosts"][0], "findings": [], "verdict": "unreachable", "reason": "No answer."}
    (host,) = compare(old, seal({**old, "hosts": [silent]}))["hosts"]
    assert (host["change"], host["findings"]) == ("changed", [])


def test_every_change_is_in_every_format() -> None:
    document = compare(example("preflight"), example("push"))
    Draft202012Validator(SCHEMA).validate(document)
    told = list(changes(document))
    assert len(told) > 8
    rows = list(csv.DictReader(io.StringIO(render(document, "csv"))))
    assert [(row["change"], row["host"], row["check"]) for row in rows] == [
        (each.change, each.host["name"], each.check) for each in told
    ]
    assert len(list(fromstring(render(document, "junit")).iter("testcase"))) == len(told)
    results = json.loads(render(document, "sarif"))["runs"][0]["results"]
    assert len(results) == len(told)
    assert {each["baselineState"] for each in results} >= {"new", "absent", "updated"}
    assert json.loads(render(document, "json")) == document
    assert render(document, "markdown").count("\n| ") == len(told) + 1
    assert render(document, "html").count("<tr>") == len(told) + 1
    out = io.StringIO()
    print_document(document, Console(file=out, width=100))
    for each in told:
        assert each.title in out.getvalue()


@given(st.text(max_size=60))
def test_any_text_can_be_compared_in_any_format(text: str) -> None:
    old, new = with_findings({"actual": text}), with_findings({"status": "fail", "actual": text, "remedy": text})
    old["hosts"][0]["name"] = new["hosts"][0]["name"] = f"host {text}"
    document = compare(seal(old), seal(new))
    for name in FORMATS:
        told = render(document, name)
        if name == "junit":
            fromstring(told)


def test_by_the_command_line(tmp_path: Path) -> None:
    for name in ("preflight", "push"):
        (tmp_path / f"{name}.json").write_text(render(example(name), "json"))
    old, new = tmp_path / "preflight.json", tmp_path / "push.json"
    done = siteprep("report", "diff", old, new)
    assert done.returncode == 0, done.stderr
    assert "newly passing" in done.stdout
    back = siteprep("report", "diff", new, old, "--format", "json")
    assert back.returncode == 3, back.stderr
    assert json.loads(back.stdout)["summary"]["newly_failing"] == 4
    everything = [word for name in FORMATS for word in ("--format", name)]
    assert siteprep("report", "diff", old, new, *everything, "--output", tmp_path / "all").returncode == 0
    assert len(list((tmp_path / "all").iterdir())) == len(FORMATS)
    wrong = siteprep("report", "diff", old, tmp_path / "none.json")
    assert wrong.returncode == 2
    assert "none.json cannot be read" in wrong.stderr


def test_names_can_be_replaced_the_same_on_both_sides(tmp_path: Path) -> None:
    old, new = (copy.deepcopy(example("preflight")) for _side in range(2))
    first, *_rest = old["hosts"]
    new["hosts"] = [{**first, "name": "another.example.com", "address": "10.9.9.9"}, *reversed(new["hosts"])]
    failed = {**first["findings"][0], "status": "fail", "severity": "blocker", "waiver": None}
    new["hosts"][-1]["findings"] = [{**failed, "actual": f"{first['name']} at 10.9.9.9 says no."}]
    for name, document in (("old", old), ("new", new)):
        (tmp_path / f"{name}.json").write_text(render(seal(document), "json"))
    told = ("report", "diff", tmp_path / "old.json", tmp_path / "new.json", "--format", "json")
    plain, redacted = siteprep(*told), siteprep(*told, "--redact")
    assert plain.returncode == redacted.returncode == 3, redacted.stderr
    assert "account names in its texts stay" in redacted.stderr
    assert plain.stderr == ""
    counts = json.loads(redacted.stdout)["summary"]
    assert counts == json.loads(plain.stdout)["summary"]
    assert counts["new_hosts"] == 1
    for document in (old, new):
        for host in document["hosts"]:
            assert host["name"] not in redacted.stdout
    assert "10.9.9.9" not in redacted.stdout
    Draft202012Validator(SCHEMA).validate(json.loads(redacted.stdout))


def test_words_of_siteprep_are_no_names() -> None:
    old = with_findings({}, {"status": "fail"})
    old["hosts"][0]["name"] = "changed"
    new = with_findings({"status": "fail"}, {})
    new["hosts"][0]["name"] = "changed"
    for document in (old, new):
        document["hosts"][0]["outcome"] = {"state": "done", "kind": "", "cause": "done", "remedy": ""}
    comparison = compare(old, new)
    told = redacted_comparison(comparison, (old, new), ["pass", "done"])
    assert [host["name"] for host in told["hosts"]] == ["host-1"]
    assert told["hosts"][0]["change"] == "changed"
    assert told["hosts"][0]["new"]["outcome"] == "done"
    assert {finding["new"]["status"] for finding in told["hosts"][0]["findings"]} == {"fail", "pass"}
    assert told["summary"] == comparison["summary"]
