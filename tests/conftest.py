"""What the tests share: how many examples properties try, and practice hosts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
from tests.wine_push import agent_media, described, windows  # noqa: F401

# The properties of command lines and answer files, 14 of them: 200,000 examples in all by night.
settings.register_profile("nightly", max_examples=14_300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("default", max_examples=100, deadline=None)


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
