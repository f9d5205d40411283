"""Requirements of one's own and variants: what they change, how mistakes are told, and the published schema."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from access.catalogue import VARIANTS, load_requirements
from docs import requirements_schema
from fleet.own_requirements import load_changes
from fleet.yaml_marks import Mistakes
from fleet.yaml_schema import KEYWORDS, follow
from host.errors import UsageError
from host.target import Platform, Role
from linux.parse.host import parse_facts
from preflight.check import Context
from preflight.finding import Severity, Status
from preflight.judge import judge
from preflight.own_requirements import changed
from tests.data.documented import evidence
from tests.practice import siteprep
from tests.test_windows_checks_host import HEALTHY
from tests.test_windows_checks_host import REQUIREMENTS as WINDOWS_REQUIREMENTS

REQUIREMENTS = load_requirements()
SCHEMA = requirements_schema.schema()
GOOD: dict[str, Any] = {
    "mobility-agent": {
        "linux": {
            "root-space": {"values": {"free_kb": 4_000_000_000}, "source": "Build standard 4.2"},
            "dhcp-client": {
                "values": {"clients": [{"token": "DEBIAN", "client": "dhcpcd", "package": "dhcpcd"}]},
                "source": "Build standard 4.3",
            },
            "release-documented": {"values": {"releases": {"Debian": ["12"]}}, "source": "Build standard 4.4"},
            "ssh-password": {"severity": "info", "source": "Build standard 4.5"},
        },
        "windows": {"agent-memory": {"values": {"mb": 4096}, "severity": "warning", "source": "Build standard 5"}},
    }
}


def written(path: Path, data: Any) -> Path:
    file = path / "own.yaml"
    file.write_text(data if isinstance(data, str) else yaml.safe_dump(data), encoding="utf-8")
    return file


def test_the_published_schema_is_that_of_the_requirements() -> None:
    assert json.loads(requirements_schema.FILE.read_text("utf-8")) == SCHEMA, "run python -m docs.requirements_schema"
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_a_row_keeps_what_is_not_said_anew(tmp_path: Path) -> None:
    new = changed(REQUIREMENTS, load_changes(written(tmp_path, GOOD), REQUIREMENTS))
    before, after = (each.on(Platform.LINUX)[Role.MOBILITY_AGENT].rows for each in (REQUIREMENTS, new))
    assert after["root-space"].number("free_kb") == 4_000_000_000
    assert after["root-space"].severity is before["root-space"].severity
    assert after["root-space"].predicts == before["root-space"].predicts
    assert after["root-space"].source == (*before["root-space"].source, "Build standard 4.2")
    assert after["ssh-password"].severity is Severity.INFO
    assert after["ssh-password"].values == before["ssh-password"].values
    assert {name for name in after if after[name] != before[name]} == set(GOOD["mobility-agent"]["linux"])
    assert new.on(Platform.LINUX)[Role.MASTER_TARGET] == REQUIREMENTS.on(Platform.LINUX)[Role.MASTER_TARGET]
    assert "linux.root-space for mobility-agent: Build standard 4.2" in new.to_json()["changed"]


def test_hosts_are_judged_by_what_was_changed(tmp_path: Path) -> None:
    new = changed(REQUIREMENTS, load_changes(written(tmp_path, GOOD), REQUIREMENTS))
    facts = parse_facts(evidence())
    found = {each.id: each for each in judge(facts, Role.MOBILITY_AGENT, Context(new, new.release, "/usr/local/ASR"))}
    assert (found["linux.root-space"].status, found["linux.root-space"].severity) == (Status.FAIL, Severity.BLOCKER)
    assert "3.7 TiB" in found["linux.root-space"].expected
    assert found["linux.ssh-password"].severity is Severity.INFO


MISTAKES = """\
mobility-agent:
  linux:
    root-space: {values: {free_kb: "4"}}
    rot-space: {severity: info, source: x}
    clock: {severity: bad, source: 4.3}
    dhcp-client: {values: {clients: [{token: RHEL, client: x}]}, source: a}
    release-documented: {values: {releases: {RHEL: [7.9]}}, source: a}
    acpi: {values: {x: 1}, source: a}
    fips: {source: a}
    multipath: none
mobility: {}
process-server:
  linux: {}
  windows: {cores: {values: {count: -3}, source: ''}}
"""
TOLD = {
    "3:17": "No 'source' was found",
    "3:36": "a whole number",
    "4:5": "Did you mean 'root-space'?",
    "5:23": "one of blocker, warning, info",
    "5:36": "Write it in quotes.",
    "6:38": "No 'package' was found",
    "7:53": "Write it in quotes.",
    "8:12": "knows only severity, source",
    "9:11": "Too little was found",
    "10:16": "is expected to be a mapping",
    "11:1": "Did you mean 'mobility-agent'?",
    "13:3": "knows only windows",
    "14:37": "0 or more",
    "14:50": "Nothing was found",
}


def test_every_mistake_is_told_with_its_place(tmp_path: Path) -> None:
    file = written(tmp_path, MISTAKES)
    with pytest.raises(UsageError) as refused:
        load_changes(file, REQUIREMENTS)
    lines = str(refused.value).splitlines()
    assert [line.removeprefix(f"{file}:").split(": ")[0] for line in lines] == list(TOLD)
    for line, words in zip(lines, TOLD.values(), strict=True):
        assert words in line


def keywords(schema: Any) -> set[str]:
    """All keywords of a schema; the names of properties are none."""
    found = set(schema) - {"$schema", "$id", "title", "description"}
    parts = [*schema.get("properties", {}).values()]
    parts += [schema[name] for name in ("items", "additionalProperties") if schema.get(name)]
    return found.union(*(keywords(part) for part in parts))


def test_no_keyword_of_the_schema_is_overlooked() -> None:
    assert keywords(SCHEMA) == KEYWORDS


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 10**9),
    st.floats(allow_nan=False).filter(lambda number: not number.is_integer()),
    st.text(max_size=5),
)
JUNK = st.one_of(SCALARS, st.lists(SCALARS, max_size=2), st.dictionaries(st.text(max_size=3), SCALARS, max_size=2))


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(place for key, value in inner for place in places(value, (*path, key)))]


@given(st.sampled_from(places(GOOD)[1:]), JUNK, st.booleans())
@settings(max_examples=300, deadline=None)
def test_it_judges_a_file_as_the_published_schema_does(place: tuple[Any, ...], junk: Any, remove: bool) -> None:
    data = copy.deepcopy(GOOD)
    parent: Any = data
    for key in place[:-1]:
        parent = parent[key]
    if remove:
        del parent[place[-1]]
    else:
        parent[place[-1]] = junk
    mistakes = Mistakes(Path("own.yaml"))
    node = yaml.compose(yaml.safe_dump(data), Loader=yaml.SafeLoader)
    assert node is not None
    follow(node, SCHEMA, mistakes, "a file")
    assert bool(mistakes.found) == (not jsonschema.Draft202012Validator(SCHEMA).is_valid(data)), (data, mistakes.found)


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_changes_rows_of_its_roles(name: str) -> None:
    requirements = load_requirements(variant=name)
    assert requirements.variant is not None
    assert requirements.variant.name == name
    for role in Role:
        for platform in requirements.roles[role]:
            if role not in requirements.variant.roles:
                assert requirements.on(platform)[role] == REQUIREMENTS.on(platform)[role]
    assert requirements.changed
    variants = Path(__file__).parents[1] / "preflight/data/variants.yaml"
    roles = {role: rows for role, rows in yaml.safe_load(variants.read_text("utf-8"))[name]["roles"].items() if rows}
    jsonschema.validate(json.loads(json.dumps(roles)), SCHEMA)


def test_on_azure_stack_fewer_releases_are_documented() -> None:
    requirements = load_requirements(variant="azure-stack")
    context = Context(requirements, requirements.release, "/usr/local/ASR")
    found = {each.id: each for each in judge(parse_facts(evidence()), Role.MOBILITY_AGENT, context)}
    assert found["linux.release-documented"].status is Status.FAIL
    assert found["linux.release-documented"].expected.startswith("The host runs one of: CentOS 5.2-5.11")


def test_on_the_command_line(tmp_path: Path) -> None:
    file = written(tmp_path, GOOD)
    shown = siteprep("requirements", "show", "mobility-agent", "--requirements", file)
    assert shown.returncode == 0
    assert "- linux.root-space for mobility-agent: Build standard 4.2\n" in shown.stdout
    assert "at least 3.7 TiB free" in shown.stdout
    wrong = siteprep("preflight", "local", "--requirements", written(tmp_path, "mobility: {}\n"))
    assert wrong.returncode == 2
    assert "own.yaml:1:1: 'mobility' was found" in wrong.stderr
    idle = siteprep("preflight", "local", "--role", "vmm-server", "--variant", "azure-stack")
    assert idle.returncode == 2
    assert "--variant: only a configuration-server or a mobility-agent is concerned" in idle.stderr


def test_what_is_asked_for_and_was_not_collected_is_unknown(tmp_path: Path) -> None:
    own = {
        "mobility-agent": {
            "windows": {
                "agent-rundll32": {"values": {"file": r"C:\other.exe"}, "source": "x"},
                "agent-services": {"values": {"services": ["Other"]}, "source": "x"},
            }
        }
    }
    new = changed(WINDOWS_REQUIREMENTS, load_changes(written(tmp_path, own), WINDOWS_REQUIREMENTS))
    found = {
        each.id: each
        for each in judge(replace(HEALTHY, starts={}, files={}), Role.MOBILITY_AGENT, Context(new, new.release, ""))
    }
    assert found["windows.agent-rundll32"].status is Status.UNKNOWN
    assert found["windows.agent-services"].status is Status.UNKNOWN
