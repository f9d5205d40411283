"""Practice hosts by chroot(2): what their root may do, what their /dev does, and that nothing of them is left.

What depends on it runs without the capabilities SYS_ADMIN and MKNOD too, as in many containers; so does the demo.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lab.chroot.host import ChrootHost
from lab.chroot.rights import KEPT
from lab.environment import ENVIRONMENT
from lab.processes import in_root, members
from lab.profiles import machine
from lab.ways import Chroots
from tests.practice import NEEDS_ROOT, ROOT

pytestmark = NEEDS_ROOT
MKNOD = 27
WITHOUT_RIGHTS = ["setpriv", "--bounding-set=-sys_admin,-mknod"]


def status(pid: int | str) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}


def bounded(capability: int) -> bool:
    """Whether root could have a capability here."""
    return bool(int(status("self")["CapBnd"], 16) >> capability & 1)


@dataclass
class Host:
    """A chroot host and its root folder."""

    root: Path
    host: ChrootHost

    def run(self, command: str) -> tuple[int, str, str]:
        started = self.host.start(command.encode())
        started.stdin.close()
        out, err = started.stdout.read().decode(), started.stderr.read().decode()
        return started.wait(), out, err

    def say(self, command: str) -> str:
        """What a command prints that must end well."""
        code, out, err = self.run(command)
        assert (code, err) == (0, ""), (command, code, out, err)
        return out

    def members(self) -> set[int]:
        """The processes on the host."""
        folder = os.open(self.root, os.O_RDONLY)
        try:
            return set(members(in_root(folder)))
        finally:
            os.close(folder)

    def bring(self, program: str) -> None:
        """Put a program of the machine on the host, with its libraries."""
        path = Path(shutil.which(program) or program).resolve()
        said = subprocess.run(["ldd", path], capture_output=True, text=True, check=True).stdout
        shutil.copy2(path, self.root / "usr/sbin" / program)
        for library in map(Path, re.findall(r"(/\S+) \(0x", said)):
            place = self.root / library.parent.resolve().relative_to("/") / library.name
            if not place.exists():
                shutil.copy2(library, place)


@pytest.fixture(scope="module")
def way(tmp_path_factory: pytest.TempPathFactory) -> Chroots:
    return Chroots(tmp_path_factory.mktemp("chroots"))


@pytest.fixture
def host(way: Chroots, tmp_path: Path) -> Iterator[Host]:
    root = tmp_path / "host"
    way.build(root, machine("web01"))
    started = ChrootHost(root)
    yield Host(root, started)
    started.close()


def wait_until_gone(processes: set[int]) -> None:
    ends = time.monotonic() + 20
    while any(Path(f"/proc/{pid}/root").exists() for pid in processes):
        assert time.monotonic() < ends, processes
        time.sleep(0.02)


def test_devices(host: Host) -> None:
    """null swallows and is empty, zero and urandom never end, and random bytes are new to everyone."""
    assert stat.S_ISCHR((host.root / "dev/null").stat().st_mode) == bounded(MKNOD)
    assert host.say(
        "seq 100000 >/dev/null; seq 100000 | tee -a /dev/null | tail -n 1; sleep 0.1; wc -c </dev/null"
    ) == ("100000\n0\n")
    assert host.say("(while :; do echo x; done) >/dev/null & sleep 0.3; kill $!; sleep 0.1; cat /dev/null") == ""
    assert host.say("head -c 1000000 /dev/zero | tr -d '\\000' | wc -c; head -c 1000000 /dev/urandom | wc -c") == (
        "0\n1000000\n"
    )
    nonces = {host.say("od -An -tx1 -N16 /dev/urandom; od -An -tx1 -N16 /dev/random") for _ in range(20)}
    assert len({line for nonce in nonces for line in nonce.splitlines()}) == 40


def test_a_command_gets_its_streams_and_its_environment_alone(host: Host) -> None:
    started = host.host.start(b"echo $$; read line")
    pid = int(started.stdout.read(20))
    assert sorted(os.listdir(f"/proc/{pid}/fd")) == ["0", "1", "2"]  # noqa: PTH208
    environment = dict(line.split("=", 1) for line in Path(f"/proc/{pid}/environ").read_text().split("\0") if line)
    assert environment == ENVIRONMENT
    assert Path(f"/proc/{pid}/cwd").readlink() == host.root / "root"
    told = status(pid)
    kept = sum(1 << number for number in KEPT)
    assert [int(told[name], 16) for name in ("CapEff", "CapPrm", "CapInh")] == [kept, kept, 0]
    assert told["NoNewPrivs"] == "1"
    started.stdin.close()
    started.wait()


def test_root_has_no_right_that_leads_out(host: Host) -> None:
    for program in ("chroot", "mknod", "mount", "unshare", "setpriv"):
        host.bring(program)
    for command in (
        "chroot / true",
        "mknod /tmp/disk b 8 0",
        "/usr/sbin/mount -t proc proc /mnt",
        "unshare -U true",
        "setpriv --reuid 65534 true",
        'date -s "@$(date +%s)"',
    ):
        code, _, err = host.run(command)
        assert code != 0, command
        assert re.search("not permitted|permission denied", err), (command, err)


def test_the_machines_files_are_out_of_reach(host: Host, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("secret")
    (host.root / "link").symlink_to(outside)
    for path in (outside, f"../../../../../../../..{outside}", "/link", "/proc/1/root/etc/passwd"):
        assert host.run(f"cat {path}")[0] == 1
        host.run(f"echo x >{path}")
    assert outside.read_text() == "secret"


def test_programs_are_copies_that_the_fleet_shares(host: Host, way: Chroots, tmp_path: Path) -> None:
    way.build(tmp_path / "other", machine("web01", "other"))
    for name in ("usr/bin/sh", "usr/bin/tar", "usr/bin/sha256sum"):
        shared = (host.root / name).stat()
        assert shared.st_ino == (tmp_path / "other" / name).stat().st_ino
        assert (shared.st_dev, shared.st_ino) != (lambda found: (found.st_dev, found.st_ino))(Path("/", name).stat())


def test_an_end_by_signal_is_told(host: Host) -> None:
    assert host.run("kill -KILL $$")[0] == -signal.SIGKILL
    assert host.run("exit 7") == (7, "", "")
    with pytest.raises(ValueError, match="too long"):
        host.host.start(b"x" * 300_000)
    assert host.run("echo " + "x" * 150_000)[0] == 126
    assert host.run("a\0b")[0] == 126


def first_process(host: Host) -> int:
    started = host.host.start(b"echo $$; read line")
    pid = int(status(int(started.stdout.read(20)))["PPid"])
    started.stdin.close()
    started.wait()
    return pid


def test_orphans_are_adopted_and_reaped(host: Host) -> None:
    """A job is gone for `kill -0` once it ended, even where the machine's own first process does not care."""
    pid = host.say("setsid sh -c 'sleep 0.5' </dev/null >/dev/null 2>&1 & echo $!").strip()
    assert int(status(pid)["PPid"]) == first_process(host)
    ends = time.monotonic() + 10
    while host.run(f"kill -0 {pid}")[0] == 0:
        assert time.monotonic() < ends
        time.sleep(0.02)
    assert not Path(f"/proc/{pid}").exists()


JOB = "setsid sh -c 'trap : TERM; while :; do sleep 0.1; done' </dev/null >/dev/null 2>&1 & echo $!"


def test_closing_a_host_ends_its_processes_and_no_others(host: Host, way: Chroots, tmp_path: Path) -> None:
    """Even those that will not hear of SIGTERM."""
    way.build(tmp_path / "other", machine("web01", "other"))
    other = Host(tmp_path / "other", ChrootHost(tmp_path / "other"))
    try:
        ours, theirs = int(host.say(JOB)), int(other.say(JOB))
        assert ours in host.members()
        host.host.close()
        assert host.members() == set()
        assert theirs in other.members()
        with pytest.raises(OSError):  # noqa: PT011 - which one depends on how far it is closed
            host.host.start(b"true")
    finally:
        other.host.close()
    assert other.members() == set()


def test_a_host_whose_first_process_was_killed(host: Host) -> None:
    job = int(host.say(JOB))
    waiting = host.host.start(b"sleep 60")
    os.kill(first_process(host), signal.SIGKILL)
    assert waiting.wait() == -signal.SIGKILL
    assert job in host.members()
    host.host.close()
    assert host.members() == set()


def test_no_host_outlives_the_program_that_began_it(host: Host, tmp_path: Path) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom lab.chroot.host import ChrootHost\n"
        "host = ChrootHost(Path(sys.argv[1]))\n"
        f"print(host.start({JOB.encode()!r}).stdout.read().decode(), end='', flush=True)\ntime.sleep(60)\n"
    )
    root = host.root
    with subprocess.Popen([sys.executable, "-c", script, root], stdout=subprocess.PIPE, text=True, cwd=ROOT) as lab:
        assert lab.stdout
        job = int(lab.stdout.readline())
        assert job in host.members()
        lab.kill()
    wait_until_gone({job})


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv is not installed")
def test_devices_and_a_killed_push_without_mounts_and_device_nodes() -> None:
    line = [*WITHOUT_RIGHTS, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    line += ["-o", "addopts=--import-mode=importlib", f"{__file__}::test_devices", "tests/chroot_kill.py"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
    assert "2 passed" in done.stdout
