"""Excerpts of the evidence beside findings that are not passed, and the sizes that checks compared."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from access.catalogue import load_requirements
from host.evidence import Section
from host.target import Role
from linux.parse.host import parse_facts
from preflight.excerpt import LONGEST, excerpt, with_excerpts
from preflight.finding import Finding, Measure, Status
from preflight.judge import Context, judge
from tests.data.documented import DF, evidence

REQUIREMENTS = load_requirements()
CONTEXT = Context(REQUIREMENTS, REQUIREMENTS.release, "/usr/local/ASR")


def judged(changes: dict[str, str | int]) -> dict[str, Finding]:
    told = evidence(changes)
    return {each.id: each for each in with_excerpts(judge(parse_facts(told), Role.MOBILITY_AGENT, CONTEXT), told)}


def test_a_failed_finding_shows_its_section_and_a_passed_one_does_not() -> None:
    full = DF.format(device="/dev/sda2", total=20_000_000, free=100_000, mount="/")
    found = judged({"df-root": full})
    failed = found["linux.root-space"]
    assert (failed.status, failed.excerpt) == (Status.FAIL, full.strip())
    assert failed.measure == Measure("disk", 100_000 * 1024, 1048576 * 1024)
    assert found["linux.install-space"].excerpt == ""
    assert found["linux.install-space"].measure is not None
    assert all(not each.excerpt for each in found.values() if each.status in (Status.PASS, Status.NOT_APPLICABLE))


def test_what_was_refused_is_shown() -> None:
    found = judged({"df-root": 1})
    assert found["linux.root-space"].status is Status.UNKNOWN
    assert found["linux.root-space"].excerpt == "it was refused"


def test_of_a_long_section_the_lines_that_tell_are_shown() -> None:
    lines = [f"/dev/sd{number} on /mnt/{number} type ext4 (rw)" for number in range(200)]
    section = Section("mount", "\n".join(lines), 0)
    assert excerpt(section, "/mnt/77 is read-only.") == lines[77]
    assert excerpt(section, "Nothing that is in it.") == ""


def test_accounts_in_addresses_are_not_shown() -> None:
    section = Section("proxies", "http_proxy=http://user:Canary-Password@proxy.example:3128\n", 0)
    assert excerpt(section, "") == "http_proxy=http://***@proxy.example:3128"


@given(st.text(max_size=3000), st.text(max_size=200), st.text(max_size=300))
def test_any_section_gives_a_short_excerpt(text: str, actual: str, error: str) -> None:
    told = excerpt(Section("any", text, 0, error), actual)
    assert len(told) <= LONGEST
    assert len(re.split("\n", told)) <= 6
