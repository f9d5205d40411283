"""Practice Windows hosts for tests; a test that uses one is skipped, with the reason, where none can be made.

Hosts that several tests start from are made once for the whole run and kept stopped; a test starts a copy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.once import once
from tests.stand_in_bundle.build import FILE_NAME, build
from tests.stand_in_bundle.machine import CS, BundleHost
from tests.wine_build import TemplateUnavailable
from tests.wine_host import WineHost
from tests.wine_template import require_tools


@contextmanager
def skipped_where_unavailable() -> Iterator[None]:
    """Skip the test where no Windows host can be made."""
    try:
        yield
    except TemplateUnavailable as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def new_wine_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., WineHost]]:
    """Make started Windows hosts that end with the module: `new_wine_host()`, or a copy of a stopped one's folder."""
    with ExitStack() as stack:

        def new(origin: Path | None = None) -> WineHost:
            with skipped_where_unavailable():
                host = WineHost(tmp_path_factory.mktemp("wine") / "host", origin=origin)
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
    with skipped_where_unavailable():
        require_tools()
    return once(tmp_path_factory, "bundle", build) / FILE_NAME


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, stand_in_bundle: Path) -> Path:
    """A stopped host that Unified Setup could be run on, with the bundle unpacked."""

    def prepare(folder: Path) -> None:
        with WineHost(folder) as host:
            assert BundleHost(host).prepare(stand_in_bundle).exit_code == 0

    with skipped_where_unavailable():
        return once(tmp_path_factory, "prepared", prepare)


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Path:
    """A stopped host that has become a configuration server."""

    def install(folder: Path) -> None:
        with WineHost(folder, origin=prepared) as host:
            assert BundleHost(host).setup(CS).exit_code == 0

    return once(tmp_path_factory, "installed", install)


@pytest.fixture(scope="module")
def bare(prepared: Path, new_wine_host: Callable[..., WineHost]) -> BundleHost:
    """A machine for tests of Unified Setup that install nothing."""
    return BundleHost(new_wine_host(prepared))


@pytest.fixture
def machine(prepared: Path, new_wine_host: Callable[..., WineHost]) -> Iterator[BundleHost]:
    """A machine of the test's own that Unified Setup can be run on."""
    with new_wine_host(prepared) as host:
        yield BundleHost(host)
