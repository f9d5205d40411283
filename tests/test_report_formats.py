"""The formats for programs and people: every finding is in each of them, and nothing that a host printed is obeyed."""

from __future__ import annotations

import copy
import csv
import io
import json
from pathlib import Path
from typing import Any

import junitparser
import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from report.csv import COLUMNS
from report.document import seal
from report.formats import FORMATS, render
from tests.test_document import example

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "<script>alert(1)</script>",
    "]]><x/>",
    "| a | b |",
    "[x](javascript:alert(1))",
    "![x](http://evil.test/x.png)",
    "`code` **bold** # head",
    "\u202eright-to-left",
    "\x1b[31mred\x1b[0m",
    "\x00\x01\uffff\ufffe",
    "\ud800",
    "a\r\nb",
    "&amp; &lt;",
)


def hostile(text: str) -> dict[str, Any]:
    """A document in which hosts and findings say this."""
    document = copy.deepcopy(example("push"))
    for host in document["hosts"]:
        host["name"] = f"{text}{host['name']}"
        host["os"] = host["reason"] = text
        for finding in host["findings"]:
            finding["actual"] = finding["title"] = finding["remedy"] = text
            finding["link"] = None
    return seal(document)


def findings(document: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted((host["name"], each["id"]) for host in document["hosts"] for each in host["findings"])


@pytest.mark.parametrize("name", ["preflight", "push"])
def test_csv_has_a_row_for_each_finding(name: str) -> None:
    document = example(name)
    found = list(csv.DictReader(io.StringIO(render(document, "csv"))))
    assert tuple(found[0]) == COLUMNS
    assert sorted((row["host"], row["check"]) for row in found if row["check"]) == findings(document)
    bare = {row["host"] for row in found if not row["check"]}
    assert bare == {h["name"] for h in document["hosts"] if not h["findings"] or h["verdict"] == "unreachable"}
    waived = [each for host in document["hosts"] for each in host["findings"] if each["waiver"]]
    assert sum(bool(row["waiver_reason"]) for row in found) == len(waived)


@pytest.mark.parametrize("name", ["preflight", "push"])
def test_junit_has_a_case_for_each_finding(name: str) -> None:
    document = example(name)
    root = fromstring(render(document, "junit"))
    cases = [(suite.get("name", ""), case) for suite in root.iter("testsuite") for case in suite.iter("testcase")]
    named = sorted(
        (host, case.get("name", "").partition(":")[0]) for host, case in cases if ":" in case.get("name", "")
    )
    assert named == findings(document)
    assert sum(int(suite.get("tests", "0")) for suite in root.iter("testsuite")) == len(cases)
    for host, case in cases:
        check = case.get("name", "").partition(":")[0]
        finding = next(
            (f for h in document["hosts"] if h["name"] == host for f in h["findings"] if f["id"] == check), None
        )
        if finding is None:
            continue
        blocked = finding["severity"] == "blocker" and finding["status"] == "fail" and not finding["waiver"]
        assert (case.find("failure") is not None) == blocked
        quiet = finding["status"] == "pass"
        stops = finding["severity"] == "blocker" and finding["status"] != "not-applicable" and not finding["waiver"]
        assert (case.find("skipped") is not None) == (bool(finding["waiver"]) or not (quiet or stops))


def test_junit_is_read_by_a_parser_of_others(tmp_path: Path) -> None:
    document = example("push")
    path = tmp_path / "report.xml"
    path.write_text(render(document, "junit"))
    read = junitparser.JUnitXml.fromfile(str(path))
    assert sum(len(list(suite)) for suite in read) >= len(findings(document))
    assert {suite.name for suite in read} == {host["name"] for host in document["hosts"]}


@pytest.mark.parametrize("name", ["preflight", "push"])
def test_sarif_has_a_result_for_each_finding(name: str) -> None:
    document = example(name)
    log = json.loads(render(document, "sarif"))
    (run,) = log["runs"]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert {result["ruleId"] for result in run["results"]} == rules
    told = sorted(
        (result["locations"][0]["logicalLocations"][0]["name"], result["ruleId"])
        for result in run["results"]
        if result["ruleId"] != "siteprep.host-judged"
    )
    assert told == findings(document)
    for result in run["results"]:
        assert (result["level"] != "none") == (result["kind"] == "fail")
        assert result["message"]["text"]


@pytest.mark.parametrize("name", ["preflight", "push"])
def test_markdown_has_a_line_for_each_finding(name: str) -> None:
    document = example(name)
    text = render(document, "markdown")
    rows = [line for line in text.splitlines() if line.startswith("| ") and line.count(" | ") == 5]
    for _, check in findings(document):
        assert any(check.replace(".", "\\.").replace("-", "\\-") in row for row in rows)
    assert document["tool"]["version"].replace(".", "\\.") in text


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", FORMATS)
def test_what_hosts_say_is_only_text(name: str, text: str) -> None:
    told = render(hostile(text), name).encode("utf-8", "backslashreplace").decode()
    assert "\x1b" not in told
    assert "\u202e" not in told
    if name == "csv":
        for row in csv.reader(io.StringIO(told, newline="")):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    elif name == "junit":
        fromstring(told)
    elif name == "markdown":
        assert "<script" not in told
        assert "](javascript" not in told
        assert "![" not in told
    elif name in ("json", "sarif"):
        json.loads(told)


@given(st.text(max_size=60))
def test_any_text_can_be_told_in_any_format(text: str) -> None:
    document = hostile(text)
    for name in FORMATS:
        told = render(document, name)
        if name == "junit":
            fromstring(told)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_tells_versions_times_and_waivers(name: str) -> None:
    document = example("preflight")
    text = render(document, name).replace("\\", "")
    waivers = [each["waiver"] for host in document["hosts"] for each in host["findings"] if each["waiver"]]
    told = [document["tool"]["version"], document["requirements"]["release"], document["requirements"]["cloud"]]
    told += [part for waiver in waivers for part in waiver.values()]
    told += [host["collected"][:19] for host in document["hosts"] if host["collected"]]
    assert waivers
    assert [each for each in told if each not in text] == []
