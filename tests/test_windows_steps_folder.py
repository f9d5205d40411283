"""The run folder of a setup is administrators' alone, or it is not used."""

from __future__ import annotations

from pathlib import Path

import pytest

from host.errors import UsageError
from tests.windows_runner import RunnerSession, needs_runner
from tests.windows_setup_host import Host, host, windows_host
from windows.steps.context import StepRefused, open_run_folder
from windows.steps.setup import install

__all__ = ["host", "windows_host"]
pytestmark = needs_runner


def test_a_run_folder_is_found_again(host: Host) -> None:
    (host.folder / "kept").touch()
    assert open_run_folder(host.session, "setup-1") == str(host.folder)
    assert (host.folder / "kept").exists()
    assert not list(host.folder.parent.glob("*.new-*"))


@pytest.mark.parametrize("where", ["", "/setup-1", "/setup-1/answers"])
def test_a_folder_that_others_may_change_is_refused(host: Host, where: str) -> None:
    Path(f"{host.folder.parent}{where}.sids").write_text("S-1-5-32-544\nS-1-5-32-545\n")
    with pytest.raises(StepRefused, match="open to S-1-5-32-545"):
        open_run_folder(host.session, "setup-1")


def test_a_link_in_place_of_a_run_folder_is_refused(host: Host, tmp_path: Path) -> None:
    (host.folder.parent / "setup-2").symlink_to(tmp_path)
    with pytest.raises(StepRefused, match="is not a folder"):
        open_run_folder(host.session, "setup-2")
    with pytest.raises(StepRefused, match="is not a folder"):
        install(host.context(run_folder=str(host.folder.parent / "setup-2")), print)
    assert host.starts == 0


@pytest.mark.parametrize("name", ["", "setup-", "other", "setup-../x", "setup-a'b"])
def test_only_names_of_run_folders_are_taken(name: str) -> None:
    with pytest.raises(UsageError):
        open_run_folder(RunnerSession(), name)
