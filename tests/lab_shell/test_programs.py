"""Which program a name starts, and commands whose answers differ between machines."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from lab.shell.commands import COMMANDS
from tests.lab_shell.practice_host import Host


def put(host: Host, path: str, text: str, mode: int = 0o755) -> None:
    file = host.root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(mode)


def test_a_script_in_path_doubles_for_a_command(host: Host) -> None:
    put(host, "opt/practice/bin/uname", '#!/bin/sh\n[ "$1" = -r ] && { echo 6.1.0-32-amd64; exit; }\n/bin/uname "$@"\n')
    assert host.run("uname -r; uname -s; command -v uname").out == b"6.1.0-32-amd64\nLinux\n/opt/practice/bin/uname\n"
    assert host.run("env PATH=/usr/bin uname -s; PATH=/usr/bin; command -v uname").out == b"Linux\n/usr/bin/uname\n"


def test_a_file_without_the_execute_bit_is_passed_over_in_path(host: Host) -> None:
    put(host, "opt/practice/bin/whoami", "#!/bin/sh\necho double\n", 0o644)
    assert host.run("whoami; /opt/practice/bin/whoami; echo $?").out == b"root\n126\n"


@pytest.mark.parametrize("line", ["#!/bin/sh", "#! /bin/sh -e", "#!/usr/bin/env sh", "#!/usr/bin/bash", "# no line"])
def test_scripts_start_with_fresh_parameters(host: Host, line: str) -> None:
    put(host, "script", f'{line}\necho "$0 $# $1 ${{x-unset}}"; set -- a b; exit 7\n')
    assert host.run("x=1; set -- p q r; /script one; echo $? $#").out == b"/script 1 one unset\n7 3\n"


def test_a_script_for_another_interpreter_is_not_run(host: Host) -> None:
    put(host, "script", "#!/usr/bin/perl\nprint 1\n")
    put(host, "loop", "#!/loop\n")
    put(host, "binary", "\x7fELF")
    assert (
        host.run("/script; echo $?; /binary; echo $?; /loop; [ $? -ne 0 ] && echo refused").out
        == b"127\n126\nrefused\n"
    )


def test_paths_of_the_usual_folders_lead_to_the_commands(host: Host) -> None:
    put(host, "script", "echo ran $1\n", 0o644)
    assert host.run("/bin/sh /script a; /usr/bin/env sh /script b; /usr/bin/printf c; /tmp/cat; echo $?").out == (
        b"ran a\nran b\nc127\n"
    )


def test_unknown_options_fail(host: Host) -> None:
    accepting_anything = {"[", "test", "echo", "expr", "true", "false", "yes", "sh", "dash", "bash", "printf"}
    for name in sorted(set(COMMANDS) - accepting_anything):
        answer = host.run(f"{name} -Z --nonsense x y </dev/null")
        assert answer.status in (1, 2), f"{name}: {answer}"
        assert answer.err.startswith(name.encode() + b": "), f"{name}: {answer}"


def test_unknown_commands(host: Host) -> None:
    answer = host.run("awk 1")
    assert answer.status == 127
    assert answer.err == b"sh: awk: not found\n"


def test_who_and_where(host: Host) -> None:
    assert host.run("id -u; id; whoami; hostname; hostname -s; uname -n; pwd; echo ~root").out.decode().split("\n")[
        :7
    ] == [
        "0",
        "uid=0(root) gid=0(root) groups=0(root)",
        "root",
        "web01.example",
        "web01",
        "web01.example",
        "/root",
    ]
    assert host.run("mount").out == b"/dev/sda1 on / type ext4 (rw,relatime)\n"
    assert host.run("locale -a").out == b"C\nC.utf8\nPOSIX\n"


def test_df_measures_the_real_file_system(host: Host) -> None:
    lines = host.run("df -P -k / /etc").out.decode().splitlines()
    assert lines[0].split() == ["Filesystem", "1024-blocks", "Used", "Available", "Capacity", "Mounted", "on"]
    assert len(lines) == 3
    device, total, used, free, percent, mounted = lines[1].split()
    assert (device, mounted) == ("/dev/sda1", "/")
    assert int(total) >= int(used) + int(free) > 0
    assert percent.endswith("%")
    assert host.run("df -P /nope").status == 1


def test_dates(host: Host) -> None:
    assert host.run("date -u -d @0 '+%Y-%m-%dT%H:%M:%SZ %s %%s %Z'").out == b"1970-01-01T00:00:00Z 0 %s UTC\n"
    assert re.fullmatch(rb"[0-9]{10}\n[0-9]{4}-[0-9]{2}\n", host.run("date +%s; date +%Y-%m").out)
    assert host.run("date 010100002030").status == 1


def test_openssl_prints_as_openssl_does(host: Host) -> None:
    put(host, "tmp/f", "data")
    digest = hashlib.sha256(b"data").hexdigest()
    assert host.run("cd /tmp; openssl dgst -sha256 f; openssl dgst -sha256 -r f; openssl sha256 <f").out.decode() == (
        f"SHA2-256(f)= {digest}\n{digest} *f\nSHA2-256(stdin)= {digest}\n"
    )
    assert host.run("openssl s_client").status == 2
    assert host.run("openssl dgst -sha256 /nope").status == 1


def test_files_show_as_roots(host: Host) -> None:
    script = "umask 077; mkdir -m 700 /tmp/d 2>/dev/null; set -- $(ls -ldn /tmp/d); echo $1 $3 $4"
    assert host.run(script).out == b"drwx------ 0 0\n"
    assert re.match(
        rb"-rw------- 1 root root 3 [A-Z][a-z]{2} [ 0-9]\d \d\d:\d\d /tmp/f\n",
        host.run("umask 077; echo hi >/tmp/f; ls -l /tmp/f").out,
    )


def test_umask_holds_for_new_files_whatever_the_machine_has(host: Host) -> None:
    host.run("umask 000; echo >/tmp/open; mkdir /tmp/wide; umask 077; echo >/tmp/tight; echo >>/tmp/open")
    modes = {path.name: path.stat().st_mode & 0o777 for path in (host.root / "tmp").iterdir()}
    assert modes == {"open": 0o666, "wide": 0o777, "tight": 0o600}


def test_no_program_of_the_machine_is_ever_started() -> None:
    """The sources name nothing that could start one."""
    sources = Path(__file__).parents[2].joinpath("lab/shell").rglob("*.py")
    for source in sources:
        text = source.read_text()
        for forbidden in ("subprocess", "os.system", "os.exec", "os.fork", "os.spawn", "popen", "eval(", "pickle"):
            assert forbidden not in text, f"{source.name}: {forbidden}"
