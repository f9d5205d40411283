"""The data files: complete, each value with its source, and read into what the checks work with."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
import yaml

from access.catalogue import load_outcomes, load_requirements
from host.errors import UsageError
from host.target import Platform, Role
from preflight.check import Context
from preflight.checks import ALL_CHECKS

DATA = files("preflight").joinpath("data")


def data(name: str) -> Any:
    return yaml.safe_load(DATA.joinpath(name).read_text(encoding="utf-8"))


def test_every_role_has_a_source_for_its_platforms() -> None:
    for role, entry in data("requirements.yaml")["roles"].items():
        assert set(entry) == {"platforms", "source"}, role
        assert len(entry["source"]) > 15, role


def test_the_rule_files_name_their_sources_and_assumptions() -> None:
    assert data("os_tokens.yaml")["source"]
    kernels = data("kernel_rules.yaml")
    assert kernels["source"]
    assert {token for token, rule in kernels["tokens"].items() if "assumption" in rule} == {"RHEL9-64", "OL9-64"}
    lists = json.loads(DATA.joinpath("supported_kernels.json").read_text(encoding="utf-8"))
    assert len(lists["source"]["commit"]) == 40
    for token, changes in lists["tokens"].items():
        releases = [[int(part) for part in change["version"].split(".")] for change in changes]
        assert releases == sorted(releases), token


def test_every_role_has_its_platforms() -> None:
    assert set(load_requirements().roles) == set(Role)


def test_releases_and_clouds() -> None:
    assert load_requirements().release == "9.66.7643.1"
    assert load_requirements("9.66.7567.1").release == "9.66.7567.1"
    assert load_requirements(cloud="china").cloud == "china"


@pytest.mark.parametrize(("release", "cloud", "word"), [("newest", "public", "9.66"), (None, "mars", "usgov")])
def test_a_mistake_is_told_with_what_to_write_instead(release: str | None, cloud: str, word: str) -> None:
    with pytest.raises(UsageError, match=word):
        load_requirements(release, cloud)


def test_what_checks_expect_is_told_with_the_datas_values() -> None:
    requirements = load_requirements()
    context = Context(requirements, requirements.release, "/opt/agent")
    told = {check.id: check.not_applicable("", context).expected for check in ALL_CHECKS}
    assert "1 GiB" in told["linux.root-space"]
    assert "2 GiB" in told["linux.root-space-documented"]
    assert "/opt/agent has at least 250 MiB" in told["linux.install-space"]
    assert "5 minutes" in told["linux.clock"]
    assert "9.66.7643.1" in told["linux.kernel-supported"]


def test_outcomes_of_the_agents_programs() -> None:
    tables = load_outcomes()[Platform.LINUX]
    assert tables["install"].explain(0).state.succeeded
    assert not tables["install"].explain(208).state.succeeded
    assert not tables["configure"].explain(14).state.succeeded
