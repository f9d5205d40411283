"""The same preflight and push against real OpenSSH servers, with keys, passwords and sudo."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab.profiles import PracticeHostSpec, machine
from tests.practice import Practice, by_name, states
from tests.sshd_fleet import SshdFleet, why_not

pytestmark = [pytest.mark.sshd, pytest.mark.skipif(why_not() is not None, reason=str(why_not()))]


@pytest.fixture
def sshd(tmp_path: Path) -> Iterator[Callable[..., Practice]]:
    with ExitStack() as stack:

        def start(*hosts: PracticeHostSpec, **more: Any) -> Practice:
            fleet = stack.enter_context(SshdFleet(tmp_path / "fleet", hosts, **more))
            return Practice(fleet, tmp_path / "journal.db")

        yield start


def test_a_push_and_a_push_again(sshd: Callable[..., Practice]) -> None:
    fleet = sshd(machine("web01"), machine("db01"), machine("old01"))
    checked = by_name(fleet.document("preflight", code=3))
    assert {name: host["verdict"] for name, host in checked.items()} == {
        "web01": "ready",
        "db01": "ready",
        "old01": "blocked",
    }
    expected = {"web01": "done", "db01": "done", "old01": "blocked"}
    assert states(fleet.document("push", code=3)) == expected
    again = fleet.document("push", code=3)
    assert states(again) == expected
    assert all(host["steps"] == [] for host in again["hosts"])
    assert len(fleet.installs("web01")) == len(fleet.installs("db01")) == 1


@pytest.mark.skipif(shutil.which("sudo") is None, reason="sudo is not installed")
@pytest.mark.parametrize("rule", ["ALL", "NOPASSWD: ALL"], ids=["password asked", "password not asked"])
def test_a_push_by_a_user_with_sudo(sshd: Callable[..., Practice], tmp_path: Path, rule: str) -> None:
    fleet = sshd(machine("web01"))
    add_sudo_user(fleet, "web01", "deploy", "deploys-secret", rule)
    document = fleet.document("push")
    assert states(document) == {"web01": "done"}
    assert len(fleet.installs("web01")) == 1
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".password"]
    assert any(path.name == "journal.db" for path in kept)
    assert [path for path in kept if b"deploys-secret" in path.read_bytes()] == []
    assert "deploys-secret" not in str(document)


@pytest.mark.skipif(shutil.which("sudo") is None, reason="sudo is not installed")
def test_sudo_that_is_refused_is_told(sshd: Callable[..., Practice]) -> None:
    fleet = sshd(machine("web01"))
    add_sudo_user(fleet, "web01", "deploy", "deploys-secret", "/bin/true")
    host = by_name(fleet.document("push", code=5))["web01"]
    assert "sudo did not start a shell as root" in host["reason"]
    assert "deploys-secret" not in str(host)


def test_a_user_without_root_rights_is_blocked(sshd: Callable[..., Practice]) -> None:
    fleet = sshd(machine("web01"))
    add_sudo_user(fleet, "web01", "deploy", "deploys-secret", "ALL")
    fleet.inventory.write_text(fleet.inventory.read_text().replace("sudo: true", "sudo: false"))
    host = by_name(fleet.document("push", code=3))["web01"]
    assert host["outcome"]["state"] == "blocked"
    failed = [finding["id"] for finding in host["findings"] if finding["status"] == "fail"]
    assert "linux.root-account" in failed
    assert fleet.installs("web01") == []


def add_sudo_user(fleet: Practice, name: str, user: str, password: str, rule: str) -> None:
    """Make an account that signs in with a password and may do with sudo what the rule says; use it from now on."""
    root = fleet.root(name)
    crypted = subprocess.run(
        ["openssl", "passwd", "-6", "-stdin"], input=password, capture_output=True, text=True, check=True
    ).stdout.strip()
    for file, line in (
        ("etc/passwd", f"{user}:x:1000:1000::/tmp:/bin/sh\n"),
        ("etc/shadow", f"{user}:{crypted}:20000:0:99999:7:::\n"),
        ("etc/group", f"{user}:x:1000:\n"),
        ("etc/sudoers", f"{user} ALL=(ALL) {rule}\n"),
    ):
        with (root / file).open("a") as opened:
            opened.write(line)
    (root / "etc/sudoers").chmod(0o440)
    (root / "etc/pam.d").mkdir(exist_ok=True)
    for service in ("sudo", "other"):
        (root / "etc/pam.d" / service).write_text(
            "auth required pam_unix.so\naccount required pam_unix.so\nsession required pam_permit.so\n"
        )
    secret = fleet.inventory.with_name("deploy.password")
    secret.write_text(password)
    listed = yaml.safe_load(fleet.inventory.read_text())
    for host in listed["hosts"]:
        if host["name"] == name:
            host.pop("key_file")
            host |= {"user": user, "password": f"file:{secret}", "sudo": True}
    fleet.inventory.write_text(yaml.safe_dump(listed, sort_keys=False))


def test_one_connection_and_one_exec_per_preflight(sshd: Callable[..., Practice], tmp_path: Path) -> None:
    fleet = sshd(machine("web01"))
    counter = fleet.root("web01") / "opt/practice/bin/id"
    # The collector asks `id` twice; a second exec of it would ask again.
    counter.write_text('#!/bin/sh\necho asked >>/tmp/asked\nexec /usr/bin/id "$@"\n')
    counter.chmod(0o755)
    fleet.document("preflight")
    assert (fleet.root("web01") / "tmp/asked").read_text().count("asked") == 2
