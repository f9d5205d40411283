"""Users' own checks: rules in YAML, functions in installed packages, and the documentation's examples."""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.catalogue import load_requirements
from fleet.own_checks import load_rules
from fleet.own_packages import load_entry_points
from host.errors import UsageError
from host.target import Platform, Role
from linux.parse.host import parse_facts
from preflight.check import Check
from preflight.finding import Severity, Status
from preflight.judge import Context, judge
from preflight.rules import CONDITIONS, PRESENT, Rule, value_of
from tests.data.documented import Sections, evidence
from tests.practice import ROOT, package_of_checks, siteprep

PAGE = (ROOT / "docs/own-checks.md").read_text()
CONTEXT = Context(load_requirements(), "9.66", "/usr/local/ASR")


def block(language: str) -> str:
    """The page's example in one language."""
    match = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert match
    return match[1]


def rule(fact: str, condition: str, wanted: Any) -> Check:
    roles = frozenset({Role.MOBILITY_AGENT})
    return Rule("own.rule", "T", Platform.LINUX, roles, Severity.WARNING, fact, condition, wanted, "Mend it.").check()


@pytest.mark.parametrize(
    ("fact", "condition", "wanted", "status"),
    [
        ("host_name", "equals", "web01", Status.PASS),
        ("host_name", "equals", "web02", Status.FAIL),
        ("host_name", "not_equals", "web01", Status.FAIL),
        ("host_name", "one_of", ("web01", "web02"), Status.PASS),
        ("host_name", "matches", "web[0-9]+", Status.PASS),
        ("host_name", "matches", "web", Status.FAIL),
        ("host_name", "contains", "eb0", Status.PASS),
        ("locales", "contains", "C.utf8", Status.PASS),
        ("locales", "contains", "de_DE", Status.FAIL),
        ("release_files", "contains", "/etc/os-release", Status.PASS),
        ("release_files./etc/debian_version", "matches", r"12\.\d+\s", Status.PASS),
        ("file_systems.root.free_kb", "at_least", 9_000_000, Status.PASS),
        ("file_systems.root.free_kb", "at_least", 9_000_001, Status.FAIL),
        ("file_systems.root.free_kb", "at_most", 9_000_000, Status.PASS),
        ("sshd.effective", "equals", True, Status.PASS),
        ("agent", "present", False, Status.PASS),
        ("agent", "present", True, Status.FAIL),
        ("agent.version", "equals", "9.66", Status.FAIL),
        ("host_name", "at_least", 5, Status.UNKNOWN),
        ("sshd.effective", "at_least", 0, Status.UNKNOWN),
        ("file_systems.root.free_kb", "contains", "9", Status.UNKNOWN),
        ("no.such.fact", "equals", "x", Status.UNKNOWN),
    ],
)
def test_conditions(fact: str, condition: str, wanted: Any, status: Status) -> None:
    finding = rule(fact, condition, wanted).run(parse_facts(evidence()), CONTEXT)
    assert finding.status is status, finding.actual
    assert finding.actual.endswith(".")


def test_a_fact_that_could_not_be_read_is_never_a_pass() -> None:
    unread: Sections = {"locales": 1, "agent": 1}
    facts = parse_facts(evidence(unread))
    for check in (
        rule("locales", "contains", "C"),
        rule("agent", "present", False),
        rule("agent.version", "equals", 1),
    ):
        assert check.run(facts, CONTEXT).status is Status.UNKNOWN


@given(st.text(max_size=30), st.sampled_from([*CONDITIONS, PRESENT]), st.one_of(st.text(max_size=5), st.integers()))
def test_no_rule_makes_a_check_fail_itself(fact: str, condition: str, wanted: str | int) -> None:
    value: Any = re.escape(str(wanted)) if condition == "matches" else wanted
    finding = rule(fact, condition, (value,) if condition == "one_of" else value).run(parse_facts(evidence()), CONTEXT)
    assert finding.status is not Status.ERROR
    value_of(parse_facts(evidence()), fact)


def test_the_pages_rules(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(block("yaml"))
    checks = load_rules(path, set())
    findings = judge(parse_facts(evidence()), Role.MOBILITY_AGENT, CONTEXT, checks)
    own = {finding.id: finding.status for finding in findings if finding.id.startswith("site.")}
    assert own == {"site.root-space": Status.PASS, "site.time-zone": Status.PASS}


def test_the_pages_function(tmp_path: Path) -> None:
    """A package with the entry point, as pip would lay it down."""
    package_of_checks(tmp_path, block("python"))
    environment = {"PYTHONPATH": str(tmp_path)}
    options = ("--only", "ours.*", "--format", "json", "--journal", tmp_path / "journal.db")
    result = siteprep("preflight", "local", *options, env=environment)
    assert result.returncode == 0, result.stderr
    assert '"ours.swap"' in result.stdout


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("def checks():\n    return [1]\n", "^our_checks:checks gives something that is no check."),
        ("def checks():\n    return [\n", "cannot be loaded: {module}:2: SyntaxError."),
        ("\n\ndef checks():\n    return [missing]\n", "cannot be loaded: {module}:4: NameError."),
        ("import json\n\njson.loads('x')\n", r"cannot be loaded: /.*/decoder.py:[0-9]+: JSONDecodeError."),
        ("import absent\n", "cannot be loaded: {module}:1: ModuleNotFoundError."),
        ("from preflight.check import Cheque\n", "^{module}:1 imports preflight.check, which is siteprep's own"),
        (None, "our_checks:checks cannot be loaded: ModuleNotFoundError."),
    ],
)
def test_a_package_that_cannot_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None, told: str
) -> None:
    module = package_of_checks(tmp_path, text or "")
    if text is None:
        module.unlink()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "our_checks", raising=False)
    with pytest.raises(UsageError, match=told.replace("{module}", re.escape(str(module)))):
        load_entry_points(set())


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("- {id: a.b}\n", ["1:3", "1:3"]),
        ("x: 1\n", ["1:1"]),
        ("- {id: Bad, title: t, platform: mac, severity: high, fact: f, remedy: r, equals: 1}\n",
         ["1:8", "1:33", "1:48"]),
        ("- {id: a.b, title: t, platform: linux, severity: info, fact: f, remedy: r, matches: '('}\n", ["1:85"]),
        ("- {id: a.b, title: t, platform: linux, severity: info, fact: f, remedy: r, at_least: many}\n", ["1:86"]),
        ("- {id: a.b, title: t, platform: linux, severity: info, fact: f, remedy: r, at_least: 1, at_most: 2}\n",
         ["1:3"]),
        ("- {id: a.b, title: t, platform: linux, severity: info, fact: f, remedy: r, evil: 1}\n", ["1:3", "1:76"]),
    ],
)  # fmt: skip
def test_every_mistake_is_told_with_its_place(tmp_path: Path, text: str, places: list[str]) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(text)
    with pytest.raises(UsageError) as error:
        load_rules(path, set())
    told = [line.removeprefix(f"{path}:").split(": ")[0] for line in str(error.value).splitlines()]
    assert told == places


def test_an_id_that_is_taken_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(textwrap.dedent(block("yaml")) * 2)
    with pytest.raises(UsageError, match="there is one already"):
        load_rules(path, set())
    mine = siteprep("preflight", "local", "--checks", path)
    assert mine.returncode == 2
