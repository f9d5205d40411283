"""The sizing tables: which row decides, and what a server of another size is told."""

from __future__ import annotations

import dataclasses
import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host.target import Role
from preflight.check import Check
from preflight.checks.windows import ALL_CHECKS
from preflight.context import Context
from preflight.finding import Finding, Severity, Status
from preflight.judge import judge
from preflight.sizing import UNTOLD, Workload, churn_gb_per_day
from preflight.verdict import Verdict, verdict
from tests.data.documented import raw
from tests.practice import siteprep
from tests.test_windows_checks_host import CS, GIB, HEALTHY, NOT_READ, PS, REQUIREMENTS, TOLD, C, changed, fixed

COUNTS = st.none() | st.integers(1, 400)
CHURNS = st.none() | st.integers(1, 4000)


def sized(role: Role, memory: int, cores: int, cache: int, workload: Workload = UNTOLD) -> dict[str, Finding]:
    """All findings of a host of this size in this role."""
    facts = changed(
        {
            "computer.memory_bytes": memory * GIB,
            "computer.logical_processors": cores,
            "volumes": (C, fixed("D:", cache)),
        }
    )
    context = Context(REQUIREMENTS, REQUIREMENTS.release, "", setup=TOLD, sizing=workload)
    return {each.id.removeprefix("windows."): each for each in judge(facts, role, context)}


SMALL = changed({"computer.memory_bytes": 12 * GIB})


def failed(found: dict[str, Finding], severity: Severity) -> set[str]:
    return {name for name, each in found.items() if each.status is Status.FAIL and each.severity is severity}


@pytest.mark.parametrize(
    ("role", "machines", "churn", "row"),
    [
        (CS, None, None, 0),
        (CS, 99, None, 0),
        (CS, 100, None, 1),
        (CS, 150, 500, 1),
        (CS, 151, None, 2),
        (CS, None, 501, 1),
        (CS, 10, 1025, 2),
        (CS, 201, None, 2),
        (PS, 85, 250, 0),
        (PS, 86, 250, 1),
        (PS, 85, 251, 1),
        (PS, 225, 2048, 2),
        (PS, 1, 2049, 2),
    ],
)
def test_the_row_that_decides(role: Role, machines: int | None, churn: int | None, row: int) -> None:
    table = REQUIREMENTS.sizing[role]
    assert table.row(Workload(machines, churn)) is table.rows[row]


@given(st.sampled_from([CS, PS]), COUNTS, CHURNS)
def test_a_row_serves_what_it_was_chosen_for_and_the_smaller_ones_do_not(
    role: Role, machines: int | None, churn: int | None
) -> None:
    table, workload = REQUIREMENTS.sizing[role], Workload(machines, churn)
    row = table.row(workload)
    assert row.serves(workload) or row is table.largest
    assert not any(smaller.serves(workload) for smaller in table.rows[: table.rows.index(row)])


@pytest.mark.parametrize("role", [CS, PS])
def test_each_row_asks_for_at_least_as_much_as_the_one_before(role: Role) -> None:
    rows = [dataclasses.astuple(row) for row in REQUIREMENTS.sizing[role].rows]
    for smaller, larger in itertools.pairwise(rows):
        assert all(less <= more for less, more in zip(smaller, larger, strict=True))


def test_without_a_workload_the_smallest_row_blocks_and_the_general_table_warns() -> None:
    found = sized(PS, 8, 4, 300)
    assert failed(found, Severity.BLOCKER) == set()
    assert failed(found, Severity.WARNING) >= {"memory", "cores", "cache-space"}
    assert verdict(tuple(found.values())) is Verdict.READY_WITH_WARNINGS
    found = sized(PS, 7, 3, 299)
    assert failed(found, Severity.BLOCKER) == {"sizing-memory", "sizing-cores", "sizing-cache"}
    assert found["sizing-load"].status is Status.NOT_APPLICABLE
    assert failed(sized(CS, 15, 7, 700), Severity.BLOCKER) == {"sizing-memory", "sizing-cores"}


def test_with_a_workload_its_row_decides() -> None:
    served = Workload(120, 300)
    found = sized(PS, 12, 8, 600, served)
    assert failed(found, Severity.BLOCKER) == set()
    assert {found[row].status for row in ("memory", "cores")} == {Status.NOT_APPLICABLE}
    assert found["sizing-load"].actual == "It is to serve 120 machines and 300 GB of changed data a day."
    found = sized(PS, 8, 4, 300, served)
    assert failed(found, Severity.BLOCKER) == {"sizing-memory", "sizing-cores", "sizing-cache"}
    assert found["sizing-memory"].expected == (
        "The host has at least 12 GB of memory to serve up to 150 machines and 1024 GB of changed data a day."
    )
    small = sized(PS, 8, 4, 300, Workload(80))
    assert failed(small, Severity.BLOCKER) == set()
    assert "cache-space" in failed(small, Severity.WARNING)  # setup's command line wants it whatever is served


@pytest.mark.parametrize("role", [CS, PS])
def test_more_than_one_server_can_serve(role: Role) -> None:
    found = sized(role, 64, 32, 2000, Workload(300))
    assert failed(found, Severity.BLOCKER) == {"sizing-load"}
    assert found["sizing-load"].remedy.endswith(".")


def test_what_could_not_be_read_is_unknown() -> None:
    context = Context(REQUIREMENTS, REQUIREMENTS.release, "", setup=TOLD)
    facts = dataclasses.replace(HEALTHY, computer=NOT_READ, volumes=NOT_READ)
    found = {each.id: each.status for each in judge(facts, PS, context)}
    assert {found[f"windows.sizing-{part}"] for part in ("memory", "cores", "cache")} == {Status.UNKNOWN}


@given(st.permutations([check for check in ALL_CHECKS if PS in check.roles]), COUNTS)
def test_the_order_of_the_checks_does_not_change_the_verdict(order: list[Check], machines: int | None) -> None:
    context = Context(REQUIREMENTS, REQUIREMENTS.release, "", PS, TOLD, sizing=Workload(machines))
    mine = [check.run(SMALL, context) for check in order]
    usual = [check.run(SMALL, context) for check in ALL_CHECKS if PS in check.roles]
    assert verdict(mine) is verdict(usual)
    assert {each.id: each for each in mine} == {each.id: each for each in usual}


@pytest.mark.parametrize(
    ("text", "gb"),
    [
        ("300", 300),
        ("300GB", 300),
        ("300 gb/day", 300),
        ("1.5TB/day", 1536),
        ("2TB", 2048),
        ("0.2", 1),
        ("12.01GB", 13),
    ],
)
def test_amounts_of_changed_data(text: str, gb: int) -> None:
    assert churn_gb_per_day(text) == gb


@pytest.mark.parametrize("text", ["", "much", "300MB", "-3", "0", "0.0TB", "1e3", "300GB/week", "٣", "1.5.2", "9" * 99])
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        churn_gb_per_day(text)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--churn", "much"), "300GB/day"),
        (("--machines", "0"), "--machines"),
        (("--cs-version", "newest"), "9.66"),
        (("--cs-version", "9"), "9.66"),
        (("--machines", "3"), "no host of this run"),
        (("--cs-version", "9.66"), "no host of this run"),
    ],
)
def test_wrong_options_are_explained(options: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = siteprep("preflight", "local", "--journal", tmp_path / "journal.db", *options)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())


def test_options_reach_the_findings(tmp_path: Path) -> None:
    evidence = tmp_path / "ps01"
    evidence.write_bytes(raw({"registry": 127}))
    options = ("--role", "process-server", "--machines", "120", "--churn", "1.5TB/day", "--from", evidence)
    done = siteprep("preflight", *options, "--format", "json", "--journal", tmp_path / "journal.db")
    (host,) = json.loads(done.stdout)["hosts"]
    found = {each["id"]: each for each in host["findings"]}
    assert found["windows.sizing-load"]["actual"] == "It is to serve 120 machines and 1536 GB of changed data a day."
    assert "24 GB of memory" in found["windows.sizing-memory"]["expected"]
