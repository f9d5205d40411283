"""Composed pictures of Linux hosts (tests/data/hosts): the whole way from the collector's output to the verdict."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from access.catalogue import load_requirements
from host.evidence import ClockMeasurement, parse_evidence
from host.target import Role
from linux.parse.host import parse_facts
from preflight.finding import Status
from preflight.judge import Context, judge
from preflight.verdict import verdict
from tests.data.documented import NOW
from tests.data.hosts import compose

REQUIREMENTS = load_requirements()
CONTEXT = Context(REQUIREMENTS, REQUIREMENTS.release, "/usr/local/ASR")
CLOCK = ClockMeasurement(NOW - 1.0, NOW + 1.0)
PICTURES = sorted(path.parent for path in compose.FOLDER.glob("*/collector.txt"))


@pytest.mark.parametrize("folder", PICTURES, ids=lambda path: path.name)
def test_a_picture_gives_the_expected_findings(folder: Path) -> None:
    expected = yaml.safe_load((folder / "expected.yaml").read_text())
    facts = parse_facts(parse_evidence((folder / "collector.txt").read_bytes(), CLOCK))
    token = facts.os_token(REQUIREMENTS)
    assert (token if isinstance(token, str) else None) == expected["token"]
    findings = judge(facts, Role.MOBILITY_AGENT, CONTEXT)
    told = {
        str(status): sorted(each.id for each in findings if each.status is status)
        for status in (Status.FAIL, Status.UNKNOWN, Status.ERROR)
    }
    assert told == {"fail": sorted(expected["fail"]), "unknown": sorted(expected["unknown"]), "error": []}
    assert verdict(findings) == expected["verdict"]


def test_there_are_pictures_of_every_distribution() -> None:
    names = " ".join(path.name for path in PICTURES)
    assert len(PICTURES) >= 25
    systems = (
        "rhel-6 rhel-7 rhel-8 rhel-9 centos rocky alma oracle sles-12 sles-15 ubuntu-14.04 ubuntu-16.04 ubuntu-18.04"
    )
    for (
        system
    ) in f"{systems} ubuntu-20.04 ubuntu-22.04 ubuntu-24.04 debian-8 debian-9 debian-10 debian-11 debian-12".split():
        assert system in names


def test_the_folders_are_what_the_composer_writes() -> None:
    variants = compose.variants()
    assert [path.name for path in PICTURES] == sorted(variants)
    for folder in PICTURES:
        assert (folder / "collector.txt").read_text() == compose.collector(variants[folder.name])
        expected, variant = yaml.safe_load((folder / "expected.yaml").read_text()), variants[folder.name]["expect"]
        assert expected == {"fail": [], "unknown": [], **variant}
