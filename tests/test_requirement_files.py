"""The data files of what each role needs: their form, and that every row has a check."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from access.catalogue import load_requirements
from host.target import Platform, Role
from preflight import checks
from preflight.checks import windows
from preflight.checks.windows import drives
from preflight.judge import CHECKS
from preflight.role_requirements import ROLE_FILES

SCHEMA = json.loads(
    (Path(__file__).parents[1] / "docs/schemas/siteprep.role-requirements-1.schema.json").read_text("utf-8")
)
DATA = files("preflight").joinpath("data")
REQUIREMENTS = load_requirements()
PAIRS = [(platform, role) for platform, roles in ROLE_FILES.items() for role in roles]


def read(name: str) -> dict[str, Any]:
    data = yaml.safe_load(DATA.joinpath(f"{name}.yaml").read_text("utf-8"))
    assert isinstance(data, dict)
    return data


def lineage(name: str) -> Iterator[dict[str, Any]]:
    """A file's data and that of all it extends."""
    data = read(name)
    yield data
    if "extends" in data:
        yield from lineage(data["extends"])


NAMES = sorted({name for roles in ROLE_FILES.values() for name in roles.values()})
BASES = sorted({data["extends"] for name in NAMES for data in lineage(name) if "extends" in data})


def test_each_role_has_its_file_on_each_of_its_platforms() -> None:
    for role in Role:
        assert {platform for platform, roles in ROLE_FILES.items() if role in roles} == REQUIREMENTS.roles[role]


@pytest.mark.parametrize("name", [*NAMES, *BASES])
def test_a_file_has_the_published_form(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(read(name), SCHEMA)


@pytest.mark.parametrize(
    "wrong",
    [
        {"requirements": {"x": {"severity": "bad"}}},
        {"requirements": {"x": {"sources": ["A"]}}},
        {"requirements": {"x": {"stops": {"code": 4}}}},
        {"requirements": {"X y": {}}},
        {"extends": "windows_server"},
    ],
    ids=str,
)
def test_another_form_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, SCHEMA)


@pytest.mark.parametrize("name", NAMES)
def test_every_row_is_whole_and_names_its_sources(name: str) -> None:
    sources: dict[str, str] = {}
    rows: dict[str, dict[str, Any]] = {}
    for data in reversed([*lineage(name)]):
        sources |= data.get("sources", {})
        for row, values in data["requirements"].items():
            rows[row] = {**rows.get(row, {}), **values}
    for row, values in rows.items():
        assert {"severity", "source"} <= set(values), row
        assert set(values["source"]) <= set(sources), row


@pytest.mark.parametrize("base", BASES)
def test_no_source_is_idle(base: str) -> None:
    family = [data for name in {*NAMES, *BASES} if base in (name, (data := read(name)).get("extends"))]
    used = {source for data in family for row in data["requirements"].values() for source in row.get("source", ())}
    assert used == {source for data in family for source in data.get("sources", ())}


@pytest.mark.parametrize(("platform", "role"), PAIRS)
def test_every_row_has_its_check_and_every_check_its_row(platform: Platform, role: Role) -> None:
    rows = set(REQUIREMENTS.on(platform)[role].rows)
    assert rows == {check.row for check in CHECKS[platform] if role in check.roles and check.row}


def test_every_value_is_read_by_the_module_of_its_check() -> None:
    text = {area.__name__: inspect.getsource(area) for area in (*checks.AREAS, *windows.AREAS)}
    text = {name: source + inspect.getsource(drives) for name, source in text.items()}
    for platform, role in PAIRS:
        for check in CHECKS[platform]:
            if check.row and role in check.roles:
                for name in REQUIREMENTS.on(platform)[role].rows[check.row].values:
                    assert re.search(f"[\"']{name}[\"']", text[check.function.__module__]), (check.id, name)
