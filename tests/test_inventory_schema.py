"""The published schema of siteprep's own inventory knows what the reader knows."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from fleet.inventory import load_inventory
from fleet.inventory_hosts import SETTINGS
from host.errors import UsageError
from host.secret import SCHEMES
from host.target import Platform, Role

SCHEMA = json.loads(
    (Path(__file__).parents[1] / "docs/schemas/siteprep.inventory-1.schema.json").read_text(encoding="utf-8")
)
WHOLE: dict[str, Any] = {
    "defaults": {"user": "admin", "sudo": True, "vars": {"site": "north"}},
    "groups": {"web": {"port": 2222}, "none": None},
    "hosts": [
        {
            "name": "web01",
            "address": "192.0.2.1",
            "groups": ["web", "none"],
            "platform": "linux",
            "role": "master-target",
            "password": "env:WEB",
            "key_file": "keys/id",
            "key_passphrase": "prompt",
            "user": "root",
            "port": 22,
            "sudo": False,
            "vars": {"policy": "gold"},
        },
        {"name": "db01"},
    ],
}


def changed(place: tuple[Any, ...], value: Any) -> dict[str, Any]:
    data = copy.deepcopy(WHOLE)
    parent: Any = data
    for key in place[:-1]:
        parent = parent[key]
    parent[place[-1]] = value
    return data


def test_words_and_names_are_the_readers() -> None:
    definitions = SCHEMA["$defs"]
    assert set(definitions["settings"]["properties"]) == set(SETTINGS)
    assert set(definitions["host"]["properties"]) == {"name", "groups", *SETTINGS}
    assert definitions["settings"]["properties"]["role"]["enum"] == [role.value for role in Role]
    assert definitions["settings"]["properties"]["platform"]["enum"] == [platform.value for platform in Platform]
    assert all(scheme in definitions["reference"]["pattern"] for scheme in SCHEMES)


@pytest.mark.parametrize(
    ("place", "value", "good"),
    [
        (("hosts", 1, "name"), "db02", True),
        (("hosts", 1, "name"), 5, True),
        (("hosts", 1, "name"), "", False),
        (("hosts", 1, "prot"), 22, False),
        (("hosts", 0, "port"), 0, False),
        (("hosts", 0, "port"), 65535, True),
        (("hosts", 0, "port"), "ssh", False),
        (("hosts", 0, "password"), "hunter2", False),
        (("hosts", 0, "password"), "keyring:a/b", True),
        (("hosts", 0, "sudo"), "perhaps", False),
        (("hosts", 0, "role"), "king", False),
        (("hosts", 0, "platform"), "windows", True),
        (("hosts", 0, "groups"), "web", False),
        (("hosts",), [], False),
        (("defaults",), None, True),
        (("defaults", "name"), "x", False),
        (("groups", "web"), None, True),
        (("groups", "web"), [], False),
        (("others",), {}, False),
    ],
)
def test_reader_and_schema_agree(tmp_path: Path, place: tuple[Any, ...], value: Any, *, good: bool) -> None:
    data = changed(place, value)
    path = tmp_path / "hosts.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    assert jsonschema.Draft202012Validator(SCHEMA).is_valid(data) is good
    if good:
        assert load_inventory(path)
    else:
        with pytest.raises(UsageError):
            load_inventory(path)
