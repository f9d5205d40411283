"""Inventories of other kinds: CSV, and Ansible's, held against what ansible-inventory itself makes of them."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fleet.ansible_ini import expanded
from fleet.inventory import Kind, kind_of, load_inventory
from host.errors import UsageError
from host.secret import SecretRef
from host.target import Platform, Role, Target

PEER = Path(sys.executable).with_name("ansible-inventory")


def write(folder: Path, text: str, name: str = "hosts") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def told(path: Path) -> list[str]:
    with pytest.raises(UsageError) as caught:
        load_inventory(path)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("hosts:\n- {name: a}\n", "hosts", Kind.OWN),
        ("- a\n", "hosts.yaml", Kind.OWN),
        ("name,address\na,1.2.3.4\n", "hosts.txt", Kind.CSV),
        ("host;ip\n", "hosts.csv", Kind.CSV),
        ("[web]\na\n", "hosts.ini", Kind.ANSIBLE_INI),
        ("a\n", "hosts", Kind.ANSIBLE_INI),
        ("web:\n  hosts:\n    a:\n", "hosts.yml", Kind.ANSIBLE_YAML),
        ("all:\n  children:\n    web:\n", "hosts", Kind.ANSIBLE_YAML),
        ('{"all": {"hosts": {"a": {}}}}', "hosts.json", Kind.ANSIBLE_YAML),
    ],
)
def test_the_kind_shows_in_the_content(tmp_path: Path, text: str, name: str, kind: Kind) -> None:
    assert kind_of(text, tmp_path / name) is kind


def test_a_script_is_not_run(tmp_path: Path) -> None:
    path = write(tmp_path, "#!/bin/sh\ntouch ran\n")
    path.chmod(0o755)
    assert "runs no inventory scripts" in told(path)[0]
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_table(tmp_path: Path, delimiter: str, mark: str) -> None:
    rows = [
        [
            "Name",
            "address",
            "port",
            "platform",
            "user",
            "password",
            "key_file",
            "sudo",
            "groups",
            "role",
            "vars.policy",
        ],
        ["web01", "192.0.2.1", "2222", "", "root", "env:WEB", "", "TRUE", "web north", "", ""],
        [],
        ["hv01", "2001:db8::7", "", "windows", '"quoted ""name"""', "", "", "", "", "hyperv-host", "gold"],
    ]
    path = write(tmp_path, mark + "\r\n".join(delimiter.join(row) for row in rows), "hosts.csv")
    web, hv = load_inventory(path)
    assert (web.name, web.address, web.port, web.user, web.sudo) == ("web01", "192.0.2.1", 2222, "root", True)
    assert (web.groups, web.password) == (("web", "north"), SecretRef("env", "WEB"))
    assert (hv.address, hv.platform, hv.role) == ("2001:db8::7", Platform.WINDOWS, Role.HYPERV_HOST)
    assert (hv.user, hv.vars) == ('quoted "name"', {"policy": "gold"})


def test_mistakes_in_a_table_name_row_and_column(tmp_path: Path) -> None:
    path = write(tmp_path, "name,prot,port,password\na,,x,\nb,,22,hunter2,more\n,,22,\n", "hosts.csv")
    lines = told(path)
    assert [line.removeprefix(f"{path}:").split(": ")[0] for line in lines] == ["1:2", "2:3", "3:4", "3:5", "4:1"]
    assert "Did you mean 'port'?" in lines[0]
    assert "hunter2" not in "".join(lines)


@given(
    st.lists(
        st.fixed_dictionaries(
            {"name": st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=8)},
            optional={"port": st.integers(1, 65535).map(str), "user": st.sampled_from(['a"b', "a,b", "=cmd", "x y"])},
        ),
        min_size=1,
        max_size=5,
        unique_by=lambda row: row["name"],
    )
)
def test_what_is_written_to_a_table_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]
) -> None:

    path = tmp_path_factory.mktemp("csv") / "hosts.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["name", "port", "user"])
        writer.writeheader()
        writer.writerows(rows)
    found = [(each.name, str(each.port) if each.port else None, each.user) for each in load_inventory(path)]
    assert found == [(row["name"], row.get("port"), row.get("user")) for row in rows]


INI = """\
lone ansible_host=192.0.2.9
mail.example.com:2525
[web]
web[01:03].example.com ansible_user=deploy
lone   # now in a group
[db]
db-[a:c] ansible_ssh_private_key_file=keys/db
[db:vars]
ansible_port=2222
ansible_user = dba
[north:children]
web
db
[north:vars]
ansible_user=north
ansible_port=22
[win]
win01 ansible_connection=winrm ansible_user="CORP\\\\admin"
[here]
localhost ansible_connection=local
"""
YAML = """\
all:
  vars: {ansible_user: everybody}
  hosts:
    lone: {ansible_host: 192.0.2.9}
  children:
    north:
      vars: {ansible_user: north, ansible_port: 22}
      children:
        web:
          hosts:
            web[01:03].example.com: {ansible_user: deploy}
        db:
          hosts:
            db-[a:c]:
          vars: {ansible_port: 2222}
    south:
      children: {db: }
      vars: {ansible_user: south}
"""


def test_an_ini_inventory(tmp_path: Path) -> None:
    hosts = {target.name: target for target in load_inventory(write(tmp_path, INI))}
    assert list(hosts) == [
        "lone", "mail.example.com", "web01.example.com", "web02.example.com", "web03.example.com",
        "db-a", "db-b", "db-c", "win01",
    ] or set(hosts) == {
        "lone", "mail.example.com", "web01.example.com", "web02.example.com", "web03.example.com",
        "db-a", "db-b", "db-c", "win01",
    }  # fmt: skip
    assert (hosts["lone"].address, hosts["lone"].groups) == ("192.0.2.9", ("north", "web"))
    assert hosts["mail.example.com"].port == 2525
    assert (hosts["web02.example.com"].user, hosts["web02.example.com"].port) == ("deploy", 22)
    assert (hosts["db-b"].user, hosts["db-b"].port) == ("dba", 2222)
    assert hosts["db-b"].key_file == str(tmp_path / "keys/db")
    assert (hosts["win01"].platform, hosts["win01"].user) == (Platform.WINDOWS, r"CORP\admin")


def test_variables_beside_the_inventory(tmp_path: Path) -> None:
    path = write(tmp_path, "[web]\na ansible_user=line\nb\n[web:vars]\nansible_user=file\n")
    write(tmp_path, "ansible_user: all\nansible_port: 22\n", "group_vars/all.yml")
    write(tmp_path, "# only a remark\n", "group_vars/web/empty.yml")
    write(tmp_path, "ansible_port: 2200\nsiteprep_password: file:secret\n", "group_vars/web/vars.yml")
    write(tmp_path, "$ANSIBLE_VAULT;1.1;AES256\n6162\n", "group_vars/web/vault.yml")
    write(tmp_path, "ansible_host: 192.0.2.7\nsiteprep_role: master-target\nsiteprep_policy: gold\n", "host_vars/b")
    a, b = load_inventory(path)
    assert (a.user, a.port) == ("line", 2200)
    assert (b.user, b.port, b.address) == ("all", 2200, "192.0.2.7")
    assert (b.role, b.vars) == (Role.MASTER_TARGET, {"policy": "gold"})
    assert a.password == SecretRef("file", str(tmp_path / "group_vars/web/secret"))


def test_what_siteprep_cannot_make_out_is_told_with_its_place(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '[web]\na ansible_password=hunter2\nb ansible_host=\'{{ lookup("env", "X") }}\'\n[web:vars\nc novalue\n'
        "[web:vars]\nnothing\n",
    )
    write(tmp_path, "ansible_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  61\n", "host_vars/b.yml")
    lines = told(path)
    places = [line.removeprefix(f"{tmp_path}/").split(": ")[0] for line in lines]
    assert places == ["host_vars/b.yml:1:19", "hosts:2:3", "hosts:3:3", "hosts:4:1", "hosts:5:1", "hosts:7:1"]
    assert "hunter2" not in "".join(lines)
    assert "siteprep decrypts nothing; give siteprep_password, such as env:NAME" in lines[0]
    assert "siteprep runs none" in lines[2]


def test_a_circle_of_groups_is_told(tmp_path: Path) -> None:
    assert "below itself" in told(write(tmp_path, "[a:children]\nb\n[b:children]\na\n[a]\nx\n"))[0]
    assert "below itself" in told(write(tmp_path, "a: {children: {b: {children: {a: {hosts: {x: }}}}}}\n"))[0]


@pytest.mark.parametrize(
    ("pattern", "hosts"),
    [
        ("web", ["web"]),
        ("web[1:3]", ["web1", "web2", "web3"]),
        ("web[08:11:2]", ["web08", "web10"]),
        ("[a:c]-[1:2]", ["a-1", "a-2", "b-1", "b-2", "c-1", "c-2"]),
        ("web[3:1]", []),
        ("web[x]", ["web[x]"]),
    ],
)
def test_ranges(pattern: str, hosts: list[str]) -> None:
    assert list(expanded(pattern)) == hosts


def test_a_child_group_without_a_section_is_told(tmp_path: Path) -> None:
    assert told(write(tmp_path, "[web]\na\n[all:children]\nwep\n")) == [
        f"{tmp_path}/hosts:4:1: 'wep' was found among the children, the name of a section is expected."
    ]


def test_a_range_without_end_is_refused(tmp_path: Path) -> None:
    assert "more than 10000 hosts" in told(write(tmp_path, "[web]\nweb[0:999999999]\n"))[0]
    assert "more than 10000 hosts" in told(write(tmp_path, "[web]\n[a:z][a:z][a:z][a:z][a:z][a:z]\n"))[0]


def peer(path: Path) -> dict[str, dict[str, Any]]:
    """What Ansible makes of an inventory: of each host its groups and what siteprep reads of its variables."""
    environment = {**os.environ, "ANSIBLE_DEPRECATION_WARNINGS": "False", "HOME": str(path.parent), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [PEER, "-i", path, "--list"], capture_output=True, text=True, check=True, env=environment, timeout=120
    )
    listed = json.loads(done.stdout)
    variables = listed.pop("_meta")["hostvars"]

    def below(group: str) -> set[str]:
        entry = listed.get(group, {})
        return {*entry.get("hosts", ()), *(host for child in entry.get("children", ()) for host in below(child))}

    groups = {name: below(name) for name in listed if name not in ("all", "ungrouped")}
    found = {}
    for host in sorted(below("all")):
        own = variables.get(host, {})
        if own.get("ansible_connection") != "local":
            found[host] = {
                "groups": sorted(name for name, members in groups.items() if host in members),
                "address": str(own.get("ansible_host", host)),
                "port": own.get("ansible_port"),
                "user": own.get("ansible_user"),
            }
    return found


def mine(targets: list[Target]) -> dict[str, dict[str, Any]]:
    return {
        each.name: {
            "groups": sorted(each.groups), "address": each.address, "port": each.port, "user": each.user,
        }
        for each in sorted(targets, key=lambda target: target.name)
    }  # fmt: skip


@pytest.mark.parametrize(("text", "name"), [(INI, "hosts"), (INI, "hosts.ini"), (YAML, "hosts.yml")])
def test_ansible_reads_the_same(tmp_path: Path, text: str, name: str) -> None:
    path = write(tmp_path, text, name)
    write(tmp_path, "ansible_port: 2323\n", "group_vars/web.yml")
    write(tmp_path, "ansible_user: own\n", "host_vars/db-a.yml")
    assert mine(load_inventory(path)) == peer(path)


NAMES = ["g1", "g2", "g3", "g4"]
SETTINGS = st.dictionaries(
    st.sampled_from(["ansible_user", "ansible_port", "ansible_host"]), st.sampled_from(["22", "2222"]), max_size=2
)
GROUPS = st.fixed_dictionaries(
    {},
    optional={
        name: st.tuples(
            st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), SETTINGS, max_size=3),
            st.lists(st.sampled_from(NAMES[number + 1 :]), unique=True, max_size=2)
            if NAMES[number + 1 :]
            else st.just([]),
            SETTINGS,
        )
        for number, name in enumerate(NAMES)
    },
)


@given(GROUPS, st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_ansible_reads_the_same_of_any_groups(
    tmp_path_factory: pytest.TempPathFactory, groups: dict[str, Any], as_yaml: bool
) -> None:
    """Ports as text are read as numbers by both; a user that looks like a number stays one for Ansible."""
    folder = tmp_path_factory.mktemp("ansible")
    if not any(hosts for hosts, _, _ in groups.values()):
        return
    if as_yaml:
        data = {
            name: {"hosts": hosts, "children": dict.fromkeys(children), "vars": own}
            for name, (hosts, children, own) in groups.items()
        }
        path = write(folder, yaml.safe_dump(data), "hosts.yml")
    else:
        lines: list[str] = []
        for name, (hosts, children, own) in groups.items():
            pairs = {host: "".join(f" {key}={value}" for key, value in each.items()) for host, each in hosts.items()}
            lines += [f"[{name}]", *(host + rest for host, rest in pairs.items())]
            below = [child for child in children if child in groups]
            lines += [f"[{name}:children]", *below, f"[{name}:vars]", *(f"{k}={v}" for k, v in own.items())]
        path = write(folder, "\n".join(lines) + "\n")
    theirs = peer(path)
    for each in theirs.values():
        each["port"] = None if each["port"] is None else int(each["port"])
        each["user"] = None if each["user"] is None else str(each["user"])
    assert mine(load_inventory(path)) == theirs


@given(st.text(max_size=200), st.sampled_from(["hosts", "hosts.csv", "hosts.yml", "hosts.ini"]))
def test_any_file_gives_targets_or_a_usage_error(
    tmp_path_factory: pytest.TempPathFactory, content: str, name: str
) -> None:
    path = tmp_path_factory.mktemp("inventory") / name
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    with contextlib.suppress(UsageError):
        assert load_inventory(path)


def test_what_stands_further_down_at_a_host_wins_wherever_its_group_is_named_first(tmp_path: Path) -> None:
    text = "a: {children: {z: }}\nm: {hosts: {web: {ansible_user: one}}}\nz: {hosts: {web: {ansible_user: two}}}\n"
    path = write(tmp_path, text, "hosts.yml")
    assert mine(load_inventory(path)) == peer(path)
    (host,) = load_inventory(path)
    assert host.user == "two"
