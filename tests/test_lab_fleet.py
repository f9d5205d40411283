"""The practice fleet itself, asked by plain paramiko: hosts that are really apart, and nothing left when they end."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import paramiko
import pytest

from lab import tree
from lab.fleet import PracticeFleet
from lab.namespaces import Holder, support
from lab.processes import in_namespace, members
from lab.profiles import machine
from lab.ways import Kind
from tests.practice import NEEDS_ROOT, Practice

Start = Callable[..., Practice]
KINDS = pytest.mark.parametrize("kind", ["namespaces", pytest.param("chroot", marks=NEEDS_ROOT)])


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


@KINDS
def test_each_host_is_its_own(practice: Start, kind: Kind) -> None:
    fleet = practice(machine("web01"), machine("db01"), kind=kind).fleet
    assert run(fleet, "hostname; uname -r; id -u; echo mine >/etc/mark; exit 7")[:2] == (
        7,
        b"web01\n6.1.0-32-amd64\n0\n",
    )
    assert run(fleet, "hostname; cat /etc/mark 2>/dev/null || echo none", 1) == (0, b"db01\nnone\n")
    assert (fleet.hosts[0].root / "etc/mark").read_text() == "mine\n"
    assert not Path("/etc/mark").exists()


@KINDS
def test_a_large_payload_arrives_whole(practice: Start, kind: Kind) -> None:
    fleet = practice(machine("web01"), kind=kind).fleet
    payload = os.urandom(20_000_000)
    code, said = run(fleet, "cat >/tmp/payload; sha256sum </tmp/payload", stdin=payload)
    assert (code, said.split()[0].decode()) == (0, hashlib.sha256(payload).hexdigest())


@KINDS
def test_a_detached_job_outlives_its_connection_and_ends_with_the_fleet(practice: Start, kind: Kind) -> None:
    fleet = practice(machine("web01"), kind=kind).fleet
    job = "setsid sh -c 'while :; do echo x >>/tmp/beat; sleep 0.1; done' </dev/null >/dev/null 2>&1 & echo started"
    assert run(fleet, job) == (0, b"started\n")
    beat = fleet.hosts[0].root / "tmp/beat"
    time.sleep(0.5)
    first = beat.stat().st_size
    time.sleep(0.5)
    assert beat.stat().st_size > first
    fleet.close()
    last = beat.stat().st_size
    time.sleep(0.5)
    assert beat.stat().st_size == last


@KINDS
def test_a_command_that_ends_at_once_still_gives_its_exit_code(practice: Start, kind: Kind) -> None:
    """The server may not close the channel before the client knows that the command was begun."""
    fleet = practice(machine("web01"), kind=kind).fleet

    def ask(_: int) -> list[int]:
        with client(fleet) as connected:
            return [connected.exec_command("exit 3")[1].channel.recv_exit_status() for _ in range(25)]

    with ThreadPoolExecutor(8) as pool:
        assert [code for codes in pool.map(ask, range(8)) for code in codes] == [3] * 200


def test_the_machines_own_files_are_read_only(practice: Start) -> None:
    fleet = practice(machine("web01"), kind="namespaces").fleet
    folders = ["/usr", "/usr/bin", *(["/etc/alternatives"] if Path("/etc/alternatives").is_dir() else [])]
    for folder in folders:
        assert run(fleet, f"[ -w {folder} ]")[0] == 1, folder
    assert run(fleet, "[ -w /usr/local ] && [ -w /etc ]")[0] == 0


def test_a_signal_is_told_as_a_signal(practice: Start) -> None:
    """OpenSSH's client ends with 255 then; with an exit status of 137 it would end with that."""
    fleet = practice(machine("web01")).fleet
    ssh = ["ssh", "-F", "none", "-i", str(fleet.client_key), "-p", str(fleet.hosts[0].port)]
    options = [
        "-o",
        f"UserKnownHostsFile={fleet.known_hosts}",
        "-o",
        "StrictHostKeyChecking=yes",
        "-o",
        "BatchMode=yes",
    ]
    done = subprocess.run([*ssh, *options, "root@127.0.0.1", "kill -KILL $$"], capture_output=True, timeout=30)
    assert done.returncode == 255


def test_a_command_whose_client_is_gone_ends_when_it_writes(practice: Start) -> None:
    fleet = practice(machine("web01")).fleet
    with client(fleet) as connected:
        connected.exec_command("echo $$ >/tmp/pid; exec yes")[1].read(1)
    ends = time.monotonic() + 10
    while run(fleet, "kill -0 $(cat /tmp/pid) 2>/dev/null")[0] == 0:
        assert time.monotonic() < ends
        time.sleep(0.05)


def test_ending_a_host_never_touches_another(tmp_path: Path) -> None:
    """The system uses the numbers of namespaces again, so a host that died must not share its own with a newer one."""
    own_processes, reason = support(tmp_path)
    if reason:
        pytest.skip(reason)
    tree.build(tmp_path / "died", machine("web01"))
    died = Holder(tmp_path / "died", "died", own_processes=own_processes)
    os.kill(died.pid, signal.SIGKILL)
    time.sleep(0.2)
    tree.build(tmp_path / "newer", machine("web01"))
    newer = Holder(tmp_path / "newer", "newer", own_processes=own_processes)
    try:
        assert newer.mounts != died.mounts
        died.close()
        assert newer.pid in members(in_namespace(newer.mounts))
    finally:
        newer.close()
    assert newer.pid not in members(in_namespace(newer.mounts))


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
    version_file = fleet.hosts[0].root / "usr/local/.vx_version"
    assert "INSTALLATION_DIR=/usr/local/ASR/Vx\n" in version_file.read_text()
    assert run(fleet, "cd /root/p && ./install -q -r MS")[0] == 98
    configure = "cat >/root/pp; /usr/local/ASR/Vx/bin/UnifiedAgentConfigurator.sh -q -c CSLegacy -P /root/pp -i"
    assert run(fleet, f"{configure} 192.0.2.10", stdin=b"wrong\n")[0] == 14
    assert run(fleet, f"{configure} 192.0.2.10", stdin=right)[0] == 0
    assert run(fleet, f"{configure} 192.0.2.11", stdin=right)[0] == 13
    assert run(fleet, "/etc/init.d/vxagent status")[0] == 0
    assert run(fleet, "/usr/local/ASR/uninstall.sh -Y")[0] == 0
    assert not version_file.exists()


@pytest.mark.parametrize(
    ("before", "arguments", "code"),
    [
        ("-v VmWare", "-v Azure", 98),  # allowed, and an upgrade
        ("-v Azure", "-v VmWare", 76),
        ("-c CSPrime", "-c CSLegacy", 97),
    ],
)
def test_what_the_stand_in_agent_lets_an_upgrade_change(
    practice: Start, before: str, arguments: str, code: int
) -> None:
    fleet = practice(machine("web01", agent={"INSTALL_SECONDS": "0"})).fleet
    package = next(fleet.media.iterdir()).read_bytes()
    assert run(fleet, f"mkdir /root/p && cd /root/p && tar -xz && ./install -q -r MS {before}", stdin=package)[0] == 0
    assert run(fleet, f"cd /root/p && ./install -q -r MS {arguments}")[0] == code


@pytest.mark.parametrize(("cs_type", "code"), [("CSLegacy", 15), ("CSPrime", 97)])
def test_the_stand_in_agent_refuses_a_downgrade(practice: Start, cs_type: str, code: int) -> None:
    fleet = practice(machine("web01", agent={"INSTALL_SECONDS": "0"})).fleet
    package = next(fleet.media.iterdir()).read_bytes()
    install = f"./install -q -r MS -c {cs_type}"
    assert run(fleet, f"mkdir /root/p && cd /root/p && tar -xz && {install}", stdin=package)[0] == 0
    assert run(fleet, "sed -i s/^VERSION=.*/VERSION=9.99.1.1/ /usr/local/.vx_version")[0] == 0
    assert run(fleet, f"cd /root/p && {install}")[0] == code


@pytest.mark.parametrize("code", [1, 13, 14, 17, 44, 97, 115])
def test_the_stand_in_configurator_fails_as_asked(practice: Start, code: int) -> None:
    fleet = practice(machine("web01", agent={"INSTALL_SECONDS": "0", "FORCE_CONFIGURE_EXIT": str(code)})).fleet
    package = next(fleet.media.iterdir()).read_bytes()
    assert run(fleet, "mkdir /root/p && cd /root/p && tar -xz && ./install -q -r MS", stdin=package)[0] == 0
    configure = "cat >/root/pp; /usr/local/ASR/Vx/bin/UnifiedAgentConfigurator.sh -q -P /root/pp -i 192.0.2.10"
    assert run(fleet, configure, stdin=fleet.passphrase_file.read_bytes())[0] == code
