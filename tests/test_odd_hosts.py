"""Real hosts with something odd about them, and real faults: each ends in a named state, and well the next time."""

from __future__ import annotations

import itertools
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from lab.fleet import new_key
from lab.profiles import machine
from tests.practice import ROOT, Practice, by_name, siteprep, states
from tests.relay import Relay
from tests.sshd_fleet import DROPBEAR, SshdFleet, why_not
from tests.test_push_transfer import grown
from tests.test_sshd import sshd  # noqa: F401 - a fixture is found by its name

pytestmark = [pytest.mark.sshd, pytest.mark.skipif(why_not() is not None, reason=str(why_not()))]
Start = Callable[..., Practice]


def servers(fleet: Practice) -> SshdFleet:
    assert isinstance(fleet.fleet, SshdFleet)
    return fleet.fleet


def outcome(fleet: Practice, *options: object, code: int) -> dict[str, str]:
    """How a push to the fleet's one host ended."""
    (host,) = fleet.document("push", *options, code=code)["hosts"]
    ended: dict[str, str] = host["outcome"]
    return ended


def well(fleet: Practice, installs: int = 1) -> None:
    """A second run brings everything to its end, and nothing was installed twice."""
    for name, state in states(fleet.document("push")).items():
        assert state == "done", name
        assert len(fleet.installs(name)) == installs
        assert not (fleet.root(name) / "var/lib/siteprep").exists()


@pytest.mark.skipif(shutil.which(DROPBEAR) is None, reason="dropbear-bin is not installed")
def test_dropbear(sshd: Start) -> None:  # noqa: F811
    fleet = sshd(machine("web01"), machine("web01", "small"), dropbear={"small"})
    grown(fleet, 2_000_000)
    assert states(fleet.document("push")) == {"web01": "done", "small": "done"}
    well(fleet)


def test_a_server_that_allows_sftp_only(sshd: Start) -> None:  # noqa: F811
    fleet = sshd(machine("web01"), lines={"web01": "ForceCommand internal-sftp\n"})
    ended = outcome(fleet, code=5)
    assert (ended["state"], ended["kind"]) == ("unreachable", "no-shell")
    assert "did not start a POSIX shell" in ended["cause"]


def test_a_host_without_sudo(sshd: Start, tmp_path: Path) -> None:  # noqa: F811
    """The account is not root, and there is no sudo to become it."""
    programs = "/opt/practice/no-sudo"
    fleet = sshd(machine("web01"), lines={"web01": f'SetEnv PATH="{programs}"\n'})
    folder = fleet.root("web01") / programs.lstrip("/")
    folder.mkdir()
    for place in ("/usr/sbin", "/usr/bin"):
        for program in Path(place).iterdir():
            if program.name != "sudo" and not (folder / program.name).is_symlink():
                (folder / program.name).symlink_to(program)
    with (fleet.root("web01") / "etc/passwd").open("a") as opened:
        opened.write("deploy:x:1000:1000::/tmp:/bin/sh\n")
    listed = yaml.safe_load(fleet.inventory.read_text())
    listed["hosts"][0] |= {"user": "deploy", "sudo": True}
    fleet.inventory.write_text(yaml.safe_dump(listed))
    ended = outcome(fleet, code=5)
    assert (ended["state"], ended["kind"]) == ("unreachable", "sudo-refused")
    assert "sudo" in ended["cause"]
    assert "not found" in ended["cause"]


def test_tmp_without_execution(sshd: Start) -> None:  # noqa: F811
    fleet = sshd(machine("web01"))
    servers(fleet).running["web01"].inside("mount", "-t", "tmpfs", "-o", "noexec", "tmpfs", "/tmp")
    well(fleet)


def test_a_disk_that_fills_up_while_the_package_arrives(sshd: Start) -> None:  # noqa: F811
    fleet = sshd(machine("web01"))
    grown(fleet, 2_000_000)
    host = servers(fleet).running["web01"]
    host.inside("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", "/var/lib")
    ended = outcome(fleet, code=3)
    assert (ended["state"], ended["kind"]) == ("failed", "step-refused")
    assert "full" in ended["cause"]
    assert not fleet.installs("web01")
    host.inside("mount", "-o", "remount,size=20m", "/var/lib")
    again = by_name(fleet.document("push", code=4))["web01"]  # a warning: its list of packages is hidden
    assert again["outcome"]["state"] == "done"
    assert "going on after the" in again["steps"][0]["message"]
    host.inside("umount", "/var/lib")
    well(fleet)


def test_a_disk_that_can_only_be_read(sshd: Start) -> None:  # noqa: F811
    fleet = sshd(machine("web01"))
    host = servers(fleet).running["web01"]
    host.inside("mount", "--bind", "/var", "/var")
    host.inside("mount", "-o", "remount,bind,ro", "/var")
    (found,) = fleet.document("push", code=3)["hosts"]
    assert found["outcome"]["state"] == "blocked"
    failed = {finding["id"] for finding in found["findings"] if finding["status"] == "fail"}
    assert "linux.writable-folders" in failed
    host.inside("mount", "-o", "remount,bind,rw", "/var")
    well(fleet)


@pytest.mark.skipif(shutil.which("busybox") is None, reason="busybox-static is not installed")
def test_a_busybox_userland(sshd: Start) -> None:  # noqa: F811
    """Every program that BusyBox has is BusyBox's, but its sh and timeout: they would pass over the host's doubles."""
    programs = "/opt/practice/busybox"
    path = f"/opt/practice/bin:{programs}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    fleet = sshd(machine("web01"), lines={"web01": f'SetEnv PATH="{path}"\n'})
    folder = fleet.root("web01") / programs.lstrip("/")
    folder.mkdir()
    listed = subprocess.run(["busybox", "--list"], capture_output=True, text=True, check=True).stdout.split()
    for applet in {*listed} - {"sh", "ash", "timeout"}:
        (folder / applet).symlink_to(str(shutil.which("busybox")))
    well(fleet)


def test_a_host_that_is_rebooted_under_the_installer(sshd: Start) -> None:  # noqa: F811
    fleet = sshd(machine("web01"))
    let_end = fleet.hold("web01")
    line = [sys.executable, "-m", "siteprep", "push", *fleet.options("push"), "--format", "json"]
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        fleet.begun("web01")
        servers(fleet).running["web01"].reboot()
        assert process.stdout is not None
        said = process.stdout.read()
    let_end()
    assert '"retry-later"' in said, said
    well(fleet, installs=2)  # the one that the reboot ended, and the one that came through


def test_a_host_that_hangs(sshd: Start) -> None:  # noqa: F811
    fleet = sshd(machine("web01"))
    let_end = fleet.hold("web01")
    host = servers(fleet).running["web01"]

    def hang() -> None:
        fleet.begun("web01")
        host.inside("pkill", "-STOP", "sshd")

    thread = threading.Thread(target=hang)
    thread.start()
    ended = outcome(fleet, "--timeout", "host=20", code=3)
    thread.join()
    assert (ended["state"], ended["kind"]) == ("retry-later", "deadline")
    host.inside("pkill", "-CONT", "sshd")
    let_end()
    well(fleet)


@pytest.mark.slow
def test_a_host_that_never_answers_is_unreachable_in_time(sshd: Start) -> None:  # noqa: F811
    fleet = sshd(machine("web01"))
    servers(fleet).running["web01"].inside("pkill", "-STOP", "sshd")
    began = time.monotonic()
    ended = outcome(fleet, "--connect-tries", "1", code=5)
    assert (ended["state"], time.monotonic() - began < 60) == ("unreachable", True)
    servers(fleet).running["web01"].inside("pkill", "-CONT", "sshd")
    well(fleet)


def test_wrong_password_locked_account_and_changed_key(sshd: Start) -> None:  # noqa: F811
    fleet = sshd(machine("db01"), machine("db01", "locked"), machine("web01", "changed"), machine("web01", "good"))
    secret = fleet.inventory.with_name("db01.password")
    right = secret.read_text()
    secret.write_text("wrong\n")
    shadow = fleet.root("locked") / "etc/shadow"
    unlocked = shadow.read_text()
    shadow.write_text(unlocked.replace("root:$", "root:!$"))
    known = fleet.fleet.known_hosts
    trusted = known.read_text()
    port = servers(fleet).running["changed"].port
    key = subprocess.run(
        ["ssh-keygen", "-y", "-f", "/dev/stdin"], input=new_key(), capture_output=True, text=True, check=False
    ).stdout
    lines = [line for line in trusted.splitlines() if f"]:{port} " not in line]
    known.write_text("\n".join([*lines, f"[127.0.0.1]:{port} {key}"]) + "\n")
    found = by_name(fleet.document("push", code=5))
    assert {name: host["outcome"]["kind"] for name, host in found.items()} == {
        "db01": "authentication", "locked": "authentication", "changed": "host-key-changed", "good": "",
    }  # fmt: skip
    secret.write_text(right)
    shadow.write_text(unlocked)
    known.write_text(trusted)
    well(fleet)


def through(fleet: Practice, relay: Relay, folder: Path) -> list[str]:
    """The options of a push to the fleet's one host through a relay."""
    listed = yaml.safe_load(fleet.inventory.read_text())
    key = fleet.fleet.known_hosts.read_text().split(" ", 1)[1]
    known = folder / f"known-{relay.port}"
    known.write_text(f"[127.0.0.1]:{relay.port} {key}")
    listed["hosts"][0] |= {"port": relay.port, "key_file": str(fleet.fleet.client_key)}
    inventory = folder / f"hosts-{relay.port}.yaml"
    inventory.write_text(yaml.safe_dump(listed))
    return [*fleet.options("push"), "--inventory", str(inventory), "--known-hosts", str(known), "--connect-tries", "1"]


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(2, 6))])
def test_a_connection_that_is_cut_at_any_byte(sshd: Start, tmp_path: Path, seed: int) -> None:  # noqa: F811
    fleet = sshd(machine("web01"))
    grown(fleet, 400_000)
    chance = random.Random(seed)  # noqa: S311 - no secret
    for _ in range(4):
        with closing(Relay(servers(fleet).running["web01"].port, chance.randrange(1, 500_000))) as relay:
            done = siteprep("push", *through(fleet, relay, tmp_path), "--format", "json")
        assert done.returncode in (0, 3, 5), done.stderr
        if done.returncode:
            assert '"unreachable"' in done.stdout or '"retry-later"' in done.stdout, done.stdout[-800:]
    well(fleet)


@pytest.mark.slow
@pytest.mark.parametrize("hosts", [24, pytest.param(200, marks=pytest.mark.nightly)])
def test_many_hosts(sshd: Start, hosts: int) -> None:  # noqa: F811
    fleet = sshd(*(machine("web01", f"host{number}") for number in range(hosts)))
    document = fleet.document("push")
    assert len(document["hosts"]) == hosts
    assert set(states(document).values()) == {"done"}
    assert all(len(fleet.installs(f"host{number}")) == 1 for number in range(hosts))
    again = fleet.document("push")
    assert all(host["steps"] == [] for host in again["hosts"])


@pytest.mark.slow
@pytest.mark.parametrize(("fleets", "kills"), [(1, 12), pytest.param(5, 40, marks=pytest.mark.nightly)])
def test_killed_at_many_moments(practice: Start, fleets: int, kills: int) -> None:
    """Twenty hosts, a pusher killed again and again after some event: every host ends installed exactly once."""
    chance = random.Random(7)  # noqa: S311 - no secret
    started = [practice(*(machine("web01", f"host{number}") for number in range(20))) for _ in range(fleets)]

    def push_and_die(fleet: Practice) -> None:
        journal = fleet.fleet.media.with_name("journal.db")
        for _ in range(kills):
            line = [sys.executable, "-m", "siteprep", "push", *fleet.options("push", journal=journal), "--json-events"]
            line += ["--workers", "install=4", "--workers", "preflight=4"]
            with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
                assert process.stderr is not None
                for _event in itertools.islice(process.stderr, chance.randrange(1, 60)):
                    pass
                time.sleep(chance.uniform(0, 0.2))  # between two events, too
                process.kill()
        document = fleet.document("push", journal=journal)
        assert set(states(document).values()) == {"done"}
        for number in range(20):
            assert len(fleet.installs(f"host{number}")) == 1, number
            assert not (fleet.root(f"host{number}") / "var/lib/siteprep").exists()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(push_and_die, started))
