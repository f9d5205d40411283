"""Pushing to a Wine host behind WinRM: the host, the media, and what a push to it told."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.once import once
from tests.stand_in_agent.build import build
from tests.wine_fixtures import skipped_where_unavailable
from tests.wine_host import WineHost
from tests.wine_winrm import WineBackend, give_picture, picture_settings
from tests.winrm_lab import PASSWORD, ROOT, Lab, winrm_lab

PICTURE = ROOT / "tests" / "data" / "hosts" / "windows-server-2019" / "host"
RUN_FOLDERS, LOGS = r"C:\ProgramData\siteprep", r"C:\ProgramData\ASRSetupLogs"
PASSPHRASE = "Canary-Passphrase"
WINES_OWN = re.compile(r"internal error|\b1359\b", re.IGNORECASE)
"""What .NET and the scripts say where Wine could not start a process, as it does now and then under load."""
KEY = r"HKLM\SOFTWARE\Wow6432Node\InMage Systems\Installed Products\5"


@pytest.fixture(scope="session")
def agent_media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "agent", build)


@pytest.fixture(scope="session")
def described(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stopped host that preflight finds ready; tests start copies of it."""

    def describe(folder: Path) -> None:
        with WineHost(folder) as host:
            give_picture(host, PICTURE)

    with skipped_where_unavailable():
        return once(tmp_path_factory, "described", describe)


class WindowsHost:
    """One Wine host behind WinRM, and pushing to it."""

    def __init__(self, host: WineHost, lab: Lab, media: Path) -> None:
        self.host, self.lab, self.media = host, lab, media
        (lab.folder / "passphrase").write_text(f"{PASSPHRASE}\n")

    def play(self, **sections: dict[str, object]) -> None:
        """Tell the stand-in agent what to do."""
        lines = [
            f"[{name}]\n" + "".join(f"{key}={value}\n" for key, value in each.items())
            for name, each in sections.items()
        ]
        (self.host.path(r"C:\ProgramData") / "siteprep-stand-in.ini").write_text("".join(lines))

    def push(self, *arguments: str, classic: bool = True, code: int | None = None) -> dict[str, Any]:
        """Push and give the host's part of the result; no secret may be anywhere, and no answer file left."""
        own = ["--media", str(self.media), "--allow-unsigned"] if not {"status", "uninstall"} & set(arguments) else []
        own += ["--cs-ip", "192.0.2.10", "--passphrase", "file:passphrase"] if classic and own else []
        for _ in range(3):
            done = self.lab.siteprep("push", *own, *arguments, "--yes", "--format", "json")
            if not WINES_OWN.search(done.stdout):
                break
        assert done.stdout.startswith("{"), done.stdout + done.stderr
        told = done.stdout + done.stderr + (self.lab.folder / "journal.db").read_bytes().decode("latin-1")
        for path in self.host.path(RUN_FOLDERS).rglob("*"):
            told += path.read_bytes().decode("latin-1") if path.is_file() else ""
        assert not [secret for secret in (PASSPHRASE, PASSWORD) if secret in told]
        assert not list(self.host.path(RUN_FOLDERS).rglob("answers/*"))
        found: dict[str, Any] = json.loads(done.stdout)["hosts"][0]
        assert code is None or done.returncode == code, (done.returncode, story(found))
        return {**found, "exit_code": done.returncode, "stderr": done.stderr}

    def started(self) -> subprocess.Popen[str]:
        """A push under way that tells its events as JSON on standard error."""
        own = [
            "push",
            "--media",
            str(self.media),
            "--allow-unsigned",
            "--cs-ip",
            "192.0.2.10",
            "--yes",
            "--json-events",
        ]
        own += ["--passphrase", "file:passphrase", "--inventory", str(self.lab.inventory())]
        return subprocess.Popen(
            [sys.executable, "-m", "siteprep", *own, "--journal", str(self.lab.folder / "journal.db")],
            cwd=self.lab.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def starts(self, program: str) -> int:
        """How often one of the agent's programs was started."""
        path = self.host.path(LOGS) / "StandInAgent.log"
        return path.read_text().count(f"{program}\t") if path.exists() else 0


@pytest.fixture
def windows(
    described: Path, new_wine_host: Callable[..., WineHost], agent_media: Path, tmp_path: Path
) -> Iterator[WindowsHost]:
    settings = picture_settings(PICTURE)
    with new_wine_host(described) as host, winrm_lab(tmp_path / "lab", WineBackend(host, settings)) as lab:
        yield WindowsHost(host, lab, agent_media)


def states(found: dict[str, Any]) -> dict[str, str]:
    return {step["name"]: step["state"] for step in found["steps"]}


def story(found: dict[str, Any]) -> str:
    """All that a host's part says of its end and of each step, for the failure of a test."""
    steps = [f"{each['name']}: {each['state']}: {each['message']}" for each in found["steps"]]
    return "\n".join([f"{found['verdict']}: {found['outcome']}", *steps])


def step(found: dict[str, Any], name: str) -> dict[str, Any]:
    """One step of a plan, or of a push, in which nothing may have kept it from its turn."""
    each: dict[str, Any] | None = next((each for each in found["steps"] if each["name"] == name), None)
    assert each is not None, f"there is no step {name}; {story(found)}"
    kept = each["state"] == "pending" and found["outcome"]["state"] != "planned"
    assert not kept, f"{name} was not begun; {story(found)}"
    return each
