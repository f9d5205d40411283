"""The practice fleet itself, asked by plain paramiko: hosts that are really apart, and nothing left when they end."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import paramiko
import pytest

from lab.fleet import PracticeFleet
from lab.profiles import machine
from tests.practice import Practice

Start = Callable[..., Practice]
MODES = pytest.mark.parametrize("stand_in_shell", [False, True], ids=["namespaces", "stand-in shell"])


@contextmanager
def client(fleet: PracticeFleet, number: int = 0, password: str | None = None) -> Iterator[paramiko.SSHClient]:
    host = fleet.hosts[number]
    with paramiko.SSHClient() as connected:
        connected.load_host_keys(str(fleet.known_hosts))
        connected.connect(
            "127.0.0.1",
            host.port,
            "root",
            password=password,
            pkey=None if password else paramiko.PKey.from_path(fleet.client_key),
            allow_agent=False,
            look_for_keys=False,
        )
        yield connected


def run(fleet: PracticeFleet, command: str, number: int = 0, stdin: bytes = b"") -> tuple[int, bytes]:
    with client(fleet, number) as connected:
        to, output, _ = connected.exec_command(command)
        to.write(stdin)
        to.channel.shutdown_write()
        return output.channel.recv_exit_status(), output.read()


@MODES
def test_each_host_is_its_own(practice: Start, stand_in_shell: bool) -> None:
    fleet = practice(machine("web01"), machine("db01"), stand_in_shell=stand_in_shell).fleet
    assert run(fleet, "hostname; uname -r; id -u; echo mine >/etc/mark; exit 7")[:2] == (
        7,
        b"web01\n6.1.0-32-amd64\n0\n",
    )
    assert run(fleet, "hostname; cat /etc/mark 2>/dev/null || echo none", 1) == (0, b"db01\nnone\n")
    assert (fleet.hosts[0].root / "etc/mark").read_text() == "mine\n"
    assert not Path("/etc/mark").exists()


@MODES
def test_a_large_payload_arrives_whole(practice: Start, stand_in_shell: bool) -> None:
    fleet = practice(machine("web01"), stand_in_shell=stand_in_shell).fleet
    payload = os.urandom(20_000_000)
    code, said = run(fleet, "cat >/tmp/payload; sha256sum </tmp/payload", stdin=payload)
    assert (code, said.split()[0].decode()) == (0, hashlib.sha256(payload).hexdigest())


@MODES
def test_a_detached_job_outlives_its_connection_and_ends_with_the_fleet(tmp_path: Path, stand_in_shell: bool) -> None:
    with PracticeFleet(tmp_path / "fleet", [machine("web01")], stand_in_shell=stand_in_shell) as fleet:
        job = "setsid sh -c 'while :; do echo x >>/tmp/beat; sleep 0.1; done' </dev/null >/dev/null 2>&1 & echo started"
        assert run(fleet, job) == (0, b"started\n")
        beat = fleet.hosts[0].root / "tmp/beat"
        time.sleep(0.5)
        first = beat.stat().st_size
        time.sleep(0.5)
        assert beat.stat().st_size > first
    last = beat.stat().st_size
    time.sleep(0.5)
    assert beat.stat().st_size == last


def test_a_wrong_password_is_refused(practice: Start) -> None:
    fleet = practice(machine("web01")).fleet
    with client(fleet, password=fleet.hosts[0].password):
        pass
    with pytest.raises(paramiko.AuthenticationException), client(fleet, password="wrong"):
        pass


def test_many_connections_at_once(practice: Start) -> None:
    fleet = practice(machine("web01")).fleet
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda number: run(fleet, f"echo {number}"), range(20)))
    assert answers == [(0, f"{number}\n".encode()) for number in range(20)]


@pytest.mark.parametrize(
    ("arguments", "knobs", "code"),
    [
        ("-q -r MS -v VmWare -d relative", {}, 156),
        ("-q -r Agent -v VmWare", {}, 98),
        ("-q -r MS -v Xen", {}, 96),
        ("-q -r MS -a Wrong", {}, 0),  # the original prints its usage and ends with 0
        ("-q -r MS -e relative", {}, 1),
        ("-q -r MS -v VmWare", {"FORCE_INSTALL_EXIT": "208"}, 208),
        ("-q -r MS -v VmWare -c CSLegacy", {}, 0),
    ],
)
def test_the_stand_in_agent_keeps_the_real_exit_codes(
    practice: Start, arguments: str, knobs: dict[str, str], code: int
) -> None:
    fleet = practice(machine("web01", agent={"INSTALL_SECONDS": "0", **knobs})).fleet
    package = next(fleet.media.iterdir()).read_bytes()
    command = f"mkdir /root/p && cd /root/p && tar -xz && ./install {arguments}"
    assert run(fleet, command, stdin=package)[0] == code


def test_the_stand_in_agents_life(practice: Start) -> None:
    """Fresh, again (an upgrade with a warning, as in the original), registered, refused elsewhere, uninstalled."""
    lab = practice(machine("web01", agent={"INSTALL_SECONDS": "0"}))
    fleet, right = lab.fleet, lab.fleet.passphrase_file.read_bytes()
    package = next(fleet.media.iterdir()).read_bytes()
    assert run(fleet, "mkdir /root/p && cd /root/p && tar -xz && ./install -q -r MS", stdin=package)[0] == 0
    assert run(fleet, "cd /root/p && ./install -q -r MS")[0] == 98
    configure = "cat >/root/pp; /usr/local/ASR/Vx/bin/UnifiedAgentConfigurator.sh -q -c CSLegacy -P /root/pp -i"
    assert run(fleet, f"{configure} 192.0.2.10", stdin=b"wrong\n")[0] == 14
    assert run(fleet, f"{configure} 192.0.2.10", stdin=right)[0] == 0
    assert run(fleet, f"{configure} 192.0.2.11", stdin=right)[0] == 13
    assert run(fleet, "/etc/init.d/vxagent status")[0] == 0
    assert run(fleet, "/usr/local/ASR/uninstall.sh -Y")[0] == 0
    assert not (fleet.hosts[0].root / "usr/local/.vx_version").exists()
