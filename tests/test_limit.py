"""Choosing some of the hosts by patterns, and what `siteprep inventory` tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fleet.inventory_doubts import doubts
from fleet.limit import limited
from host.errors import UsageError
from host.secret import SecretRef
from host.target import Platform, Target
from tests.practice import siteprep

HOSTS = [
    Target("web01", "192.0.2.1", groups=("web", "north")),
    Target("web02", "192.0.2.2", groups=("web", "south")),
    Target("db01", "192.0.2.3", groups=("db", "north")),
    Target("lone", "192.0.2.4"),
]


@pytest.mark.parametrize(
    ("patterns", "names"),
    [
        ([], "web01 web02 db01 lone"),
        (["web01"], "web01"),
        (["web*"], "web01 web02"),
        (["web"], "web01 web02"),
        (["lone,web01"], "web01 lone"),
        (["lone", "web01"], "web01 lone"),
        (["web", "!south"], "web01"),
        (["!north"], "web02 lone"),
        (["web:north".replace(":", ",&")], "web01"),
        (["&north"], "web01 db01"),
        (["all,!lone"], "web01 web02 db01"),
        (["[wd]*0[12],!db0?"], "web01 web02"),
    ],
)
def test_patterns(patterns: list[str], names: str) -> None:
    assert [target.name for target in limited(HOSTS, patterns)] == names.split()


def test_a_file_of_names(tmp_path: Path) -> None:
    file = tmp_path / "retry"
    file.write_text("# those that failed\nweb02\n\ndb01 # twice\n")
    assert [target.name for target in limited(HOSTS, [f"@{file}"])] == ["web02", "db01"]
    with pytest.raises(UsageError, match="cannot be read"):
        limited(HOSTS, [f"@{tmp_path}/none"])


@pytest.mark.parametrize("patterns", [["wep01"], ["web", "!wep"], ["web,&wep"], ["web,!web"]])
def test_what_fits_nothing_is_a_mistake(patterns: list[str]) -> None:
    with pytest.raises(UsageError, match="--limit"):
        limited(HOSTS, patterns)


def test_doubts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THERE", "x")
    open_to_all, private = tmp_path / "open", tmp_path / "private"
    for path, mode in ((open_to_all, 0o644), (private, 0o600)):
        path.write_text("canary")
        path.chmod(mode)
    told = doubts(
        [
            Target("a", "192.0.2.1", password=SecretRef("env", "THERE"), key_file=str(private)),
            Target("b", "192.0.2.1", password=SecretRef("env", "NOT_THERE"), key_file="/no/key"),
            Target("c", "192.0.2.1", port=2222, password=SecretRef("file", str(private))),
            Target("d", "d", password=SecretRef("file", str(open_to_all))),
            Target("e", "e", platform=Platform.WINDOWS, key_passphrase=SecretRef("file", "/no/file")),
        ]
    )
    assert [text.partition(" ")[0].rstrip(":,") for text in told] == ["a", "b", "b", "d", "e", "e"]
    assert "canary" not in " ".join(told)


def test_on_the_command_line(tmp_path: Path) -> None:
    inventory = tmp_path / "hosts"
    inventory.write_text("lone\n[web]\nweb[01:02] ansible_user=root ansible_host=2001:db8::1\n[north:children]\nweb\n")
    checked = siteprep("inventory", "check", "-i", inventory)
    assert (checked.returncode, "web01, web02 have one address" in checked.stdout) == (4, True)
    listed = siteprep("inventory", "list", "-i", inventory, "--limit", "web02")
    assert listed.stdout == "web02  linux    root@[2001:db8::1]  (north, web)\n"
    document = json.loads(siteprep("inventory", "list", "-i", inventory, "--json").stdout)
    assert [host["name"] for host in document["hosts"]] == ["lone", "web01", "web02"]
    graph = siteprep("inventory", "graph", "-i", inventory).stdout
    assert graph == "north:\n  web01\n  web02\nweb:\n  web01\n  web02\n(in no group):\n  lone\n"
    inventory.write_text("[web\n")
    wrong = siteprep("inventory", "check", "-i", inventory)
    assert (wrong.returncode, f"{inventory}:1:1: " in wrong.stderr) == (2, True)
    assert siteprep("preflight", "local", "--limit", "web").returncode == 2
