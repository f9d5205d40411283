"""Wrong input: one plain sentence each, the right exit code, and the other hosts go on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from lab.profiles import machine
from tests.practice import Practice, by_name, siteprep, states, validate

Start = Callable[..., Practice]


@pytest.fixture
def one(practice: Start) -> Practice:
    return practice(machine("web01"))


def edit(fleet: Practice, extra: str) -> None:
    """Append hosts to the inventory."""
    fleet.inventory.write_text(fleet.inventory.read_text() + extra)


def test_a_host_nobody_knows_is_unreachable_and_the_others_go_on(one: Practice) -> None:
    edit(one, "- {name: gone, address: no-such-host.invalid}\n- {name: deaf, address: 127.0.0.1, port: 1}\n")
    hosts = by_name(one.document("preflight", code=5))
    assert {name: host["verdict"] for name, host in hosts.items()} == {
        "web01": "ready",
        "gone": "unreachable",
        "deaf": "unreachable",
    }
    assert "cannot be resolved" in hosts["gone"]["reason"]
    assert "Connection refused" in hosts["deaf"]["reason"]


def test_a_wrong_password(one: Practice, tmp_path: Path) -> None:
    (tmp_path / "wrong").write_text("wrong")
    port = one.fleet.hosts[0].port
    edit(one, f"- {{name: wrong, address: 127.0.0.1, port: {port}, user: root, password: 'file:{tmp_path}/wrong'}}\n")
    done = one.document("push", code=5)
    assert states(done) == {"web01": "done", "wrong": "unreachable"}
    assert "refused the credentials of user root" in by_name(done)["wrong"]["reason"]


def test_a_changed_host_key_stops_that_host_only(practice: Start) -> None:
    fleet = practice(machine("web01"), machine("db01"))
    first, second = fleet.fleet.known_hosts.read_text().splitlines()[:2]
    name, kind, _key = first.split()[:3]
    fleet.fleet.known_hosts.write_text(f"{name} {kind} {second.split()[2]}\n{second}\n")
    for more in ((), ("--accept-new-host-keys",)):
        hosts = by_name(fleet.document("preflight", *more, code=5))
        assert hosts["web01"]["verdict"] == "unreachable"
        assert "is not the known one" in hosts["web01"]["reason"]
        assert hosts["db01"]["verdict"] == "ready"


def test_an_unknown_host_key_is_refused_until_it_is_accepted(one: Practice) -> None:
    one.fleet.known_hosts.write_text("")
    refused = by_name(one.document("preflight", code=5))["web01"]
    assert "--accept-new-host-keys" in refused["reason"]
    assert by_name(one.document("preflight", "--accept-new-host-keys"))["web01"]["verdict"] == "ready"
    assert by_name(one.document("preflight"))["web01"]["verdict"] == "ready"
    (added,) = one.fleet.known_hosts.read_text().splitlines()
    assert added.split(" ")[3] == "siteprep"  # docs/install.md tells how such lines are removed


def test_a_key_file_that_is_missing(one: Practice) -> None:
    edit(one, "- {name: keyless, address: 127.0.0.1, key_file: no/such/key}\n")
    hosts = by_name(one.document("preflight", code=5))
    assert "private key" in hosts["keyless"]["reason"]
    assert hosts["web01"]["verdict"] == "ready"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["preflight"], "No host was named"),
        (["preflight", "--inventory", "/no/such.yaml"], "/no/such.yaml:1:1"),
        (["preflight", "x", "--role", "king"], "king"),
        (["preflight", "x", "--release", "old"], "release"),
        (["preflight", "local", "x"], "cannot be combined"),
        (["preflight", "local", "--install-dir", "relative"], "not an absolute path"),
        (["preflight", "local", "--output", "/no/such/folder/file"], "cannot be written"),
        (["push", "x", "--media", "/no/such", "--cs-ip", "192.0.2.1", "--passphrase", "env:X"], "No such file"),
        (["push", "x", "--media", ".", "--cs-ip", "cs01", "--passphrase", "env:X"], "not an IPv4 address"),
        (["push", "x", "--media", ".", "--cs-ip", "192.0.2.1"], "--passphrase"),
        (["pusch"], "pusch"),
    ],
)
def test_wrong_use_is_exit_code_2_with_a_sentence(arguments: list[str], said: str, tmp_path: Path) -> None:
    done = siteprep(*arguments, env={"SITEPREP_JOURNAL": str(tmp_path / "journal.db")})
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_an_unreadable_passphrase_is_told_before_any_host_is_touched(one: Practice, tmp_path: Path) -> None:
    done = one.run("push", "--passphrase", f"file:{tmp_path}/none")
    assert done.returncode == 2
    assert f"The passphrase is expected in the file {tmp_path}/none, which cannot be read" in done.stderr
    assert one.installs("web01") == []


def test_a_malformed_inventory_names_its_line(one: Practice) -> None:
    edit(one, "- {name: x, port: high}\n")
    line = len(one.inventory.read_text().splitlines())
    done = one.run("push")
    assert done.returncode == 2
    assert f"{one.inventory}:{line}:" in done.stderr
    assert "'high' was found, port is expected to be a number from 1 to 65535." in done.stderr


def test_a_role_of_another_platform_blocks_that_host(one: Practice) -> None:
    (host,) = one.document("preflight", "--role", "process-server", code=3)["hosts"]
    assert host["verdict"] == "blocked"
    failed = [finding["id"] for finding in host["findings"] if finding["status"] == "fail"]
    assert failed == ["common.role-platform"]


def test_html_and_table_go_to_a_file(one: Practice, tmp_path: Path) -> None:
    for chosen, start in (("html", "<!DOCTYPE html>"), ("table", "siteprep"), ("json", "{")):
        path = tmp_path / f"report.{chosen}"
        done = one.run("preflight", "--format", chosen, "--output", path)
        assert (done.returncode, done.stdout) == (0, "")
        assert path.read_text().lower().startswith(start.lower())
        assert path.stat().st_mode & 0o777 == 0o600


def test_several_formats_go_into_a_folder(one: Practice, tmp_path: Path) -> None:
    names = {"json": "report.json", "junit": "report.xml", "markdown": "report.md", "csv": "report.csv"}
    names |= {"sarif": "report.sarif", "html": "report.html"}
    chosen = [word for name in names for word in ("--format", name)]
    done = one.run("preflight", *chosen, "--output", tmp_path / "all")
    assert (done.returncode, done.stdout) == (0, "")
    assert {path.name for path in (tmp_path / "all").iterdir()} == set(names.values())
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in (tmp_path / "all").iterdir())
    assert one.run("preflight", *chosen).returncode == 2
    (tmp_path / "file").write_text("mine")
    assert one.run("preflight", *chosen, "--output", tmp_path / "file").returncode == 2
    assert (tmp_path / "file").read_text() == "mine"


def test_a_result_can_be_shown_outside(one: Practice, tmp_path: Path) -> None:
    done = one.run("preflight", "--format", "json", "--redact")
    told = json.loads(done.stdout)
    validate(told)
    (host,) = told["hosts"]
    assert (host["name"], host["address"]) == ("host-1", "127.0.0.1")
    assert "web01" not in done.stdout
    again = siteprep("runs", "show", "last", "--format", "markdown", "--redact", "--journal", one.journal)
    assert "web01" not in again.stdout
    assert "host\\-1" in again.stdout
    plainly = siteprep("runs", "show", "last", "--format", "json", "--journal", one.journal)
    assert {each["id"]: each["status"] for each in json.loads(plainly.stdout)["hosts"][0]["findings"]} == {
        each["id"]: each["status"] for each in host["findings"]
    }
