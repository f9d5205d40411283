"""What hosts print, damaged: every parser still gives typed facts, and no check fails over them."""

from __future__ import annotations

import inspect
import json
import os
import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import linux.parse
import windows.parse
from access.catalogue import load_requirements
from docs import facts_schema
from host.evidence import Evidence, parse_evidence
from host.target import Role
from linux.parse.host import parse_facts as parse_linux
from preflight.check import Context
from preflight.finding import Status
from preflight.judge import judge
from tests.data.documented import NONCE
from tests.data.windows.picture import collect
from windows.parse import answer, probe, services, summary
from windows.parse.host import parse_facts as parse_windows

needs_pwsh = pytest.mark.skipif("SITEPREP_PWSH" not in os.environ, reason="SITEPREP_PWSH names no PowerShell runner.")
HOSTS = Path(__file__).parent / "data/hosts"
LINUX = sorted(path for path in HOSTS.glob("*/collector.txt"))
REQUIREMENTS = load_requirements()
CONTEXT = Context(REQUIREMENTS, REQUIREMENTS.release, "/usr/local/ASR")
VALIDATOR = jsonschema.Draft202012Validator(json.loads(facts_schema.FILE.read_text()))
NOISE = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["\n", "\r\n", "\t", " ", "=", ":", '"', "{", "}", "\x00", "\x1b[31m", "\u2028", "٣", "9" * 50, "-1"]
    ),
)


@st.composite
def damaged(draw: st.DrawFn, text: str) -> str:
    """The text cut, shortened, doubled, shuffled or with noise in it."""
    kind = draw(st.sampled_from(["cut", "drop", "double", "noise", "lines", "whole"]))
    first, second = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
    match kind:
        case "cut":
            return text[:first]
        case "drop":
            return text[:first] + text[second:]
        case "double":
            return text[:second] + text[first:]
        case "noise":
            return text[:first] + draw(NOISE) + text[first:]
        case "lines":
            lines = text.split("\n")
            return "\n".join(draw(st.permutations(lines)) if len(lines) < 30 else lines[::-1])
    return draw(st.text(max_size=80))


@st.composite
def damaged_host(draw: st.DrawFn, evidence: Evidence) -> Evidence:
    """A host's evidence with up to three of its sections damaged, or ended with another exit code."""
    chosen = draw(st.lists(st.sampled_from(sorted(evidence.sections)), min_size=1, max_size=3, unique=True))
    parts = []
    for name, section in evidence.sections.items():
        text, code = section.text, section.exit_code
        if name in chosen:
            text = draw(damaged(text))
            code = draw(st.sampled_from([code, 0, 1, 124, 127]))
        parts.append(f"{NONCE} begin {name}\n{text}\n{NONCE} end {name} {code}\n")
    whole = f"siteprep-evidence 1 {NONCE}\n" + "".join(parts) + f"{NONCE} done\n"
    return parse_evidence(whole.encode("utf-8", "replace"))


def check(facts: Any, role: Role) -> None:
    """The facts keep to their published schema, and every check gives a finding that is no error."""
    told = json.loads(json.dumps(facts.to_json()))
    VALIDATOR.validate({"schema": "siteprep.facts/1", "host": "x", **told})
    findings = judge(facts, role, CONTEXT)
    assert not [each.id for each in findings if each.status is Status.ERROR]


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_damaged_linux_hosts(data: st.DataObject) -> None:
    evidence = parse_evidence(data.draw(st.sampled_from(LINUX)).read_bytes())
    check(
        parse_linux(data.draw(damaged_host(evidence))),
        data.draw(st.sampled_from([Role.MOBILITY_AGENT, Role.MASTER_TARGET])),
    )


@pytest.fixture(scope="module")
def windows_hosts() -> list[Evidence]:
    """Two hosts as their collectors print them: a server with much in its registry, one of another language."""
    return [collect(HOSTS / name / "host") for name in ("windows-configuration-server", "windows-german")]


@needs_pwsh
@given(st.data())
@settings(max_examples=200, deadline=None)
def test_damaged_windows_hosts(windows_hosts: list[Evidence], data: st.DataObject) -> None:
    evidence = data.draw(st.sampled_from(windows_hosts))
    check(parse_windows(data.draw(damaged_host(evidence))), data.draw(st.sampled_from(Role)))


ANSWERS: dict[str, tuple[Callable[[Iterable[str]], object], str]] = {
    "answer": (answer.parse_followed, "job\trunning\nfile\tsetup.log\t0\tYWJj\nend\n"),
    "probe": (probe.parse_probe, "job\tsetup\tfinished 3010\tr1\nfile\tA\tb.txt\t12\nproduct\t1\tVersion\tOS4w\nend\n"),
    "services": (services.parse_services, "service\tcxprocessserver\tRunning\t2\nend\n"),
}


@pytest.mark.parametrize("name", ANSWERS)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_damaged_answers_of_steps_are_refused_or_read(name: str, data: st.DataObject) -> None:
    parse, text = ANSWERS[name]
    try:
        parse(data.draw(damaged(text)).split("\n"))
    except ValueError:
        return


@given(data=st.data())
def test_a_damaged_summary_is_read_or_unknown(data: st.DataObject) -> None:
    text = json.dumps(
        {"ExitCode": 3010, "OperationDetails": [{"OperationName": "a", "Result": "Failed", "Causes": "b"}]}
    )
    summary.parse_summary(data.draw(damaged(text)).encode("utf-8", "replace"))


def parsers(package: ModuleType) -> Iterator[tuple[str, str]]:
    """Every function parse_... of a package, by module and name."""
    for module in pkgutil.iter_modules(package.__path__):
        name = f"{package.__name__}.{module.name}"
        for function, value in inspect.getmembers(import_module(name), inspect.isfunction):
            if function.startswith("parse_") and value.__module__ == name:
                yield module.name, function


def called(parse: Any, evidence: Evidence) -> set[tuple[str, str]]:
    """The functions that reading some evidence goes through."""
    seen: set[tuple[str, str]] = set()

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call":
            seen.add((Path(frame.f_code.co_filename).stem, frame.f_code.co_name))

    sys.setprofile(note)
    try:
        parse(evidence)
    finally:
        sys.setprofile(None)
    return seen


def test_no_parser_of_linux_is_left_out() -> None:
    evidence = parse_evidence(LINUX[0].read_bytes())
    assert set(parsers(linux.parse)) <= called(parse_linux, evidence)


@needs_pwsh
def test_no_parser_of_windows_is_left_out(windows_hosts: list[Evidence]) -> None:
    own = {(module, parse.__name__) for module, (parse, _) in ANSWERS.items()} | {("summary", "parse_summary")}
    assert set(parsers(windows.parse)) - own <= called(parse_windows, windows_hosts[0])
