"""Judging a host: nothing vanishes, wrong roles are told, and the verdict follows its four rules."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.catalogue import load_requirements
from host.exit_codes import ExitCode
from host.target import Role
from linux.parse.host import parse_facts
from preflight.checks import ALL_CHECKS
from preflight.finding import Finding, Severity, Status, Waiver
from preflight.judge import Context, judge
from preflight.policy import Policy
from preflight.verdict import Verdict, exit_code, verdict, worse
from tests.data.documented import Sections, evidence

REQUIREMENTS = load_requirements()
CONTEXT = Context(REQUIREMENTS, REQUIREMENTS.release, "/usr/local/ASR")
WAIVER = Waiver("accepted", "the board", "2030-01-01")


def findings(role: Role = Role.MOBILITY_AGENT, changes: Sections | None = None) -> dict[str, Finding]:
    found = judge(parse_facts(evidence(changes)), role, CONTEXT)
    assert len({each.id for each in found}) == len(found)
    return {each.id: each for each in found}


@pytest.mark.parametrize("role", Role)
def test_every_check_has_a_finding_for_every_role(role: Role) -> None:
    assert set(findings(role)) == {check.id for check in ALL_CHECKS} | {"common.role-platform"}


def test_a_healthy_host_is_ready() -> None:
    assert {each.status for each in findings().values()} == {Status.PASS, Status.NOT_APPLICABLE}
    assert verdict(tuple(findings().values())) is Verdict.READY
    assert verdict(tuple(findings().values())) is Verdict.READY


@pytest.mark.parametrize(
    "role",
    [role for role in Role if role not in (Role.MOBILITY_AGENT, Role.MASTER_TARGET)],
)
def test_a_role_of_the_other_platform_blocks_and_nothing_else_is_judged(role: Role) -> None:
    found = findings(role)
    first = found.pop("common.role-platform")
    assert (first.status, first.severity) == (Status.FAIL, Severity.BLOCKER)
    assert first.expected == f"A {role} runs on Windows."
    assert first.remedy
    assert {each.status for each in found.values()} == {Status.NOT_APPLICABLE}
    assert verdict((first, *found.values())) is Verdict.BLOCKED


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"locales": "POSIX\n"}, Verdict.BLOCKED),
        ({"locales": "POSIX\n", "df-root": 1}, Verdict.BLOCKED),
        ({"df-root": 1}, Verdict.UNDETERMINED),
        ({"sshd": "passwordauthentication no\nsubsystem sftp x\npermitrootlogin yes\n"}, Verdict.READY_WITH_WARNINGS),
        ({"sshd": 255, "sshd-files": 1}, Verdict.READY),
    ],
)
def test_verdicts_of_hosts(changes: Sections, expected: Verdict) -> None:
    assert verdict(tuple(findings(changes=changes).values())) is expected


def made(status: Status, severity: Severity, waiver: Waiver | None = None) -> Finding:
    return Finding("x", "x", status, severity, "", "", "", "", "", (), waiver=waiver)


@pytest.mark.parametrize(
    ("status", "severity", "waiver", "expected"),
    [
        (Status.FAIL, Severity.BLOCKER, None, Verdict.BLOCKED),
        (Status.FAIL, Severity.BLOCKER, WAIVER, Verdict.READY),
        (Status.UNKNOWN, Severity.BLOCKER, None, Verdict.UNDETERMINED),
        (Status.ERROR, Severity.BLOCKER, None, Verdict.UNDETERMINED),
        (Status.NOT_APPLICABLE, Severity.BLOCKER, None, Verdict.READY),
        (Status.FAIL, Severity.WARNING, None, Verdict.READY_WITH_WARNINGS),
        (Status.UNKNOWN, Severity.WARNING, None, Verdict.READY),
        (Status.FAIL, Severity.INFO, None, Verdict.READY),
        (Status.PASS, Severity.BLOCKER, None, Verdict.READY),
    ],
)
def test_verdict_of_one_finding(status: Status, severity: Severity, waiver: Waiver | None, expected: Verdict) -> None:
    assert verdict([made(status, severity, waiver)]) is expected


def test_nothing_found_is_unreachable() -> None:
    assert verdict([]) is Verdict.UNREACHABLE


_WORST_FIRST = [Verdict.BLOCKED, Verdict.UNDETERMINED, Verdict.READY_WITH_WARNINGS, Verdict.READY]


FINDINGS = st.builds(made, st.sampled_from(Status), st.sampled_from(Severity), st.sampled_from([None, WAIVER]))


@given(st.lists(FINDINGS, min_size=1))
def test_the_worst_finding_decides_in_any_order(several: list[Finding]) -> None:
    alone = [verdict([each]) for each in several]
    assert verdict(several) is min(alone, key=_WORST_FIRST.index)
    assert verdict(several[::-1]) is verdict(several)


def test_exit_codes() -> None:
    assert [exit_code(each) for each in Verdict] == [
        ExitCode.UNDETERMINED,
        ExitCode.BLOCKED,
        ExitCode.UNDETERMINED,
        ExitCode.WARNINGS,
        ExitCode.OK,
    ]


def test_judging_is_the_same_every_time() -> None:
    facts = parse_facts(evidence())
    assert all(a == b for a, b in itertools.pairwise(judge(facts, Role.MOBILITY_AGENT, CONTEXT) for _ in range(3)))


@given(st.lists(FINDINGS, min_size=1), st.lists(FINDINGS, min_size=1), st.booleans())
def test_the_verdict_over_two_parts_is_the_worse_of_theirs(
    one: list[Finding], other: list[Finding], strict: bool
) -> None:
    policy = Policy(strict=strict)
    assert policy.verdict([*one, *other]) is worse(policy.verdict(one), policy.verdict(other))
