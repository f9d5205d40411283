"""Composed pictures of Windows hosts (tests/data/hosts/windows-*): from the collector's script to the verdict."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from access.catalogue import load_requirements
from host.target import Role
from preflight.finding import Status
from preflight.judge import Context, judge
from preflight.verdict import verdict
from preflight.windows_facts import WindowsFacts
from tests.data.windows import compose
from tests.data.windows.hosts import VARIANTS
from tests.data.windows.picture import collect
from windows.parse.host import parse_facts

REQUIREMENTS = load_requirements()
PICTURES = sorted(compose.FOLDER.glob(f"{compose.PREFIX}*"))
ADDRESSES = ("windows.address-", "windows.certificate-issuers")
"""These are proved with probes of real servers elsewhere; a picture has no network."""


def found(facts: WindowsFacts, role: Role) -> dict[str, Any]:
    """What an expectation tells of one role."""
    context = Context(REQUIREMENTS, REQUIREMENTS.release, "/usr/local/ASR")
    findings = [each for each in judge(facts, role, context) if not each.id.startswith(ADDRESSES)]
    assert not [each for each in findings if each.status is Status.ERROR]
    told = {
        str(status): sorted(each.id for each in findings if each.status is status)
        for status in (Status.FAIL, Status.UNKNOWN)
    }
    return {"verdict": str(verdict(findings)), **told}


@pytest.mark.skipif("SITEPREP_PWSH" not in os.environ, reason="SITEPREP_PWSH names no PowerShell runner.")
@pytest.mark.parametrize("folder", PICTURES, ids=lambda path: path.name)
def test_a_picture_gives_the_expected_findings(folder: Path) -> None:
    expected = yaml.safe_load((folder / compose.EXPECTED).read_text("utf-8"))
    # The runner's clock stands still at the moment that the pictures' answers are from, so none is measured.
    facts = parse_facts(collect(folder / compose.HOST))
    assert {role: found(facts, Role(role)) for role in expected} == expected


def test_there_are_pictures_of_every_version() -> None:
    names = " ".join(path.name for path in PICTURES)
    assert len(PICTURES) >= 15
    for kind in ("2008-r2", "2012-r2", "2016", "2019", "2022", "core", "domain-controller", "iis", "fips", "dhcp"):
        assert kind in names


def test_the_folders_are_what_the_composer_writes(tmp_path: Path) -> None:
    expectations = compose.expectations()
    assert [path.name for path in PICTURES] == sorted(f"{compose.PREFIX}{name}" for name in expectations)
    for name, expected in expectations.items():
        compose.write(VARIANTS[name], expected, tmp_path / name)
        fresh = contents(tmp_path / name)
        assert contents(compose.FOLDER / f"{compose.PREFIX}{name}") == fresh, name


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
