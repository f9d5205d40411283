"""Secrets planted in every field that takes one, then looked for wherever they must not be."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from lab.profiles import machine
from tests.practice import Practice

AGENTS_OWN = "connection.passphrase"
"""The agent keeps the passphrase itself, in a file of its own; that is not siteprep's doing."""


@pytest.mark.parametrize("fails", [False, True], ids=["success", "failure"])
def test_no_secret_is_left_anywhere(practice: Callable[..., Practice], tmp_path: Path, fails: bool) -> None:
    """The practice fleet's secrets are made anew for each run, so that each is a canary."""
    knobs = {"FORCE_CONFIGURE_EXIT": "17"} if fails else {}
    fleet = practice(machine("web01", agent={"INSTALL_SECONDS": "2", **knobs}), machine("db01", agent=knobs))
    canaries = [fleet.fleet.passphrase_file.read_text().strip(), *_passwords(fleet)]
    assert len(canaries) == 2
    assert all(len(canary) >= 12 for canary in canaries)
    sources = _files_with(tmp_path, canaries)

    processes = _watch_processes()
    outputs = [
        fleet.run("preflight"),
        fleet.run("push", "--dry-run"),
        fleet.run("push"),
        fleet.run("push", "--format", "json", "--output", tmp_path / "report.json"),
        fleet.run("push", "--format", "html", "--output", tmp_path / "report.html"),
    ]
    seen = processes()

    assert [done.returncode for done in outputs[2:]] == [3 if fails else 0] * 3
    assert "UnifiedAgentConfigurator.sh" in seen, "the process lists of the hosts were watched"
    for canary in canaries:
        assert canary not in seen
        assert all(canary not in done.stdout + done.stderr for done in outputs)
    left = _files_with(tmp_path, canaries) - sources
    assert {path.name for path in left} <= {AGENTS_OWN}
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in left)


@pytest.mark.parametrize("command", [("push", "--passphrase"), ("preflight",)])
def test_a_secret_typed_where_a_reference_belongs_is_not_repeated(
    practice: Callable[..., Practice], command: tuple[str, ...]
) -> None:
    fleet = practice(machine("web01"))
    canary = "canary-5b1e9f"
    done = fleet.run(*command, canary if len(command) == 2 else f"root:{canary}@192.0.2.1")
    assert done.returncode == 2
    assert canary not in done.stdout + done.stderr.replace(f"'root:{canary}@192.0.2.1'", "")
    assert not fleet.journal.exists() or canary.encode() not in fleet.journal.read_bytes()


def _passwords(fleet: Practice) -> list[str]:
    """What the inventory's password references hold."""
    hosts = yaml.safe_load(fleet.inventory.read_text())["hosts"]
    references = [host["password"] for host in hosts if "password" in host]
    return [(fleet.inventory.parent / reference.removeprefix("file:")).read_text().strip() for reference in references]


def _files_with(folder: Path, canaries: list[str]) -> set[Path]:
    return {
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and any(canary.encode() in path.read_bytes() for canary in canaries)
    }


def _watch_processes() -> Callable[[], str]:
    """Collect every command line on this machine until asked for them."""
    lines: set[str] = set()
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.01):
            for entry in Path("/proc").iterdir():
                if entry.name.isdecimal():
                    try:
                        lines.add((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
                    except OSError:
                        continue

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()

    def finish() -> str:
        stop.set()
        thread.join()
        return "\n".join(sorted(lines))

    return finish
