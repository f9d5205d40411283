"""This machine by psutil: the same facts as the collector's, in the same format."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from access import own_sections
from access.local import LocalSession
from access.own_sections import with_own_sections
from access.process_tree import end_tree
from fleet.look import Look
from host.errors import SessionLost
from host.evidence import Evidence, parse_evidence, put_first
from host.target import Platform, Target
from linux.collect import collect
from linux.parse.host import parse_facts
from preflight.facts import Absent, FileSystem, LinuxFacts, Unknown
from tests.data.documented import raw
from windows.parse.host import parse_facts as parse_windows

ROOT = Path(__file__).parents[1]
THIS = Target("here", "localhost")


@pytest.fixture(scope="module")
def both() -> tuple[LinuxFacts, LinuxFacts]:
    """The facts of this machine while it listens on a port: by the collector alone, and with psutil's sections."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        evidence = collect(LocalSession(), "/usr/local/ASR")
        own = with_own_sections(evidence, Platform.LINUX, "/usr/local/ASR")
        facts = parse_facts(evidence), parse_facts(own)
        assert server.getsockname()[1] in {each.port for each in facts[1].listeners}  # type: ignore[union-attr]
        return facts


def test_listeners_agree_and_name_their_owners(both: tuple[LinuxFacts, LinuxFacts]) -> None:
    ports = [{(each.address.strip("[]*"), each.port) for each in facts.listeners} for facts in both]  # type: ignore[union-attr]
    assert {port for _, port in ports[0]} == {port for _, port in ports[1]}
    mine = Path(f"/proc/{os.getpid()}/comm").read_text().strip()
    assert mine in {each.owner for each in both[1].listeners}  # type: ignore[union-attr]


def test_memory_and_processors_agree(both: tuple[LinuxFacts, LinuxFacts]) -> None:
    script, own = (facts.capacity for facts in both)
    assert not isinstance(script, Unknown)
    assert not isinstance(own, Unknown)
    assert (own.memory_kb, own.processors) == (script.memory_kb, script.processors)
    assert abs(own.available_kb - script.available_kb) < script.memory_kb // 10


@pytest.mark.parametrize("name", ["root", "boot", "install", "copy"])
def test_file_systems_agree(both: tuple[LinuxFacts, LinuxFacts], name: str) -> None:
    script, own = (getattr(facts.file_systems, name) for facts in both)
    if not isinstance(script, FileSystem):
        assert own == script
        return
    assert isinstance(own, FileSystem)
    assert (own.device, own.mount_point, own.type) == (script.device, script.mount_point, script.type)
    assert own.total_kb == script.total_kb
    assert abs(own.free_kb - script.free_kb) < 1_000_000


def test_the_rest_is_the_collectors(both: tuple[LinuxFacts, LinuxFacts]) -> None:
    told = [facts.to_json() for facts in both]
    for facts in told:
        for name in ("listeners", "capacity", "file_systems", "processes", "clock"):
            facts.pop(name)
    assert told[0] == told[1]
    assert set(both[0].processes) == set(both[1].processes)  # type: ignore[arg-type]


def test_the_programs_told_are_the_collectors() -> None:
    script = (ROOT / "linux/collect.sh").read_text()
    listed = re.search(r"case \$line in\n((?:[^()]|\n)*?)\) printf 'process", script, re.DOTALL)
    assert listed is not None
    assert set(re.sub(r"[|\\\s]+", " ", listed[1]).split()) == own_sections.TOLD


def test_a_look_at_this_machine_uses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "cpu_count", lambda *, logical: 77)
    facts = parse_facts(Look("/usr/local/ASR").collect(THIS, LocalSession()))
    assert not isinstance(facts.capacity, Unknown)
    assert facts.capacity.processors == 77


@pytest.mark.parametrize("error", [psutil.AccessDenied(), OSError(5, "broken")])
def test_what_psutil_cannot_tell_is_the_collectors(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def refused(*_: object, **__: object) -> Any:
        raise error

    for name in ("net_connections", "process_iter", "virtual_memory", "disk_usage"):
        monkeypatch.setattr(psutil, name, refused)
    evidence = collect(LocalSession(), "/usr/local/ASR")
    assert with_own_sections(evidence, Platform.LINUX, "/usr/local/ASR").raw == evidence.raw


def test_a_file_system_that_hangs_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_sections, "SECONDS", 0.3)
    over = threading.Event()

    def hanging(_: str) -> None:
        over.wait(60)
        raise OSError

    monkeypatch.setattr(psutil, "disk_usage", hanging)
    evidence = parse_evidence(raw({"df-root": "its own\n", "capacity": "its own\n"}))
    own = with_own_sections(evidence, Platform.LINUX, "/usr/local/ASR")
    assert not over.is_set()
    over.set()
    assert own.sections["df-root"] == evidence.sections["df-root"]
    assert own.sections["capacity"] != evidence.sections["capacity"]


def connection(family: int, address: str, port: int, pid: int | None) -> SimpleNamespace:
    return SimpleNamespace(family=family, laddr=(address, port), status=psutil.CONN_LISTEN, pid=pid)


def windows(monkeypatch: pytest.MonkeyPatch, volumes: str | int) -> Evidence:
    """Evidence of a Windows machine on which psutil answers; Wine's and Linux's psutil know no such drives."""
    found = [connection(socket.AF_INET, "0.0.0.0", 443, 4), connection(socket.AF_INET6, "::", 9443, 812)]  # noqa: S104
    processes = {4: "System", 812: "cxprocessserver.exe"}
    monkeypatch.setattr(psutil, "net_connections", lambda _: found)
    monkeypatch.setattr(psutil, "Process", lambda pid: SimpleNamespace(name=lambda: processes[pid]))
    monkeypatch.setattr(
        psutil, "process_iter", lambda _: [SimpleNamespace(pid=p, info={"name": n}) for p, n in processes.items()]
    )
    drives = [("C:\\", "NTFS", "rw,fixed"), ("D:\\", "", "cdrom"), ("Z:\\", "NTFS", "rw,remote")]
    monkeypatch.setattr(
        psutil,
        "disk_partitions",
        lambda **_: [SimpleNamespace(device=d, mountpoint=d, fstype=f, opts=o) for d, f, o in drives],
    )

    def usage(path: str) -> SimpleNamespace:
        if path.startswith("D"):
            raise PermissionError(21, "The device is not ready.")
        return SimpleNamespace(total=100 << 30, free=40 << 30)

    monkeypatch.setattr(psutil, "disk_usage", usage)
    evidence = parse_evidence(raw({"volumes": volumes, "processes": 1, "listening": 1}))
    return with_own_sections(evidence, Platform.WINDOWS, "")


def test_windows_listeners_and_volumes_where_wmi_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = parse_windows(windows(monkeypatch, 1))
    assert [(each.address, each.port, each.process_id, each.program) for each in facts.listeners] == [  # type: ignore[union-attr]
        ("0.0.0.0", 443, 4, "System"),  # noqa: S104
        ("[::]", 9443, 812, "cxprocessserver.exe"),
    ]
    assert facts.programs == ("System", "cxprocessserver.exe")
    drives = [(each.letter, each.drive_type, each.free_bytes) for each in facts.volumes]  # type: ignore[union-attr]
    assert drives == [("C:", 3, 40 << 30), ("D:", 5, Absent())]


def test_windows_own_word_on_volumes_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    told = "DeviceID=E:\nDriveType=3\nFileSystem=NTFS\nSize=5\nFreeSpace=4\nVolumeName=Data\n\n"
    assert [each.label for each in parse_windows(windows(monkeypatch, told)).volumes] == ["Data"]  # type: ignore[union-attr]


PRINTED = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"))


@given(st.dictionaries(st.sampled_from(["a", "b", "df-root"]), PRINTED))
def test_sections_put_first_count(sections: dict[str, str]) -> None:
    whole = raw({"df-root": "its own\n"})
    found = parse_evidence(put_first(whole, sections)).sections
    before = parse_evidence(whole).sections
    for name, text in sections.items():
        assert found[name].text == text
        assert found[name].exit_code == 0
    assert {name: found[name] for name in before if name not in sections} == {
        name: section for name, section in before.items() if name not in sections
    }
    assert put_first(b"no evidence", sections) == b"no evidence"


def test_a_descendant_that_left_its_session_is_ended_too() -> None:
    script = (
        "import subprocess; p = subprocess.Popen(['sleep', '60'], start_new_session=True); print(p.pid, flush=True);"
        "p.wait()"
    )
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    child = int(process.stdout.readline())
    end_tree(process.pid)
    assert process.wait(10) == -signal.SIGKILL
    deadline = time.monotonic() + 10
    while psutil.pid_exists(child) and psutil.Process(child).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    end_tree(process.pid)  # what is gone is left


def test_a_script_that_takes_too_long_is_ended_with_what_it_started(tmp_path: Path) -> None:
    with pytest.raises(SessionLost):
        LocalSession().run(f"setsid sh -c 'echo $$ >{tmp_path}/pid; exec sleep 60' & sleep 60", deadline=1)
    pid = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 10
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.02)
