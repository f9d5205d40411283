"""The test run as a whole: which tests are in it, in which process and order, and how long its groups take.

Examples in docstrings are tests too (`--doctest-modules`). tests/groups.toml names the groups.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.proof_groups import Times, group_of, over_share, read_groups, table

ROOT = Path(__file__).parent
TESTS = ROOT / "tests"
GROUPS = read_groups()
TIMES = Times()
for _name in ("DOTNET_TieredPGO", "DOTNET_gcConcurrent"):  # a PowerShell that lives a second gains nothing from either
    os.environ.setdefault(_name, "0")
SKIPPED: list[tuple[str, str]] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add siteprep's own switches."""
    parser.addoption("--run-slow", action="store_true", help="also run tests marked slow")
    parser.addoption("--run-nightly", action="store_true", help="also run the heavier forms of proofs")
    parser.addoption("--forbid-skips", action="store_true", help="fail when a test is skipped, as CI does")
    parser.addoption("--shares", action="store_true", help="tell each group's minutes; fail when one is over its share")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave alone what only runs as a program or has no example; tests are collected as always."""
    if collection_path.suffix != ".py" or collection_path.name == "conftest.py":
        return None
    if collection_path.is_relative_to(TESTS):
        return None if collection_path.name.startswith("test_") else True
    return None if ">>> " in collection_path.read_text(encoding="utf-8") else True


class ByGroup(LoadScopeScheduling):
    """Hands out to each process what groups.toml keeps together."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return group_of(file, GROUPS).process(file) or nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByGroup:
    """With several processes (`-n`) the groups decide, whatever --dist says."""
    config.option.loadscopereorder = False
    return ByGroup(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what was not asked for, and begin with the groups that are named first."""
    left_out = [item for item in items if item.get_closest_marker("nightly") and not config.getoption("--run-nightly")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
    for item in items:
        if item.get_closest_marker("slow") and not config.getoption("--run-slow"):
            item.add_marker(pytest.mark.skip(reason="slow; add --run-slow"))
    if hasattr(config, "workerinput"):  # tests are handed out in this order
        items.sort(key=lambda item: GROUPS.index(group_of(item.nodeid.partition("::")[0], GROUPS)))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember how long tests took, and skipped ones with their reasons."""
    TIMES.add(report.nodeid, report.duration)
    if report.skipped and isinstance(report.longrepr, tuple):
        SKIPPED.append((report.nodeid, report.longrepr[2]))


def forbidden_skips() -> Iterator[str]:
    """Tests that were skipped for another reason than those that SITEPREP_ALLOW_SKIPS names."""
    allowed = os.environ.get("SITEPREP_ALLOW_SKIPS", "").split()
    for test, reason in SKIPPED:
        if not any(name in reason for name in allowed):
            yield f"skipped where it must not be: {test}: {reason}"


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With --forbid-skips a skip that CI does not allow is a failure, with --shares a group that takes too long."""
    if hasattr(session.config, "workerinput"):
        return  # the process that hands out the tests has all reports
    wrong = list(forbidden_skips()) if session.config.getoption("--forbid-skips") else []
    if session.config.getoption("--shares"):
        print("", *table(TIMES, GROUPS), sep="\n")
        wrong += [f"the group {name} of tests/groups.toml is over its share" for name in over_share(TIMES, GROUPS)]
    print("", *wrong, sep="\n")
    if wrong and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
