"""The setup steps on a Windows host: Windows CPython, powershell.exe, real processes with whole exit codes."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import Any

import pytest

from tests.stand_in_bundle.build import FILE_NAME
from tests.stand_in_bundle.machine import CS, MYSQL, PS, ROOMY, BundleHost, Scenario
from tests.wine_build import TESTS
from tests.wine_fixtures import machine, new_wine_host, prepared, stand_in_bundle

__all__ = ["machine", "new_wine_host", "prepared", "stand_in_bundle"]

pytestmark = [pytest.mark.wine, pytest.mark.slow]
RUN = "C:\\Temp\\wine_setup_run.py"
DATA = "C:\\ProgramData\\siteprep\\setup-wine"
SCENARIO = "C:\\Temp\\Extracted\\stand-in-scenario.ini"
CS_LINE = [word.replace(MYSQL, "{credentials}") for word in CS]


class SetupHost(BundleHost):
    """A host on which siteprep's steps run."""

    bundle = f"C:\\Temp\\{FILE_NAME}"

    def steps(
        self, argv: list[str], scenario: Scenario, what: str = "all", run: str = "run-1", sha256: str = ""
    ) -> dict[str, Any]:
        """Run the steps and give what they say."""
        self.play(ROOMY, scenario)
        sha256 = sha256 or hashlib.sha256(self.host.path(self.bundle).read_bytes()).hexdigest()
        environment = {"SITEPREP_STAND_IN_SCENARIO": SCENARIO}
        result = self.host.python(RUN, what, run, self.bundle, sha256, *argv, env=environment, timeout=250)
        assert result.exit_code == 0, result.stderr.decode(errors="replace")
        found: dict[str, Any] = json.loads(result.stdout)
        return found


@pytest.fixture
def setup(machine: BundleHost) -> SetupHost:
    shutil.copy(TESTS / "wine_setup_run.py", machine.host.path("C:\\Temp"))
    return SetupHost(machine.host)


def test_a_configuration_server_from_bundle_to_clean_up(setup: SetupHost) -> None:
    found = setup.steps(CS_LINE, {})
    assert found["folder"] == DATA
    assert [(name, step[0], step[3]) for name, step in found["steps"].items()] == [
        ("extract", "done", None),
        ("answer-files", "done", None),
        ("setup", "done", 0),
        ("verify-services", "done", None),
        ("clean-up", "done", None),
    ]
    assert [text for text in found["told"] if text.endswith(": Success")]
    assert found["jobs"] == {"extract": "finished 0", "install": "finished 0"}
    assert (found["files"], found["dotnet"]) == ([], 528040)
    assert {"9", "10"} <= set(found["products"])
    assert len(found["passphrase"]) >= 16
    assert not [text for text in found["told"] if "Practice_" in text]
    calls = setup.calls()
    again = setup.steps(CS_LINE, {}, run="run-2")
    assert again["steps"]["setup"][0] == "done"
    assert setup.calls() == calls


@pytest.mark.nightly
def test_a_reboot_is_a_whole_exit_code(setup: SetupHost) -> None:
    found = setup.steps(PS, {"Exit": {"UNIFIEDAGENT.EXE": 3010}})
    assert found["steps"]["setup"][0::3] == ["done-reboot-required", 3010]


def test_a_changed_bundle_is_not_started(setup: SetupHost) -> None:
    found = setup.steps(PS, {}, sha256="0" * 64)
    assert found["steps"]["extract"][:2] == ["failed", "extract-not-started"]
    assert setup.calls() == []


@pytest.mark.nightly
def test_setup_outlives_a_siteprep_that_is_gone(setup: SetupHost) -> None:
    slow: Scenario = {"Setup": {"StepMilliseconds": 300}}
    assert setup.steps(PS, slow, what="interrupted")["interrupted"]
    found = setup.steps(PS, slow)
    assert found["steps"]["setup"][3] == 0
    starts = [name for name, _ in setup.calls()]
    assert starts.count("UCX_SERVER_SETUP.EXE") == 1
