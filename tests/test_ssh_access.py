"""Ways in over real OpenSSH servers: ssh's configuration, jump hosts, ssh-agent, keys with passphrases, questions."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import yaml

from host.errors import Unreachable
from host.secret import Secret
from host.target import Target
from lab.profiles import PracticeHostSpec, machine
from linux.host_keys import HostKeyStore
from linux.ssh import SshConnector
from linux.ssh_config import SshConfig
from tests.practice import Practice, by_name, siteprep
from tests.sshd_fleet import SshdFleet, why_not

pytestmark = [pytest.mark.sshd, pytest.mark.skipif(why_not() is not None, reason=str(why_not()))]


@pytest.fixture
def sshd(tmp_path: Path) -> Iterator[Callable[..., Practice]]:
    with ExitStack() as stack:

        def start(*hosts: PracticeHostSpec) -> Practice:
            return Practice(stack.enter_context(SshdFleet(tmp_path / "fleet", hosts)), tmp_path / "journal.db")

        yield start


def listed(fleet: Practice) -> dict[str, dict[str, Any]]:
    """The entries of the fleet's inventory by host name."""
    inventory = yaml.safe_load(fleet.inventory.read_text())
    return {
        host["name"]: host | {"key_file": str(fleet.inventory.parent / host["key_file"])}
        for each in inventory["hosts"]
        for host in [{**inventory.get("defaults", {}), **each}]
    }


def write_config(path: Path, fleet: Practice, **more: str) -> Path:
    """A configuration with an alias for each host; `more` are further lines for a host."""
    parts = []
    for name, host in listed(fleet).items():
        parts.append(
            f"Host {name}\n  HostName {host['address']}\n  Port {host['port']}\n  User {host['user']}\n"
            f"  IdentityFile {host['key_file']}\n{more.get(name, '')}"
        )
    path.write_text("".join(parts))
    return path


def verdicts(config: Path, fleet: Practice, *names: str) -> dict[str, Any]:
    done = siteprep(
        *("preflight", *names, "--ssh-config", config, "--known-hosts", fleet.fleet.known_hosts),
        *("--journal", fleet.journal, "--format", "json"),
        env={"SSH_AUTH_SOCK": ""},
    )
    return by_name(json.loads(done.stdout))


def test_aliases_of_the_configuration_are_targets(sshd: Callable[..., Practice], tmp_path: Path) -> None:
    fleet = sshd(machine("web01"))
    found = verdicts(write_config(tmp_path / "config", fleet), fleet, "web01")["web01"]
    assert (found["verdict"], found["reason"]) == ("ready", "")


def test_two_hosts_behind_one_jump_host_which_lies_behind_another(
    sshd: Callable[..., Practice], tmp_path: Path
) -> None:
    fleet = sshd(machine("web01", "outer"), machine("web01", "inner"), machine("web01"), machine("web01", "db01"))
    config = write_config(
        *(tmp_path / "config", fleet),
        inner="  ProxyJump outer\n",
        web01="  ProxyJump inner\n",
        db01="  ProxyJump outer,inner\n",
    )
    found = verdicts(config, fleet, "web01", "db01")
    assert {name: (host["verdict"], host["reason"]) for name, host in found.items()} == {
        "web01": ("ready", ""),
        "db01": ("ready", ""),
    }


def test_a_jump_host_that_does_not_forward_or_is_not_there_is_named(
    sshd: Callable[..., Practice], tmp_path: Path
) -> None:
    fleet = sshd(machine("web01", "jump"), machine("web01"))
    config = write_config(tmp_path / "config", fleet, web01="  ProxyJump jump\n")
    text = config.read_text()
    config.write_text(text.replace(f"Port {listed(fleet)['web01']['port']}", "Port 1"))
    found = verdicts(config, fleet, "web01")["web01"]
    assert found["verdict"] == "unreachable"
    assert "The jump host jump does not connect to web01 (127.0.0.1 port 1)" in found["reason"]
    config.write_text(text.replace(f"Port {listed(fleet)['jump']['port']}", "Port 1"))
    assert "the jump host jump on the way to web01" in verdicts(config, fleet, "web01")["web01"]["reason"]
    config.write_text(text + "Host jump\n  ProxyJump jump\n")
    assert "more than 8 jump hosts" in verdicts(config, fleet, "web01")["web01"]["reason"]


def test_an_unknown_key_of_a_jump_host_is_refused(sshd: Callable[..., Practice], tmp_path: Path) -> None:
    fleet = sshd(machine("web01", "jump"), machine("web01"))
    config = write_config(tmp_path / "config", fleet, web01="  ProxyJump jump\n")
    known = fleet.fleet.known_hosts
    port = listed(fleet)["jump"]["port"]
    known.write_text("".join(line for line in known.read_text().splitlines(keepends=True) if f"]:{port} " not in line))
    assert f"The host key of [127.0.0.1]:{port}" in verdicts(config, fleet, "web01")["web01"]["reason"]


def test_a_command_makes_the_connection(sshd: Callable[..., Practice], tmp_path: Path) -> None:
    fleet = sshd(machine("web01"))
    relay = tmp_path / "relay.py"
    relay.write_text(
        "import os, socket, sys, threading\n"
        "there = socket.create_connection((sys.argv[1], int(sys.argv[2])))\n"
        "def up():\n"
        "    while data := os.read(0, 65536): there.sendall(data)\n"
        "    there.shutdown(socket.SHUT_WR)\n"
        "threading.Thread(target=up, daemon=True).start()\n"
        "while data := there.recv(65536): os.write(1, data)\n"
    )
    config = write_config(tmp_path / "config", fleet, web01=f"  ProxyCommand python3 {relay} %h %p\n")
    assert verdicts(config, fleet, "web01")["web01"]["verdict"] == "ready"
    write_config(config, fleet, web01="  ProxyCommand /no/such/program %h\n")
    assert "The ProxyCommand for web01 cannot be started" in verdicts(config, fleet, "web01")["web01"]["reason"]


def connector(fleet: Practice, config: Path) -> SshConnector:
    return SshConnector(SshConfig(config), HostKeyStore(fleet.fleet.known_hosts, accept_new=False))


def test_a_key_with_a_passphrase(sshd: Callable[..., Practice], tmp_path: Path) -> None:
    fleet = sshd(machine("web01"))
    host = listed(fleet)["web01"]
    key = tmp_path / "key"
    shutil.copy(host["key_file"], key)
    key.chmod(0o600)
    subprocess.run(["ssh-keygen", "-q", "-p", "-f", key, "-P", "", "-N", "a passphrase"], check=True)
    target = Target("web01", host["address"], host["port"], user=host["user"], key_file=str(key))
    ways = connector(fleet, tmp_path / "none")
    session = ways.connect(target, password=None, passphrase=Secret("a passphrase"))
    assert session.run("echo in", deadline=10).text == "in\n"
    session.close()
    for wrong in (None, Secret("another")):
        with pytest.raises(Unreachable, match="key_passphrase") as told:
            ways.connect(target, password=None, passphrase=wrong)
        assert "another" not in str(told.value)


@pytest.mark.skipif(shutil.which("ssh-agent") is None, reason="ssh-agent is not installed")
def test_the_agents_keys(sshd: Callable[..., Practice], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fleet = sshd(machine("web01"))
    host = listed(fleet)["web01"]
    socket = tmp_path / "agent"
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", socket], stdout=subprocess.DEVNULL)
    try:
        while not socket.exists():
            assert agent.poll() is None
        subprocess.run(
            ["ssh-add", "-q", host["key_file"]], env={**os.environ, "SSH_AUTH_SOCK": str(socket)}, check=True
        )
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        monkeypatch.setenv("HOME", str(tmp_path))
        target = Target("web01", host["address"], host["port"], user=host["user"])
        session = connector(fleet, tmp_path / "none").connect(target, password=None)
        assert session.run("echo in", deadline=10).text == "in\n"
        session.close()
    finally:
        agent.terminate()
        agent.wait()
