"""What the stand-in bundle does on a machine that has components already."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stand_in_bundle.machine import CS, PS, BundleHost, Scenario
from tests.wine_host import WineHost

pytestmark = [pytest.mark.wine, pytest.mark.slow, pytest.mark.nightly]  # of the stand-in, not of siteprep

PRODUCTS = r"HKLM\SOFTWARE\Wow6432Node\InMage Systems\Installed Products"


def set_version(machine: BundleHost, version: str) -> None:
    """Let the installed server and third party set be of another release."""
    for number in ("9", "10"):
        machine.host.registry_set(rf"{PRODUCTS}\{number}", "Build_Version", version)


@pytest.mark.parametrize(
    ("version", "arguments", "code"),
    [
        ("9.53.0.0", CS, 2),
        ("9.53.0.0", ["/Upgrade"], 203),
        ("9.49.1.1", ["/upgrade"], 0),
        ("9.49.1.1", ["-Upgrade", "/SkipPrereqsCheck"], 0),
        ("9.49.1.1", ["/Upgrade", "/SkipPrereqsCheck", "/SkipTLSCheck"], 2),
        ("9.48.1.1", ["/Upgrade"], 203),
        ("9.53.1.0", ["/Upgrade"], 203),
    ],
)
def test_upgrading(
    installed: Path,
    new_wine_host: Callable[..., WineHost],
    version: str,
    arguments: list[str],
    code: int,
) -> None:
    with new_wine_host(installed) as host:
        machine = BundleHost(host)
        set_version(machine, version)
        before = len(machine.calls())
        assert machine.setup(arguments).exit_code == code
        started = machine.started_components()[before:]
        assert started == (["CX_THIRDPARTY_SETUP.EXE", "UCX_SERVER_SETUP.EXE"] if code == 0 else [])
        if code == 0:
            assert machine.summary()["InstallType"] == "Upgrade"
            assert host.registry_get(rf"{PRODUCTS}\9", "Build_Version") == "9.53.0.0"


def test_unreachable_endpoints_stop_an_upgrade(installed: Path, new_wine_host: Callable[..., WineHost]) -> None:
    with new_wine_host(installed) as host:
        machine = BundleHost(host)
        set_version(machine, "9.52.0.0")
        unreachable: Scenario = {"Setup": {"Endpoints": "unreachable"}}
        assert machine.setup(["/Upgrade"], unreachable).exit_code == 1
        assert machine.setup(["/Upgrade", "/SkipPrereqsCheck"], unreachable).exit_code == 0


def test_a_second_run_installs_only_what_is_missing(machine: BundleHost) -> None:
    assert machine.setup(PS, {"Exit": {"MARSAgentInstaller.exe": 4}}).exit_code == 111
    before = len(machine.calls())
    assert machine.setup(PS).exit_code == 0
    assert machine.started_components()[before:] == ["MARSAgentInstaller.exe", "cdpcli.exe"]
