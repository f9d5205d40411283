"""What the user decides about findings: checks left out, waivers, strictness; and the waivers file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.waivers import load_waivers
from host.errors import UsageError
from preflight.finding import Finding, Severity, Status
from preflight.policy import Policy, WaiverRule
from preflight.verdict import Verdict
from tests.practice import siteprep, validate

TODAY = date(2026, 6, 1)


def finding(
    check: str = "linux.secure-boot", status: Status = Status.FAIL, severity: Severity = Severity.BLOCKER
) -> Finding:
    return Finding(check, "Title", status, severity, "expected", "Found.", "section", "Mend it.", "", ())


def rule(hosts: str = "web*", day: date = TODAY, check: str = "linux.secure-boot") -> WaiverRule:
    return WaiverRule(check, hosts, "accepted by the board", "ops", day)


@pytest.mark.parametrize(
    ("host", "rules", "expected"),
    [
        ("web01", [rule()], Verdict.READY),
        ("WEB01", [rule()], Verdict.READY),
        ("db01", [rule()], Verdict.BLOCKED),
        ("web01", [rule(day=date(2026, 5, 31))], Verdict.BLOCKED),
        ("web01", [rule(check="linux.kernel-supported")], Verdict.BLOCKED),
        ("web01", [rule(day=date(2020, 1, 1)), rule()], Verdict.READY),
    ],
)
def test_waivers(host: str, rules: list[WaiverRule], expected: Verdict) -> None:
    policy = Policy(waivers=tuple(rules), day=TODAY)
    (found,) = policy.apply([finding()], host)
    assert policy.verdict([found]) is expected
    assert found.status is Status.FAIL  # a waived failure stays a failure, and is seen
    assert (found.waiver is not None) == (expected is Verdict.READY)


def test_an_expired_waiver_is_told() -> None:
    (found,) = Policy(waivers=(rule(day=date(2026, 5, 31)),), day=TODAY).apply([finding()], "web01")
    assert found.actual == "Found. The waiver of ops expired on 2026-05-31."


@pytest.mark.parametrize(
    ("policy", "left"),
    [
        (Policy(only=("linux.*",)), ["linux.secure-boot"]),
        (Policy(skip=("linux.secure-*",)), ["common.role-platform"]),
        (Policy(only=("*",), skip=("common.*",)), ["linux.secure-boot"]),
    ],
)
def test_checks_that_are_left_out_stay_visible(policy: Policy, left: list[str]) -> None:
    found = policy.apply([finding(), finding("common.role-platform")], "web01")
    assert len(found) == 2
    assert [each.id for each in found if each.status is Status.FAIL] == left
    assert all(each.actual.startswith("Left out by --") for each in found if each.status is Status.NOT_APPLICABLE)


def test_strict_lets_warnings_block() -> None:
    warning = finding(severity=Severity.WARNING)
    assert Policy().verdict([warning]) is Verdict.READY_WITH_WARNINGS
    assert Policy(strict=True).verdict([warning]) is Verdict.BLOCKED


@given(st.permutations([finding(f"linux.{name}", status) for name, status in zip("abcde", Status, strict=True)]))
def test_the_order_of_findings_does_not_matter(findings: list[Finding]) -> None:
    policy = Policy(skip=("linux.b",), waivers=(rule(check="linux.c"),), day=TODAY)
    assert policy.verdict(policy.apply(findings, "web01")) is Verdict.UNDETERMINED


def test_every_mistake_in_a_waivers_file_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "w.yaml"
    path.write_text(
        "- {check: linux.secure-boot, hosts: '*', reason: r, owner: o, expires: 2026-12-31}\n"
        "- {check: linux.nothing, hosts: '*', reason: r, owner: o, expires: soon}\n"
        "- {check: linux.secure-boot, hosts: '*', until: x}\n"
    )
    with pytest.raises(UsageError) as error:
        load_waivers(path, {"linux.secure-boot"})
    told = str(error.value).splitlines()
    assert [line.removeprefix(str(path)).split(": ")[0] for line in told] == [":2:11", ":2:68", ":3:3", ":3:42"]
    path.write_text(path.read_text().splitlines()[0])
    assert load_waivers(path, {"linux.secure-boot"}) == (
        WaiverRule("linux.secure-boot", "*", "r", "o", date(2026, 12, 31)),
    )


def test_on_the_command_line(tmp_path: Path) -> None:
    journal = ("--journal", str(tmp_path / "journal.db"))
    result = siteprep("preflight", "local", "--only", "linux.c-locale", "--format", "json", *journal)
    document = json.loads(result.stdout)
    validate(document)
    (host,) = document["hosts"]
    assert host["verdict"] == "ready"
    assert result.returncode == 0
    unknown = siteprep("preflight", "local", "--skip", "nothing.*", *journal)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "--skip nothing.* fits no check" in unknown.stderr
