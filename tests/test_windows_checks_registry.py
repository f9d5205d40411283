"""What holds for every check of a Windows server and every row of its requirements, whatever they judge."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host.target import Platform, Role
from preflight.check import Check, Context
from preflight.checks import ALL_CHECKS as LINUX_CHECKS
from preflight.checks.windows import ALL_CHECKS
from preflight.facts import Absent, Unknown
from preflight.finding import Severity
from preflight.judge import CHECKS, judge
from preflight.role_requirements import SERVER_ROLES
from preflight.verdict import Verdict, verdict
from tests.test_windows_checks_host import (
    APART,
    CS,
    GIB,
    HEALTHY,
    MAYBE,
    NO,
    NOT_READ,
    PS,
    REQUIREMENTS,
    TOLD,
    YES,
    Facts,
    changed,
    findings,
    read_data,
)

COLLECTOR = Path(__file__).parents[1] / "windows/collect.ps1"


def context(role: Role) -> Context:
    return Context(REQUIREMENTS, REQUIREMENTS.release, "/usr/local/ASR", role, TOLD)


CLOSED = {  # the original's checks whose bodies are not published
    "CheckTLS10Status", "IsMachineMemoryAvailable", "AreCoresAvailable", "IsSystemRestartPending",
    "WebsiteConfigurationCheck", "IsAnonymousAuthEnabled", "IsFastCgiDisabled", "IsIISPortConfigured",
    "CheckRegistryAccessPolicy", "CheckCommandPromptPolicy", "CheckTrustLogicAttachmentsPolicy",
    "PowershellExecutionPolicyStatus", "CheckFIPSStatus", "IsTimeInSync", "CheckDhcpStatus",
}  # fmt: skip
CHECKED = CLOSED | {"IsWinGreaterThan2012R2", "IsFreeSpaceAvailable", "IsRightPerlVersionInstalled"}
OF_IIS = {"WebsiteConfigurationCheck", "IsAnonymousAuthEnabled", "IsFastCgiDisabled", "IsIISPortConfigured"}


def test_all_checks_of_the_original_are_there_and_what_is_assumed_of_them_is_told() -> None:
    for role, expected in ((CS, CHECKED), (PS, CHECKED - OF_IIS)):
        stops = [stop for row in REQUIREMENTS.windows[role].rows.values() for stop in row.stops]
        assert {stop.check for stop in stops if stop.code == 4 or stop.step == "tls"} == expected
        assert {stop.code for stop in stops} == {1, 2, 4}
        assert {stop.step for stop in stops} == {step.name for step in REQUIREMENTS.windows[role].steps}
    base, own = read_data("windows_server")["requirements"], read_data("configuration_server")["requirements"]
    for name, row in REQUIREMENTS.windows[CS].rows.items():
        if {stop.check for stop in row.stops} & CLOSED:
            assert {**base.get(name, {}), **own.get(name, {})}["assumption"]


@pytest.mark.parametrize("each", ALL_CHECKS, ids=lambda each: each.id)
def test_a_check_is_described(each: Check) -> None:
    assert re.fullmatch(r"windows\.[a-z0-9-]+", each.id)
    assert each.platform is Platform.WINDOWS
    assert each.link.startswith("https://learn.microsoft.com/azure/site-recovery/")
    assert each.function.__doc__
    assert f"Write-Section '{each.evidence}'" in COLLECTOR.read_text("utf-8")
    for role in each.roles:
        assert each.expects(context(role)).endswith(".")


@pytest.mark.parametrize(
    ("each", "name"),
    [pytest.param(each, name, id=f"{each.id}-{name}") for each in ALL_CHECKS for name in sorted(each.reads)],
)
def test_a_fact_that_a_check_reads_and_nobody_knows_makes_it_unknown(each: Check, name: str) -> None:
    finding = each.run(changed({name: NOT_READ}), context(min(each.roles)))
    assert (finding.status, finding.actual) == (MAYBE, NOT_READ.reason)
    assert finding.remedy


def unreadable(value: object = HEALTHY, above: str = "") -> list[str]:
    """The dotted names of all facts that can be unknown."""
    names = []
    for field in dataclasses.fields(value):  # type: ignore[arg-type]
        inner, name = getattr(value, field.name), above + field.name
        if "Unknown" in str(field.type) or field.type in ("Number", "Text"):
            names.append(name)
        if dataclasses.is_dataclass(inner) and not isinstance(inner, Absent | Unknown):
            names += unreadable(inner, f"{name}.")
    return names


@pytest.mark.parametrize("role", sorted(SERVER_ROLES))
@pytest.mark.parametrize("name", unreadable())
def test_no_single_unknown_fact_is_an_error_or_a_failure(name: str, role: Role) -> None:
    statuses = {each.status for each in findings({name: NOT_READ}, role).values()}
    assert statuses <= {YES, APART, MAYBE}


@pytest.mark.parametrize("role", sorted(SERVER_ROLES))
def test_where_nothing_could_be_read_nothing_passes(role: Role) -> None:
    names = set(unreadable())
    outermost = {name: NOT_READ for name in names if not any(name.startswith(f"{other}.") for other in names)}
    found = findings({**outermost, "schannel": {}, "dotnet.tls": {}}, role)
    passed = {name for name, each in found.items() if each.status is YES}
    assert passed == {"common.role-platform"}
    assert {each.status for each in found.values()} == {YES, APART, MAYBE}
    assert verdict(tuple(found.values())) is Verdict.UNDETERMINED


BAD: Facts = {"policies.fips": 1, "restart.file_renames": ("x",), "products": NOT_READ, "adapters": ()}


@given(st.permutations(ALL_CHECKS))
def test_the_order_of_checks_changes_nothing(order: list[Check]) -> None:
    facts = changed(BAD)
    mine = [check.run(facts, context(PS)) for check in order if PS in check.roles]
    told = [
        each for each in judge(facts, PS, context(PS)) if each.id in {check.id for check in order if PS in check.roles}
    ]
    assert sorted(mine, key=lambda each: each.id) == sorted(told, key=lambda each: each.id)
    assert verdict(mine) is verdict(told) is Verdict.BLOCKED


@pytest.mark.parametrize("role", Role)
def test_every_role_has_checks_on_each_of_its_platforms(role: Role) -> None:
    for platform in REQUIREMENTS.roles[role]:
        assert sum(role in check.roles for check in CHECKS[platform]) > 10


def test_a_host_is_judged_by_the_checks_of_its_platform() -> None:
    assert not {check.id for check in LINUX_CHECKS} & {check.id for check in ALL_CHECKS}
    requirements = dataclasses.replace(REQUIREMENTS, roles={**REQUIREMENTS.roles, PS: frozenset({Platform.LINUX})})
    found = judge(HEALTHY, PS, dataclasses.replace(context(PS), requirements=requirements))
    assert (found[0].id, found[0].status, found[0].severity) == ("common.role-platform", NO, Severity.BLOCKER)
    assert {each.status for each in found[1:]} == {APART}
    assert verdict(found) is Verdict.BLOCKED


def test_figures_depend_on_the_role() -> None:
    small: Facts = {"computer.memory_bytes": 8 * GIB, "computer.logical_processors": 4}
    for row in ("memory", "cores"):
        for role, enough in ((CS, NO), (PS, YES)):
            found = findings(small, role)
            general, sizing = found[f"windows.{row}"], found[f"windows.sizing-{row}"]
            assert (general.status, general.severity) == (NO, Severity.WARNING)
            assert (sizing.status, sizing.severity) == (enough, Severity.BLOCKER)


def test_findings_predict_what_setup_would_say() -> None:
    def predicted(row: str, role: str) -> tuple[str, ...]:
        return findings({}, CS if role == "CS" else PS)[f"windows.{row}"].predicts

    assert predicted("restart-pending", "PS") == ("unified-setup:4 IsSystemRestartPending",)
    assert predicted("english", "PS") == ("unified-setup:1 English operating system",)
    assert predicted("cache-space", "CS") == ("unified-setup:2 InstallLocation",)
    assert predicted("iis-port", "CS") == ("unified-setup:4 IsIISPortConfigured",)
    assert predicted("iis-port", "PS") == ()
    assert predicted("clock", "CS") == ()
