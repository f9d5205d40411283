"""Practice Windows hosts for tests; a test that uses one is skipped, with the reason, where none can be made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.stand_in_bundle.build import build
from tests.stand_in_bundle.machine import CS, BundleHost
from tests.wine_build import TemplateUnavailable
from tests.wine_host import WineHost
from tests.wine_template import require_tools


@pytest.fixture(scope="module")
def new_wine_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., WineHost]]:
    """Make started Windows hosts that end with the module: `new_wine_host()`, or a copy: `new_wine_host(stopped)`."""
    with ExitStack() as stack:

        def new(origin: WineHost | None = None) -> WineHost:
            folder = tmp_path_factory.mktemp("wine") / "host"
            try:
                host = WineHost(folder, origin=origin)
            except TemplateUnavailable as missing:
                pytest.skip(str(missing))
            return stack.enter_context(host)

        yield new


@pytest.fixture
def wine_host(new_wine_host: Callable[..., WineHost]) -> Iterator[WineHost]:
    """A Windows host of the test's own."""
    with new_wine_host() as host:
        yield host


@pytest.fixture(scope="module")
def shared_wine_host(new_wine_host: Callable[..., WineHost]) -> WineHost:
    """A Windows host that the tests of a module share; they must not lean on each other's changes."""
    return new_wine_host()


@pytest.fixture(scope="session")
def stand_in_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """MicrosoftAzureSiteRecoveryUnifiedSetup.exe, the stand-in."""
    try:
        require_tools()
    except TemplateUnavailable as missing:
        pytest.skip(str(missing))
    return build(tmp_path_factory.mktemp("bundle"))


@pytest.fixture(scope="module")
def prepared(new_wine_host: Callable[..., WineHost], stand_in_bundle: Path) -> WineHost:
    """A stopped host that Unified Setup could be run on, with the bundle unpacked; tests start copies of it."""
    host = new_wine_host()
    assert BundleHost(host).prepare(stand_in_bundle).exit_code == 0
    host.stop()
    return host


@pytest.fixture(scope="module")
def installed(prepared: WineHost, new_wine_host: Callable[..., WineHost]) -> WineHost:
    """A stopped host that has become a configuration server; tests start copies of it."""
    host = new_wine_host(prepared)
    assert BundleHost(host).setup(CS).exit_code == 0
    host.stop()
    return host


@pytest.fixture(scope="module")
def bare(prepared: WineHost, new_wine_host: Callable[..., WineHost]) -> BundleHost:
    """A machine for tests of Unified Setup that install nothing."""
    return BundleHost(new_wine_host(prepared))


@pytest.fixture
def machine(prepared: WineHost, new_wine_host: Callable[..., WineHost]) -> Iterator[BundleHost]:
    """A machine of the test's own that Unified Setup can be run on."""
    with new_wine_host(prepared) as host:
        yield BundleHost(host)
