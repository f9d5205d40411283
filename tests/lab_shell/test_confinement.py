"""No path of a script leaves the host's root folder."""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path

import pytest

from tests.lab_shell.practice_host import Host


@pytest.fixture
def outside(host: Host) -> Path:
    """A folder of the machine beside the host's root, which nothing may read or change."""
    folder = host.root.parent / "outside"
    folder.mkdir()
    (folder / "secret").write_text("secret")
    (host.root / "out").symlink_to(folder)
    (host.root / "up").symlink_to("../../../../../../../../.." + str(folder))
    (host.root / "file").symlink_to(folder / "secret")
    return folder


@pytest.mark.parametrize(
    "command",
    [
        "cat {0}/secret",
        "cat ../../../../../../../../../../../../../..{0}/secret",
        "cat /out/secret",
        "cat /up/secret",
        "cat /file",
        "cat </file",
        "cat /out/../outside/secret",
        "cd /out && cat secret",
        "cd /up/.. && cat outside/secret",
        ". /file",
        "sh /file",
        "/file",
        "cp /file /tmp/x && cat /tmp/x",
        "cp -r /out/. /tmp/x && cat /tmp/x/secret",
        "head -c 3 /file",
        "ln /file /tmp/hard && cat /tmp/hard",
        "tar cf - -C /out . | tar tf -",
        "tar chf - /out",
        "echo /out/*",
        "find /out/ -name 'sec*'",
        "ls /out/",
        "[ -f /file ] && echo secret",
        "[ -d /out ] && echo secret",
        "stat -L -c %s /file && echo secret",
        "sha256sum /file && echo secret",
        "dd if=/file",
        "grep -r secret /out; grep s /file",
        "sed p /file",
        "sort /file",
        "cat /proc/self/environ && echo secret",
        "cat /dev/fd/../../{0}/secret",
    ],
)
def test_nothing_outside_can_be_read(host: Host, outside: Path, command: str) -> None:
    assert b"secret" not in host.run(command.format(outside)).out


@pytest.mark.parametrize(
    "command",
    [
        "echo x >/out/new; echo x >/file; echo x >>/up/new",
        "echo x >../../../../../../..{0}/new",
        "mkdir -p /out/new; touch /out/new; mkdir /up/new",
        "rm -rf /out/ /up/* /file/; rm -rf {0}; rm -r /out/secret",
        "mv /etc /out/etc; cp /opt /out -r; mkdir /tmp/d; cp -r /tmp/d /up",
        "chmod 777 /file /out /out/secret; chmod -R 777 /out/ /; chown 1:1 /file",
        "ln -sf {0} /tmp/a; echo x >/tmp/a/new; ln -sfn {0}/secret /tmp/b; echo x >/tmp/b",
        "cp -r /out /tmp/c; mkdir -p /tmp/src/out; echo x >/tmp/src/out/new; cp -r /tmp/src/out /; cp -r /tmp/src/. /",
        "touch /file; dd if=/dev/zero of=/file count=1",
        "tee /file </etc; sort -o /file /etc/passwd; sed -i s/s/x/ /file",
        "gzip -f /file; gzip -c /file; sha256sum /file >/out/new; mktemp -p /out; mktemp -d {0}/XXXXXX",
        "cd /out; echo x >new; cd {0}; echo x >new; cd ..; mkdir outside; echo x >outside/new",
        "rm -f /dev/null; chmod 000 /dev/null; mv /etc /dev/null; cp -p /etc /dev/null",
        "ln -sf x /dev/null; touch /dev/null; chown 1 /dev/null; rm -rf /dev",
        "find / -type l | xargs rm -rf",
    ],
)
def test_nothing_outside_can_be_changed(host: Host, outside: Path, command: str) -> None:
    secret = outside / "secret"
    before = [path.stat() for path in (outside, secret, Path("/dev/null"))]
    host.run(command.format(outside))
    after = [path.stat() for path in (outside, secret, Path("/dev/null"))]
    assert [path.name for path in outside.iterdir()] == ["secret"]
    assert secret.read_text() == "secret"
    assert [(found.st_mode, found.st_mtime_ns, found.st_ino) for found in before] == [
        (found.st_mode, found.st_mtime_ns, found.st_ino) for found in after
    ]


def hostile_archive(outside: Path) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name in ("/absolute", "../../above", "a/../../b", "good", "link/inside"):
            if name == "link/inside":
                link = tarfile.TarInfo("link")
                link.type, link.linkname = tarfile.SYMTYPE, str(outside)
                archive.addfile(link)
                hard = tarfile.TarInfo("hard")
                hard.type, hard.linkname = tarfile.LNKTYPE, f"../../../..{outside}/secret"
                archive.addfile(hard)
            member = tarfile.TarInfo(name)
            member.size, member.mode = 5, 0o755
            archive.addfile(member, io.BytesIO(b"data\n"))
    return packed.getvalue()


def test_a_hostile_archive_stays_inside(host: Host, outside: Path) -> None:
    answer = host.run(
        "mkdir /tmp/t; tar xzof - -C /tmp/t; echo $?; ls /tmp/t; cat /tmp/t/hard", hostile_archive(outside)
    )
    assert answer.out.split() == [b"2", b"absolute", b"good", b"link"]
    assert b"Removing leading `/'" in answer.err
    assert answer.err.count(b"Member name contains '..'") == 2
    assert [path.name for path in outside.iterdir()] == ["secret"]
    assert not (host.root / "absolute").exists()


def test_links_are_followed_inside_the_root(host: Host) -> None:
    (host.root / "etc/target").write_text("inside\n")
    (host.root / "abs").symlink_to("/etc/target")
    (host.root / "tmp/rel").symlink_to("../../../etc/target")
    (host.root / "loop").symlink_to("loop")
    assert host.run("cat /abs /tmp/rel; readlink -f /abs").out == b"inside\ninside\n/etc/target\n"
    assert b"Too many levels" in host.run("cat /loop").err
    assert host.run("ln -s /etc/made /tmp/made; echo new >/tmp/made; cat /etc/made").out == b"new\n"


def test_messages_name_no_path_of_the_machine(host: Host, outside: Path) -> None:
    commands = (
        "cat /nope; rm /nope; mkdir /a/b; mv /x /y; cp /x /y; ls /nope; tar xf /nope; cd /nope; ./nope; chmod 1 /nope"
    )
    answer = host.run(commands + "; rmdir /etc/nope; ln -s a /etc; ln -s a /etc; tar xf /etc; find /nope; sort /nope")
    assert str(host.root).encode() not in answer.err + answer.out


def test_an_owner_is_remembered_without_being_changed(host: Host) -> None:
    (host.root / "etc/passwd").write_text("root:x:0:0::/root:/bin/sh\nagent:x:990:991::/:/bin/sh\n")
    script = "touch /tmp/f; stat -c '%u %g %U' /tmp/f; chown agent:5 /tmp/f; stat -c '%u %g' /tmp/f; "
    script += "ls -ln /tmp/f | cut -c 11-18"
    assert host.run(script).out == b"0 0 root\n990 5\n 1 990 5\n"
    assert (host.root / "tmp/f").stat().st_uid == os.geteuid()
    assert host.run("rm /tmp/f; touch /tmp/f; stat -c %u /tmp/f; chown nobody-known /tmp/f; echo $?").out == b"0\n1\n"
