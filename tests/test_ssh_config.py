"""ssh's configuration file: read as OpenSSH reads it, with what the inventory says on top."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from host.errors import UsageError
from linux.ssh_config import SshConfig, split_jump

CONFIG = """\
Include more.d/*.conf
Host web
    HostName web01.example.com
    Port 2222
    User deploy
Host db
    HostName 192.0.2.7
    ProxyJump jump@bastion.example.com:2200,second
    HostKeyAlias db-key
Host legacy
    ProxyCommand nc -x socks:1080 %h %p
Host *
    User everybody
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "config"
    path.write_text(CONFIG)
    (tmp_path / "more.d").mkdir()
    (tmp_path / "more.d" / "a.conf").write_text("Host included\n  Port 2022\nHost *\n")
    return path


@pytest.mark.skipif(shutil.which("ssh") is None, reason="ssh is not installed")
@pytest.mark.parametrize("name", ["web", "db", "legacy", "included", "unknown.example.com"])
@pytest.mark.parametrize(("port", "user"), [(None, None), (2299, "root")])
def test_it_is_read_as_ssh_reads_it(path: Path, name: str, port: int | None, user: str | None) -> None:
    path.write_text(path.read_text().replace("more.d", str(path.parent / "more.d")))  # ssh -F looks in ~/.ssh
    options = [*(("-p", str(port)) if port else ()), *(("-l", user) if user else ())]
    said = subprocess.run(["ssh", "-G", "-F", path, *options, name], capture_output=True, text=True, check=True).stdout
    wanted = dict(line.split(" ", 1) for line in said.splitlines() if " " in line)
    found = SshConfig(path).endpoint(name, port, user)
    assert (found.address, str(found.port), found.user) == (wanted["hostname"], wanted["port"], wanted["user"])
    assert list(found.jumps) == [each for each in wanted.get("proxyjump", "").split(",") if each]
    assert bool(found.command) == ("proxycommand" in wanted)


def test_jumps_key_names_and_commands(path: Path) -> None:
    config = SshConfig(path)
    db = config.endpoint("db")
    assert (db.jumps, db.known_as) == (("jump@bastion.example.com:2200", "second"), "db-key")
    assert config.endpoint("web").known_as == "[web01.example.com]:2222"
    assert config.endpoint("legacy", 2299).command == "nc -x socks:1080 legacy 2299"


def test_only_keys_that_are_there_are_tried(path: Path, tmp_path: Path) -> None:
    (tmp_path / "id").touch()
    path.write_text(f"IdentityFile {tmp_path}/id\nIdentityFile {tmp_path}/none\n")
    assert SshConfig(path).endpoint("x").key_files == (f"{tmp_path}/id",)


def test_no_file_is_an_empty_one(tmp_path: Path) -> None:
    found = SshConfig(tmp_path / "none").endpoint("host.example.com")
    assert (found.address, found.port, found.user, found.jumps) == ("host.example.com", 22, None, ())


@pytest.mark.parametrize("text", ["Host *\n  Port many\n", "Include config\n", "nonsense\n"])
def test_mistakes_name_the_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config"
    path.write_text(text)
    with pytest.raises(UsageError, match="--ssh-config") as told:
        SshConfig(path).endpoint("host")
    assert str(path) in told.value.message


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bastion", ("bastion", None, None)),
        ("me@bastion:2200", ("bastion", 2200, "me")),
        ("ssh://me@bastion:2200/", ("bastion", 2200, "me")),
        ("[2001:db8::1]:22", ("2001:db8::1", 22, None)),
        ("me@2001:db8::1", ("2001:db8::1", None, "me")),
        ("a@b@host", ("host", None, "a@b")),
    ],
)
def test_a_jump_host(text: str, found: tuple[str, int | None, str | None]) -> None:
    assert split_jump(text) == found


@given(st.text(alphabet=st.sampled_from('HostMatch* Port22User"\n=!,%h#'), max_size=80))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_is_in_the_file_is_read_or_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config"
    path.write_text(text)
    try:
        SshConfig(path).endpoint("host")
    except UsageError as error:
        assert str(path) in error.message  # noqa: PT017
