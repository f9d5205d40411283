"""What holds for every check: it is described, it does not vanish, and its mistakes stay its own."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
import yaml

from access.catalogue import load_requirements
from host.target import Platform, Role
from linux.parse.host import parse_facts
from preflight.check import Check, Context, Outcome, Passed, check
from preflight.checks import ALL_CHECKS
from preflight.facts import LinuxFacts, Unknown
from preflight.finding import Status
from tests.data.documented import evidence

REQUIREMENTS = load_requirements()
CONTEXT = Context(REQUIREMENTS, REQUIREMENTS.release, "/usr/local/ASR")


def context(each: Check) -> Context:
    """With a role that the check is for."""
    return dataclasses.replace(CONTEXT, role=max(each.roles))


FACTS = parse_facts(evidence())
SECTIONS = {*evidence().sections, "probes"}


@pytest.mark.parametrize("each", ALL_CHECKS, ids=lambda each: each.id)
def test_a_check_is_described(each: Check) -> None:
    assert re.fullmatch(r"linux\.[a-z0-9-]+", each.id)
    assert each.evidence in SECTIONS
    assert each.link.startswith("https://learn.microsoft.com/azure/site-recovery/")
    assert each.function.__doc__
    assert each.expects(context(each)).endswith(".")
    for name in each.not_applicable("", context(each)).predicts:
        assert re.fullmatch(r"ASRMobi\w+|\d{5}|EP\d{4}|linux-install:\d+", name)


def without(facts: LinuxFacts, name: str) -> LinuxFacts:
    """The facts with one fact, given by its dotted name, unknown."""

    def replaced(value: object, parts: list[str]) -> object:
        if not parts:
            return Unknown("it was made unknown")
        assert dataclasses.is_dataclass(value)
        assert not isinstance(value, type)
        return dataclasses.replace(value, **{parts[0]: replaced(getattr(value, parts[0]), parts[1:])})

    changed = replaced(facts, name.split("."))
    assert isinstance(changed, LinuxFacts)
    return changed


@pytest.mark.parametrize(
    ("each", "name"),
    [(each, name) for each in ALL_CHECKS for name in each.reads],
    ids=lambda part: getattr(part, "id", part),
)
def test_a_fact_that_a_check_reads_and_nobody_knows_makes_it_unknown(each: Check, name: str) -> None:
    finding = each.run(without(FACTS, name), context(each))
    assert finding.status is Status.UNKNOWN
    assert finding.actual == "it was made unknown"
    assert finding.remedy


@pytest.mark.parametrize("each", ALL_CHECKS, ids=lambda each: each.id)
def test_no_single_unknown_fact_turns_a_check_into_an_error(each: Check) -> None:
    for field in dataclasses.fields(LinuxFacts):
        if field.name not in ("file_systems", "clock"):
            assert each.run(without(FACTS, field.name), context(each)).status is not Status.ERROR
    for name in (
        "file_systems.root",
        "file_systems.boot",
        "file_systems.install",
        "clock.measured",
        "clock.synchronised",
    ):
        assert each.run(without(FACTS, name), context(each)).status is not Status.ERROR


def test_a_mistake_inside_a_check_is_an_error_of_that_check_only() -> None:
    def broken(_: LinuxFacts, __: Context) -> Outcome:
        raise ZeroDivisionError

    finding = dataclasses.replace(ALL_CHECKS[0], function=broken).run(FACTS, CONTEXT)
    assert finding.status is Status.ERROR
    assert "ZeroDivisionError" in finding.actual
    assert "report" in finding.remedy


def test_an_id_is_registered_once() -> None:
    taken = ALL_CHECKS[0].id
    register = check(
        id=taken,
        title="x",
        roles=frozenset(Role),
        platform=Platform.LINUX,
        reads=(),
        evidence="x",
        expects=lambda _: "x",
        link="x",
    )
    with pytest.raises(ValueError, match=taken):
        register(lambda _, __: Passed("x"))
    assert len({each.id for each in ALL_CHECKS}) == len(ALL_CHECKS)


def test_all_checks_here_are_for_the_two_roles_on_linux() -> None:
    assert {each.platform for each in ALL_CHECKS} == {Platform.LINUX}
    assert {role for each in ALL_CHECKS for role in each.roles} == {Role.MOBILITY_AGENT, Role.MASTER_TARGET}


def test_every_check_of_the_prerequisite_script_has_one_of_ours_or_a_reason() -> None:
    data = yaml.safe_load((Path(__file__).parent.parent / "preflight/data/requirements.yaml").read_text())
    listed = data["linux_prerequisites"]["checks"]
    assert len({each["name"] for each in listed}) == 23
    ids = {each.id for each in ALL_CHECKS}
    for each in listed:
        assert each.get("check") in ids or each["reason"].endswith("."), each
        assert each.get("also", "linux.c-locale") in ids
    for entry in data["linux_not_checked"]:
        assert entry["reason"].endswith(".")
        assert entry["source"]
