"""The inventory: what it gives, and how every mistake in it is told."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fleet.inventory import load_inventory
from fleet.select import select_targets
from host.errors import UsageError
from host.secret import SecretRef
from host.target import Platform, Role

GOOD = """
defaults: {user: root, key_file: keys/id, vars: {site: north}}
groups:
  debian: {port: 2222, sudo: true, vars: {family: debian}}
  empty:
hosts:
  - name: web01
    address: 192.0.2.1
    groups: [debian, empty]
    vars: {site: south}
  - {name: db01, user: admin, password: 'env:DB_PASSWORD', role: master-target}
  - {name: win01, platform: windows}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "hosts.yaml"
    path.write_text(text)
    return path


def test_layers_and_relative_paths(tmp_path: Path) -> None:
    web, db, win = load_inventory(write(tmp_path, GOOD))
    assert (web.name, web.address, web.port, web.user, web.sudo) == ("web01", "192.0.2.1", 2222, "root", True)
    assert web.vars == {"site": "south", "family": "debian"}
    assert web.groups == ("debian", "empty")
    assert web.key_file == str(tmp_path / "keys/id")
    assert (db.address, db.port, db.user, db.role) == ("db01", None, "admin", Role.MASTER_TARGET)
    assert db.password == SecretRef("env", "DB_PASSWORD")
    assert win.platform is Platform.WINDOWS


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("", "1:1", "empty"),
        ("- web01", "1:1", "a list was found, an inventory is expected to be a mapping"),
        ("hosts: []", "1:8", "at least one host"),
        ("defaults: {user: root}", "1:1", "No 'hosts'"),
        ("hosts:\n  - {name: a, prot: 22}", "2:15", "Did you mean 'port'?"),
        ("hosts:\n  - {name: a, port: 70000}", "2:21", "'70000' was found, port is expected to be a number"),
        ("hosts:\n  - {name: a, port: [22]}", "2:21", "a list was found"),
        ("hosts:\n  - {address: b}", "2:5", "without 'name'"),
        ("hosts:\n  - {name: a}\n  - {name: a}", "3:5", "A second host 'a'"),
        ("hosts:\n  - {name: a, groups: [x]}", "2:24", "Group 'x' was found"),
        ("hosts:\n  - {name: a, platform: solaris}", "2:25", "one of linux, windows"),
        ("hosts:\n  - {name: a, sudo: maybe}", "2:21", "true or false"),
        ("hosts:\n  - {name: a, user: }", "2:2", "user is expected to be a text"),
        ("hosts:\n  - {name: a, name: b}", "2:15", "twice"),
        ("hosts:\n  - name: a\n    user: 'x", "3:", "not YAML"),
        ("hosts: &x [*x]", "1:8", ""),
        ("hosts:\n\t- name: a", "2:1", "not YAML"),
    ],
)
def test_mistakes_name_file_line_and_column(tmp_path: Path, text: str, place: str, said: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        load_inventory(path)
    assert f"{path}:{place}" in str(caught.value)
    assert said in str(caught.value)


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, "defaults: {colour: red}\nhosts:\n  - {name: a, port: x}\n  - {name: b, role: king}\n")
    with pytest.raises(UsageError) as caught:
        load_inventory(path)
    assert [line.split(": ")[0] for line in str(caught.value).splitlines()] == [
        f"{path}:1:12",
        f"{path}:3:21",
        f"{path}:4:21",
    ]


def test_a_plain_password_is_refused_and_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        load_inventory(write(tmp_path, "hosts:\n  - {name: a, password: hunter2}"))
    assert "reference" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        load_inventory(tmp_path / "none.yaml")


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_any_file_gives_targets_or_a_usage_error(
    tmp_path_factory: pytest.TempPathFactory, content: str | bytes
) -> None:
    path = tmp_path_factory.mktemp("inventory") / "hosts.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    with contextlib.suppress(UsageError):
        assert load_inventory(path)


_NAMES = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=12)


@given(
    st.dictionaries(
        _NAMES, st.fixed_dictionaries({}, optional={"port": st.integers(1, 65535), "user": _NAMES}), min_size=1
    )
)
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, hosts: dict[str, dict[str, object]]) -> None:
    path = tmp_path_factory.mktemp("inventory") / "hosts.yaml"
    path.write_text(
        yaml.safe_dump({"hosts": [{"name": name, **rest} for name, rest in hosts.items()]}), encoding="utf-8"
    )
    found = {target.name: (target.port, target.user) for target in load_inventory(path)}
    assert found == {name: (rest.get("port"), rest.get("user")) for name, rest in hosts.items()}


def test_targets_on_the_command_line(tmp_path: Path) -> None:
    inventory = write(tmp_path, GOOD)
    assert [target.name for target in select_targets(["db01", "web01"], inventory)] == ["db01", "web01"]
    free = select_targets(["root@192.0.2.7:2200", "[2001:db8::1]:22", "web09"], None)
    assert [(t.user, t.address, t.port) for t in free] == [
        ("root", "192.0.2.7", 2200),
        (None, "2001:db8::1", 22),
        (None, "web09", None),
    ]
    assert select_targets(["root@192.0.2.7"], inventory)[0].address == "192.0.2.7"


@pytest.mark.parametrize("name", ["web09", "root@", "a b", "host:0", "host:99999", "me:secret@host", ""])
def test_a_wrong_name_on_the_command_line_is_a_usage_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="Name hosts"):
        select_targets([name], write(tmp_path, GOOD))


def test_no_host_at_all() -> None:
    with pytest.raises(UsageError, match="No host was named"):
        select_targets([], None)


def test_a_keys_passphrase_is_a_reference(tmp_path: Path) -> None:
    path = tmp_path / "hosts.yaml"
    path.write_text("hosts:\n  - {name: a, key_file: id, key_passphrase: env:KEY_PASSPHRASE}\n")
    (target,) = load_inventory(path)
    assert str(target.key_passphrase) == "env:KEY_PASSPHRASE"
    path.write_text("hosts:\n  - {name: a, key_passphrase: plainly}\n")
    with pytest.raises(UsageError, match="2:") as told:
        load_inventory(path)
    assert "plainly" not in str(told.value)
