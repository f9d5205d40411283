"""Options of the test run, and the hosts that several tests share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from lab.fleet import PracticeFleet
from lab.profiles import PracticeHostSpec
from lab.ways import Kind, NoPracticeHosts
from tests.practice import Practice
from tests.wine_fixtures import (  # noqa: F401 - fixtures are found by their names
    bare,
    installed,
    machine,
    new_wine_host,
    prepared,
    shared_wine_host,
    stand_in_bundle,
    wine_host,
)

# The properties of command lines and answer files, 14 of them: 200,000 examples in all by night.
settings.register_profile("nightly", max_examples=14_300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("default", max_examples=100, deadline=None)

SKIPPED: list[tuple[str, str]] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add siteprep's own switches."""
    parser.addoption("--run-slow", action="store_true", help="also run tests marked slow")
    parser.addoption("--forbid-skips", action="store_true", help="fail when a test is skipped, as CI does")


def pytest_collection_modifyitems(config: pytest.Config, items: Iterable[pytest.Item]) -> None:
    """Skip slow tests unless they are asked for."""
    if config.getoption("--run-slow"):
        return
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.skip(reason="slow; add --run-slow"))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember skipped tests with their reasons."""
    if report.skipped and isinstance(report.longrepr, tuple):
        SKIPPED.append((report.nodeid, report.longrepr[2]))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With --forbid-skips, a skip for a reason that CI does not allow is a failure."""
    if not session.config.getoption("--forbid-skips"):
        return
    allowed = os.environ.get("SITEPREP_ALLOW_SKIPS", "").split()
    forbidden = [(test, reason) for test, reason in SKIPPED if not any(name in reason for name in allowed)]
    for test, reason in forbidden:
        print(f"\nskipped where it must not be: {test}: {reason}")
    if forbidden and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Callable[..., Practice]]:
    """Start practice fleets that end with the test: `practice(spec, ...)`."""
    with ExitStack() as stack:

        def start(*hosts: PracticeHostSpec, kind: Kind | None = None) -> Practice:
            folder = tmp_path / f"fleet{len(list(tmp_path.glob('fleet*')))}"
            try:
                fleet = stack.enter_context(PracticeFleet(folder, hosts, kind=kind))
            except NoPracticeHosts as error:
                pytest.skip(str(error))
            return Practice(fleet, tmp_path / "journal.db")

        yield start
