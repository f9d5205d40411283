"""Setup's media come out of exactly the bundle that was asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from installer.outcome import State
from tests.windows_runner import needs_runner
from tests.windows_setup_host import Host, bundled, host, windows_host
from windows.steps.setup import extract

__all__ = ["host", "windows_host"]
pytestmark = needs_runner


def test_media_are_extracted_once(host: Host) -> None:
    context = bundled(host)
    for _ in range(2):
        assert extract(context, host.told.append).outcome.state is State.DONE
    assert host.starts == 1
    assert Path(context.program).read_text() == "new\n"
    assert (host.folder / "extract" / "output").read_text() == f"args: /q /x:{context.media}\n"


def test_lost_media_are_extracted_again_into_an_empty_folder(host: Host) -> None:
    context = bundled(host)
    extract(context, host.told.append)
    Path(context.program).unlink()
    (host.folder / "media" / "left").touch()
    assert extract(context, host.told.append).outcome.state is State.DONE
    assert (host.starts, [path.name for path in (host.folder / "media").iterdir()]) == (2, ["UNIFIEDSETUP.EXE"])


def test_media_of_a_finished_setup_are_not_missed(host: Host) -> None:
    host.server_is_installed()
    host.job("install", result="0")
    host.server_is_installed()
    assert "not needed" in extract(bundled(host), host.told.append).message
    assert host.starts == 0


def test_another_file_than_the_hashed_one_is_not_started(host: Host) -> None:
    context = replace(bundled(host), sha256="0" * 64)
    result = extract(context, host.told.append)
    assert (result.outcome.kind, host.starts) == ("extract-not-started", 0)
    assert "has not the SHA-256 that was asked for" in result.message


@pytest.mark.parametrize(
    ("body", "kind"), [("echo no space; exit 5", "extract-failed"), ("exit 0", "media-incomplete")]
)
def test_a_failed_extraction_is_told(host: Host, body: str, kind: str) -> None:
    result = extract(bundled(host, body), host.told.append)
    assert result.outcome.kind == kind
    assert ("no space" in result.message) == ("no space" in body)


def test_media_extracted_before_need_no_extraction(host: Host) -> None:
    assert extract(host.context(), print).outcome.state is State.DONE
    assert host.starts == 0
