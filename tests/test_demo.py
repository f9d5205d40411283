"""The demo in each of its ways, and the preflight of this very machine: what a newcomer tries first."""

from __future__ import annotations

import getpass
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lab.namespaces import support
from lab.recorded import RECORDINGS, pack
from lab.ways_out import ways_out
from tests.hostile_home import HostileHome
from tests.practice import NEEDS_ROOT, ROOT, siteprep, validate

SECCOMP = [sys.executable, "tests/without_namespaces.py"]
WAYS = {
    "namespaces": [],
    # As in a container: root, but no right to mount or to make device nodes, and user namespaces are refused.
    "chroot": ["setpriv", "--bounding-set=-sys_admin,-mknod", *SECCOMP],
    # A user who is not root, and has no capability; the files of the checkout are this user's.
    "recorded": ["unshare", "--user", "--map-user=1000", "--map-group=1000", *SECCOMP],
}
NO_MORE_NAMESPACES = 'echo 0 >/proc/sys/user/max_user_namespaces && exec setpriv --bounding-set=-all "$@"'
"""In a user namespace of its own, where it changes nothing of the machine; without capabilities root is none."""


@dataclass
class Rehearsed:
    """What a demo printed, and what it left."""

    lines: list[str]
    kept: Path

    def document(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads((self.kept / "preflight.json").read_text())
        validate(document)
        return document


def rehearse(folder: Path, before: list[str]) -> Rehearsed:
    """Run the demo with a home that must neither break it nor be touched."""
    if before and (reason := support(folder)[1]):
        pytest.skip(reason)
    home = HostileHome(folder / "home")
    line = [*before, sys.executable, "-m", "siteprep", "demo", "--keep", str(folder / "kept")]
    done = subprocess.run(line, env=home.environment, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert home.untouched()
    lines = done.stdout.splitlines()
    assert any("win01 is blocked" in line for line in lines)
    assert any("old01 is blocked" in line for line in lines)
    assert lines[-1].startswith("siteprep preflight --inventory")
    report = folder / "kept" / "report.html"
    assert str(report) in lines
    assert "old01" in report.read_text()
    return Rehearsed(lines, folder / "kept")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """How the recorded hosts are judged. Live ones must be judged alike: else they have to be recorded anew."""
    folder = tmp_path_factory.mktemp("recorded")
    pack(folder / "hosts.tar.gz")
    options = ("--from", folder / "hosts.tar.gz", "--journal", folder / "journal.db", "--format", "json")
    return judgements(json.loads(siteprep("preflight", *options).stdout))


def judgements(document: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {host["name"]: {found["id"]: found["status"] for found in host["findings"]} for host in document["hosts"]}


@pytest.mark.parametrize("way", ["namespaces", pytest.param("chroot", marks=NEEDS_ROOT)])
def test_the_demo_goes_as_rehearsed(tmp_path: Path, recorded: dict[str, dict[str, str]], way: str) -> None:
    demo = rehearse(tmp_path, WAYS[way])
    assert any("in Linux namespaces" in line for line in demo.lines) == (way == "namespaces")
    assert any("in chroot(2)" in line for line in demo.lines) == (way == "chroot")
    assert any(line.split()[:2] == ["old01", "blocked"] for line in demo.lines)
    assert any(line.split()[:2] == ["web01", "done"] for line in demo.lines)
    assert any("win01" in line and "STAND-IN" in line for line in demo.lines)
    assert judgements(demo.document()) == recorded


def test_the_demo_where_no_practice_host_can_be_had(tmp_path: Path, recorded: dict[str, dict[str, str]]) -> None:
    demo = rehearse(tmp_path, WAYS["recorded"])
    assert demo.lines[0].startswith("Pushing cannot be rehearsed here.")
    assert "allow user namespaces (" in demo.lines[0]
    assert demo.lines[0].endswith("or run ./run demo as root.")
    assert not any("push" in line and line.lstrip().startswith("$") for line in demo.lines)
    assert judgements(demo.document()) == recorded


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv is not installed")
def test_the_demo_names_the_setting_that_forbids_namespaces(tmp_path: Path) -> None:
    demo = rehearse(tmp_path, ["unshare", "--user", "--map-root-user", "sh", "-c", NO_MORE_NAMESPACES, "sh"])
    assert "(sudo sysctl -w user.max_user_namespaces=15000)" in demo.lines[0]
    assert demo.lines[0].endswith("or give root the capability SYS_CHROOT.")


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"kernel/apparmor_restrict_unprivileged_userns": "1"}, "kernel.apparmor_restrict_unprivileged_userns=0"),
        ({"kernel/unprivileged_userns_clone": "0"}, "kernel.unprivileged_userns_clone=1"),
        ({"user/max_user_namespaces": "0"}, "user.max_user_namespaces=15000"),
        ({"user/max_user_namespaces": "96000", "kernel/unprivileged_userns_clone": "1"}, "seccomp"),
    ],
)
def test_ways_out(settings: dict[str, str], told: str) -> None:
    assert told in ways_out(lambda name: settings.get(name, ""), root=False)


def test_the_recordings_tell_nothing_of_the_machine_they_were_made_on() -> None:
    bundle = json.loads((RECORDINGS / "bundle.json").read_text())
    assert [host["name"] for host in bundle["hosts"]] == ["web01", "db01", "old01", "win01"]
    own = [os.uname().nodename, os.uname().release, getpass.getuser(), str(ROOT), tempfile.gettempdir() + "/"]
    for host in bundle["hosts"]:
        assert host["address"] == "127.0.0.1"
        text = (RECORDINGS / host["evidence"]).read_text()
        assert not [word for word in own if word != "root" and re.search(rf"\b{re.escape(word)}\b", text)]
        if host["platform"] == "linux":  # the Windows stand-in's text was written by hand
            addresses = set(re.findall(r"\b(?:[0-9]{1,3}\.){3}[0-9]{1,3}\b", text))
            assert addresses == {"0.0.0.0", "127.0.0.1", "192.0.2.21"}  # noqa: S104 - as listeners are told


def test_preflight_of_this_machine(tmp_path: Path) -> None:
    options = ("preflight", "local", "--journal", tmp_path / "journal.db", "--role", "mobility-agent")
    done = siteprep(*options, "--format", "json")
    document = json.loads(done.stdout)
    validate(document)
    (host,) = document["hosts"]
    expected = {"ready": 0, "ready-with-warnings": 4, "blocked": 3, "undetermined": 5}
    assert done.returncode == expected[host["verdict"]]
    assert len(host["findings"]) >= 14
    table = siteprep(*options)
    assert table.returncode == done.returncode
    assert host["verdict"] in table.stdout
    page = siteprep(*options, "--format", "html", "--output", tmp_path / "report.html")
    assert page.returncode == done.returncode
    assert host["verdict"] in (tmp_path / "report.html").read_text()
