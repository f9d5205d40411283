"""The file of known hosts: what is in it stays as it is, and a key that is added has a line of its own."""

from __future__ import annotations

import io
from pathlib import Path

import paramiko
import pytest

from lab.fleet import new_key
from linux.host_keys import HostKeyStore


def key() -> paramiko.PKey:
    return paramiko.Ed25519Key.from_private_key(io.StringIO(new_key()))


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n# mine"])
def test_a_key_that_is_added_is_a_line_of_its_own(tmp_path: Path, end: str) -> None:
    path = tmp_path / "ssh" / "known_hosts"
    path.parent.mkdir()
    old, first, second = key(), key(), key()
    before = f"old.example.com {old.get_name()} {old.get_base64()}{end}"
    path.write_bytes(before.encode())
    store = HostKeyStore(path, accept_new=True)
    store.add("[new.example.com]:2222", first)
    store.add("other.example.com", second)
    assert path.read_bytes().startswith(before.encode())
    known = paramiko.HostKeys(str(path))
    for name, each in (("old.example.com", old), ("[new.example.com]:2222", first), ("other.example.com", second)):
        assert known.check(name, each), (name, path.read_text())
    assert [line.rpartition(" ")[2] for line in path.read_text().splitlines()][-2:] == ["siteprep", "siteprep"]


def test_a_file_that_is_not_there_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "ssh" / "known_hosts"
    store = HostKeyStore(path, accept_new=True)
    store.add("new.example.com", key())
    assert len(path.read_text().splitlines()) == 1
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
