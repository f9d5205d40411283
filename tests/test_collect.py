"""The collector, run for real on this machine under every POSIX shell that is here."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

from host.evidence import ClockMeasurement, Evidence, parse_evidence
from linux.parse.host import parse_facts
from linux.scripts import collector
from preflight.facts import Absent, ClockOffset, FileSystem, TextFile, Unknown, User
from preflight.linux_machine import Capacity, LinuxListener
from tests.data.documented import raw

SCRIPT = Path(__file__).parent.parent / "linux" / "collect.sh"
SHELLS = [["sh"], ["dash"], ["bash"], ["bash", "--posix"], ["busybox", "ash"]]
PRESENT = [shell for shell in SHELLS if shutil.which(shell[0])]
DEFINITIONS = SCRIPT.read_text(encoding="utf-8").partition("printf 'siteprep-evidence")[0]


def run(command: list[str], script: str = "", **environment: str) -> bytes:
    result = subprocess.run(
        command, input=script.encode(), capture_output=True, timeout=60, env={**os.environ, **environment}, check=True
    )
    assert result.stderr == b""
    return result.stdout


def call(function: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """One of the collector's functions on its own."""
    return subprocess.run(
        ["sh", "-c", f'{DEFINITIONS}\n{function} "$@"', "sh", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("shell", PRESENT, ids=" ".join)
def test_every_shell_gives_complete_evidence_that_reads_as_facts(shell: list[str]) -> None:
    sent = time.time()
    raw = run([*shell, str(SCRIPT)])
    evidence = parse_evidence(raw, ClockMeasurement(sent, time.time()))
    assert evidence.complete
    assert all(section.exit_code is not None for section in evidence.sections.values())
    facts = parse_facts(evidence)
    assert facts.user == User(os.getuid(), pwd.getpwuid(os.getuid()).pw_name)
    assert facts.kernel == os.uname().release
    assert facts.machine == os.uname().machine
    assert facts.host_name == os.uname().nodename
    assert isinstance(facts.file_systems.root, FileSystem)
    assert facts.file_systems.root.mount_point == "/"
    space = os.statvfs("/")
    assert facts.file_systems.root.total_kb == pytest.approx(space.f_blocks * space.f_frsize // 1024, rel=0.01)
    assert not isinstance(facts.release_files, Unknown)
    assert facts.release_files["/etc/os-release"] == Path("/etc/os-release").read_text(encoding="utf-8")
    assert isinstance(facts.clock.measured, ClockOffset)
    assert abs(facts.clock.measured.offset_seconds) < 5
    assert facts.cmdline == Path("/proc/cmdline").read_text(encoding="utf-8").strip()
    assert isinstance(facts.locales, tuple)


def test_the_shells_agree() -> None:
    assert len(PRESENT) >= 2
    names = [set(parse_evidence(run([*shell, str(SCRIPT)])).sections) for shell in PRESENT]
    assert all(each == names[0] for each in names)


@pytest.mark.parametrize("shell", PRESENT, ids=" ".join)
def test_it_runs_by_eval_with_an_install_folder_of_odd_characters(shell: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "a b" / "it's"
    loader = 's=; while IFS= read -r l; do s="$s$l\n"; done; eval "$s"'.replace("\\n", "\n")
    raw = run([*shell, "-c", loader], collector(str(folder / "not there yet")))
    evidence = parse_evidence(raw)
    assert evidence.complete
    facts = parse_facts(evidence)
    assert facts.install_dir == str(folder / "not there yet")
    assert isinstance(facts.file_systems.install, FileSystem)
    assert facts.file_systems.install.path == str(folder / "not there yet")


def test_two_runs_have_different_nonces() -> None:
    first, second = (run(["sh", str(SCRIPT)]).split()[2] for _ in range(2))
    assert len(first) == 32
    assert first != second


def test_it_is_well_formed() -> None:
    for shell in PRESENT:
        run([*shell, "-n", str(SCRIPT)])
    if shutil.which("shellcheck"):
        run(["shellcheck", "-s", "sh", str(SCRIPT)])


def doubles(folder: Path, **scripts: str) -> str:
    """A PATH on which these commands come first."""
    for name, body in scripts.items():
        path = folder / name
        path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        path.chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def collected(path: str) -> Evidence:
    evidence = parse_evidence(run(["sh", str(SCRIPT)], PATH=path))
    assert evidence.complete
    return evidence


def test_a_failing_command_costs_its_section_only(tmp_path: Path) -> None:
    path = doubles(tmp_path, df="echo 'df: stale handle' >&2; exit 1", locale="kill -9 $$", uname="exit 3")
    evidence = collected(path)
    section = evidence.sections["df-root"]
    assert (section.exit_code, section.error) == (1, "df: stale handle")
    assert evidence.sections["locales"].exit_code == 137
    facts = parse_facts(evidence)
    assert isinstance(facts.file_systems.root, Unknown)
    assert "stale handle" in facts.file_systems.root.reason
    assert isinstance(facts.locales, Unknown)
    assert isinstance(facts.kernel, Unknown)
    assert isinstance(facts.user, User)


def test_a_hanging_command_is_ended(tmp_path: Path) -> None:
    real = shutil.which("timeout")
    assert real
    path = doubles(tmp_path, mokutil="sleep 60", timeout=f'shift; exec {real} 1 "$@"')
    started = time.monotonic()
    evidence = collected(path)
    assert time.monotonic() - started < 60  # less than it would have slept
    assert isinstance(parse_facts(evidence).secure_boot, Unknown)


def test_commands_read_nothing_of_the_loaders_input(tmp_path: Path) -> None:
    path = doubles(tmp_path, hostname="cat")
    result = subprocess.run(
        ["sh", str(SCRIPT)],
        input=b"payload",
        capture_output=True,
        timeout=60,
        env={**os.environ, "PATH": path},
        check=True,
    )
    assert b"payload" not in result.stdout


def test_the_hosts_own_commands_come_before_the_system_folders(tmp_path: Path) -> None:
    path = doubles(tmp_path, dhclient="exit 0", mokutil="echo SecureBoot enabled")
    facts = parse_facts(collected(path))
    assert not isinstance(facts.dhcp_clients, Unknown)
    assert facts.dhcp_clients["dhclient"] is True
    assert facts.secure_boot is True


def test_passwords_in_boot_files_stay_on_the_host(tmp_path: Path) -> None:
    file = tmp_path / "grub.cfg"
    file.write_text("password_pbkdf2 root grub.pbkdf2.sha512.10000.AB\npassword --md5 $1$x\nlinux /v root=UUID=1")
    result = call("show_without_passwords", file)
    assert result.returncode == 0
    assert result.stdout == "linux /v root=UUID=1\n"


def test_a_missing_file_ends_with_127_and_says_nothing(tmp_path: Path) -> None:
    result = call("show", tmp_path / "no" / "such")
    assert (result.returncode, result.stdout, result.stderr) == (127, "", "")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_without_root_rights_refusals_are_told_not_taken_for_absence() -> None:
    locked = Path("/tmp") / f"siteprep-test-{os.getpid()}"
    locked.mkdir(mode=0o700)
    try:
        script = f"{DEFINITIONS}\nshow {locked}/file"
        result = subprocess.run(["sh", "-c", script], capture_output=True, text=True, user=65534, check=False)
    finally:
        locked.rmdir()
    assert result.returncode == 1
    assert result.stderr == f"{locked}: Permission denied\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_another_user_is_told_and_cannot_write() -> None:
    result = subprocess.run(["sh"], input=SCRIPT.read_bytes(), capture_output=True, user=65534, check=True)
    facts = parse_facts(parse_evidence(result.stdout))
    assert facts.user == User(65534, "nobody")
    assert not isinstance(facts.writable, Unknown)
    assert facts.writable["/etc"] is False


def test_a_lone_grub_file_is_found_or_absent() -> None:
    facts = parse_facts(parse_evidence(run(["sh", str(SCRIPT)])))
    here = [
        path for path in ("/boot/grub/grub.cfg", "/boot/grub2/grub.cfg", "/boot/grub/menu.lst") if Path(path).exists()
    ]
    if here:
        assert isinstance(facts.grub, TextFile)
        assert facts.grub.path == here[0]
    else:
        assert facts.grub == Absent()


def test_a_proxys_user_and_password_stay_on_the_host() -> None:
    script = f"{DEFINITIONS}\nproxies"
    environment = {"PATH": os.environ["PATH"], "https_proxy": "http://anna:p@ss@proxy.example.test:3128"}
    result = subprocess.run(["sh", "-c", script], capture_output=True, text=True, env=environment, check=True)
    assert "proxy environment https_proxy http://***@proxy.example.test:3128" in result.stdout.splitlines()
    assert "anna" not in result.stdout + result.stderr
    bare = subprocess.run(
        ["sh", "-c", f"{DEFINITIONS}\nproxy_line here http_proxy anna:secret@proxy:3128"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert bare.stdout == "proxy here http_proxy ***@proxy:3128\n"


@pytest.mark.parametrize("shell", PRESENT, ids=" ".join)
def test_without_timeout_a_hanging_command_is_ended_too(shell: list[str], tmp_path: Path) -> None:
    quicker = DEFINITIONS.replace("sleep 10", "sleep 1")
    path = doubles(tmp_path, timeout="exit 1")
    script = f"{quicker}\nguarded sleep 90; echo ended $?; guarded echo quick; echo went $?"
    started = time.monotonic()
    result = subprocess.run(
        [*shell, "-c", script],
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": path},
        check=True,
        timeout=120,
    )
    assert time.monotonic() - started < 90  # busybox has a timeout of its own, which nothing hides
    assert result.stdout == "ended 143\nquick\nwent 0\n"


def test_it_costs_less_than_three_seconds_of_work_here() -> None:
    before = os.times()
    run(["sh", str(SCRIPT)])
    after = os.times()
    assert after.children_user + after.children_system - before.children_user - before.children_system < 3


def test_this_machines_addresses_ports_and_memory_are_read() -> None:
    facts = parse_facts(parse_evidence(run(["sh", str(SCRIPT)])))
    assert isinstance(facts.addresses, tuple)
    assert "127.0.0.1" in {each.address for each in facts.addresses}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        facts = parse_facts(parse_evidence(run(["sh", str(SCRIPT)])))
    assert isinstance(facts.listeners, tuple)
    assert port in {each.port for each in facts.listeners}
    assert isinstance(facts.capacity, Capacity)
    assert facts.capacity.memory_kb * 1024 == pytest.approx(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    assert facts.capacity.processors == os.sysconf("SC_NPROCESSORS_ONLN")


def test_ports_are_read_from_proc_where_nothing_else_tells() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        table = Path("/proc/net/tcp").read_text()
    listed = parse_facts(parse_evidence(raw({"listeners": table}))).listeners
    assert isinstance(listed, tuple)
    assert LinuxListener("127.0.0.1", port, "") in listed
