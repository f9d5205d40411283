"""Jobs that outlive the command that started them, signals, several commands at once, the end of a host."""

from __future__ import annotations

import io
import threading
import time
from pathlib import Path

from lab.shell import StandInShell
from tests.lab_shell.practice_host import ENVIRONMENT, Host

JOB = """trap 'echo ended >/tmp/trap' EXIT
echo $$ >/tmp/pid
while [ ! -f /tmp/go ]; do sleep 0.05; done
echo finished "$1"
"""


def wait_for(path: Path, seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < deadline, f"{path.name} did not appear"
        time.sleep(0.02)


def start_job(host: Host) -> str:
    (host.root / "tmp/job.sh").write_text(JOB)
    answer = host.run("setsid nohup sh /tmp/job.sh one </dev/null >/tmp/out 2>&1 & echo $!")
    wait_for(host.root / "tmp/pid")
    return answer.out.decode().strip()


def test_a_detached_job_is_seen_running_and_then_finished(host: Host) -> None:
    pid = start_job(host)
    assert (host.root / "tmp/pid").read_text().strip() == pid
    assert host.run(f"kill -0 {pid} && echo running").out == b"running\n"
    assert f"{pid} " in host.run("ps -e -o pid=,args=").out.decode()
    assert host.run(f"ps -p {pid} -o args=").out == b"sh /tmp/job.sh one\n"
    (host.root / "tmp/go").touch()
    wait_for(host.root / "tmp/trap")
    host.run("sleep 0.1")
    assert host.run(f"kill -0 {pid} || echo gone; cat /tmp/out /tmp/trap").out == b"gone\nfinished one\nended\n"


def test_a_later_command_can_end_a_job(host: Host) -> None:
    pid = start_job(host)
    assert host.run(f"kill -HUP {pid}; sleep 0.2; kill -0 {pid} && echo immune").out == b"immune\n"
    assert host.run(f"kill {pid}; sleep 0.3; kill -0 {pid} || echo gone").out == b"gone\n"
    assert not (host.root / "tmp/trap").exists()  # a signal that is not trapped runs no EXIT trap


def test_a_group_ends_together(host: Host) -> None:
    started = host.run("setsid sh -c 'sleep 60 & sleep 60 & wait' & echo $!; sleep 0.3").out.decode().strip()
    assert len(host.run("ps -e -o args= | grep '^ *sleep 60'").out.splitlines()) == 2
    assert host.run(f"kill -TERM -- -{started}; sleep 0.3; ps -e -o args= | grep -c '^ *sleep 60'").out == b"0\n"


def test_close_ends_every_job(host: Host) -> None:
    pid = start_job(host)
    host.run("(while :; do date +%s%N >/tmp/alive; sleep 0.02; done) &")
    wait_for(host.root / "tmp/alive")
    host.shell.close()
    assert not [thread for thread in threading.enumerate() if thread.name == f"practice process {pid}"]
    before = (host.root / "tmp/alive").read_bytes()
    time.sleep(0.2)
    assert (host.root / "tmp/alive").read_bytes() == before
    assert host.run("echo x >/tmp/after").status == 137
    assert not (host.root / "tmp/after").exists()


def test_close_ends_a_command_in_the_foreground(host: Host) -> None:
    statuses: list[int] = []
    thread = threading.Thread(target=lambda: statuses.append(host.run("sleep 60 | cat; echo no >/tmp/no").status))
    thread.start()
    time.sleep(0.2)
    host.shell.close()
    thread.join(5)
    assert statuses == [137]
    assert not (host.root / "tmp/no").exists()


def test_two_commands_at_once_do_not_disturb_each_other(host: Host) -> None:
    (host.root / "a").mkdir()
    (host.root / "b").mkdir()
    script = "cd /{0}; x={0}; i=0; while [ $i -lt 60 ]; do i=$((i+1)); echo $x $(pwd) $i; done | tee log | tail -n 1"
    answers: dict[str, bytes] = {}

    def run(name: str) -> None:
        answers[name] = host.run(script.format(name)).out

    threads = [threading.Thread(target=run, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert answers == {"a": b"a /a 60\n", "b": b"b /b 60\n"}
    assert (host.root / "a/log").read_text().count("a /a") == 60


def test_one_command_waits_for_what_another_does(host: Host) -> None:
    out = io.BytesIO()
    waiting = threading.Thread(
        target=host.shell.run,
        args=("while [ ! -f /tmp/flag ]; do sleep 0.02; done; cat /tmp/flag", io.BytesIO(), out, io.BytesIO()),
    )
    waiting.start()
    host.run("echo raised >/tmp/new; mv /tmp/new /tmp/flag")
    waiting.join(10)
    assert out.getvalue() == b"raised\n"


def test_mkdir_is_a_lock(host: Host) -> None:
    """Of many that try at once exactly one succeeds."""
    answers: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: answers.append(host.run("mkdir /tmp/lock 2>/dev/null && echo mine").out))
        for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(answers) == [b""] * 11 + [b"mine\n"]


def test_a_shell_with_a_trap_waits_for_its_command_first(host: Host) -> None:
    job = "trap 'echo trapped; exit 143' TERM; sleep 0.5; echo never"
    answer = host.run(f'sh -c "{job}" & sleep 0.1; kill $!; wait $!; echo $?')
    assert answer.out == b"trapped\n143\n"


def test_hosts_know_nothing_of_each_other(host: Host, tmp_path: Path) -> None:
    pid = start_job(host)
    (tmp_path / "other").mkdir()
    other = StandInShell(tmp_path / "other", ENVIRONMENT, "db01")
    out = io.BytesIO()
    assert other.run(f"hostname; kill {pid}; ls /", io.BytesIO(), out, io.BytesIO()) == 0
    other.close()
    assert out.getvalue() == b"db01\n"
    assert host.run(f"kill -0 {pid} && hostname -s").out == b"web01\n"


def test_no_threads_or_descriptors_are_left(host: Host) -> None:
    host.run("echo warm | cat")
    before = threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        host.run(
            "exec 3>/tmp/x; for i in 1 2 3; do echo $i | cat >>/tmp/y; done; x=$(cat /tmp/y | sort | uniq); . /nope"
        )
    time.sleep(0.2)
    assert (threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))) == before
