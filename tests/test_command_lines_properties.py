"""What holds for every command line of every program."""

from __future__ import annotations

import getopt
import json
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from access.command_grammars import load_grammar, load_setup_steps
from installer.command_line.describe import document, request_lines
from installer.command_line.grammar import Grammar, Syntax
from installer.command_line.parse import parse
from installer.command_line.render import normalised, render
from installer.setup_plan import plan, plan_document
from tests.command_line_values import GRAMMARS, WORDS, arguments

pytestmark = pytest.mark.properties

SETUP = load_grammar("unified-setup")
LINES = st.sampled_from(GRAMMARS).flatmap(lambda grammar: st.tuples(st.just(grammar), arguments(grammar)))


@given(LINES)
@example((SETUP, ["/InstallLocation", 'D:" /InstallLocation']))
@example((SETUP, ["/Upgrade", "/?", "-"]))
@example((load_grammar("linux-install"), ["-h", "-X"]))
def test_nothing_raises_and_everything_can_be_shown(line: tuple[Grammar, list[str]]) -> None:
    grammar, argv = line
    parsed = parse(argv, grammar)
    printing = next((mode.exit_code for mode in grammar.modes if mode.name == parsed.mode), None)
    assert parsed.exit_code == (2 if parsed.errors else printing or 0)
    shown = json.loads(json.dumps(document(parsed)))
    assert (shown["program"], shown["exit_code"]) == (grammar.name, parsed.exit_code)
    assert set(parsed.parameters) <= set(grammar.flags)
    assert all(text.strip() for text in request_lines(parsed))
    assert all(problem.message.endswith((".", "?")) for problem in (*parsed.errors, *parsed.warnings))


@given(LINES)
def test_strict_is_what_the_original_is_told_to_do(line: tuple[Grammar, list[str]]) -> None:
    grammar, argv = line
    lenient, strict = parse(argv, grammar), parse(argv, grammar, strict=True)
    assert lenient.original == strict.original
    if argv and strict.original.exit_code is not None:
        assert strict.exit_code == strict.original.exit_code
    assert len(strict.errors) <= 1
    assert set(strict.parameters.items()) <= set(lenient.parameters.items()) or lenient.errors or lenient.warnings


@given(LINES)
def test_what_the_original_accepts_is_accepted_or_told_to_be_lost(line: tuple[Grammar, list[str]]) -> None:
    grammar, argv = line
    lenient, strict = parse(argv, grammar), parse(argv, grammar, strict=True)
    printed = {problem.code for problem in strict.warnings}  # reading errors after which it goes on
    lost = {"unknown-parameter", "unexpected-argument", "duplicate", "missing-value"}
    if strict.exit_code == 0 and argv and not strict.errors and not printed & lost:
        assert lenient.exit_code == 0


@given(LINES)
def test_the_canonical_line_reads_the_same(line: tuple[Grammar, list[str]]) -> None:
    grammar, argv = line
    parsed = parse(argv, grammar)
    if any(grammar.flags[name].is_secret for name in parsed.parameters):
        return  # a masked line is for reading only
    if any(isinstance(value, str) and not _writable(value, grammar) for value in parsed.parameters.values()):
        return  # a value that only a mistake brings there, such as one that begins like a parameter
    again = parse(normalised(parsed), grammar)
    assert normalised(again) == normalised(parsed)
    assert list(again.parameters) == list(parsed.parameters)
    assert (again.mode, again.settings) == (parsed.mode, parsed.settings)


def _writable(value: str, grammar: Grammar) -> bool:
    if grammar.syntax is Syntax.ATTACHED:
        return bool(value) and '"' not in value
    return grammar.syntax is Syntax.GETOPTS or ('"' not in value and not value.startswith(grammar.prefixes))


@given(st.data(), st.sampled_from(GRAMMARS), st.booleans())
def test_reading_is_the_inverse_of_writing(data: st.DataObject, grammar: Grammar, strict: bool) -> None:
    given_names = data.draw(st.lists(st.sampled_from([*grammar.flags]), unique=True))
    values = st.one_of(st.text(max_size=8), WORDS).filter(lambda value: _writable(value, grammar))
    parameters = {
        name: True if grammar.flags[name].is_switch else data.draw(values)
        for name in grammar.flags
        if name in given_names
    }
    line = render(parameters, grammar)
    parsed = parse(line, grammar, strict=strict)
    assert parsed.parameters == parameters
    assert render(parsed.parameters, grammar) == line
    if grammar.syntax is Syntax.NEXT_ARGUMENT:
        pairs = [render({name: value}, grammar) for name, value in parameters.items()]
        data.draw(st.randoms(use_true_random=False)).shuffle(pairs)
        assert parse([item for pair in pairs for item in pair], grammar).parameters == parameters


OPTIONS = ["-d", "-r", "-q", "-qr", "-dx", "-cCSPrime", "-h", "-Z", "-qZ", "MS", "-", "--", "a b"]


@given(st.lists(st.sampled_from(OPTIONS), max_size=8))
def test_options_are_read_as_getopt_reads_them(argv: list[str]) -> None:
    grammar = load_grammar("linux-install")
    strict = parse(argv, grammar, strict=True)
    try:
        pairs, _ = getopt.getopt(argv, "d:r:l:v:m:j:e:a:c:qh")
    except getopt.GetoptError:
        assert strict.parameters.get("h") or strict.errors
        return
    expected = {name[1:]: value or (True if grammar.flags[name[1:]].is_switch else "") for name, value in pairs}
    assert strict.parameters == expected


@given(arguments(SETUP), st.booleans())
def test_a_line_has_a_plan_where_it_is_accepted(argv: Sequence[str], reinstall: bool) -> None:
    parsed = parse(argv, SETUP)
    steps = plan(parsed, load_setup_steps(), reinstall=reinstall)
    assert bool(steps) == (parsed.exit_code == 0)
    assert json.dumps(plan_document(parsed, load_setup_steps(), reinstall=reinstall))
    assert not any("{" in text for step in steps for text in step.arguments if text not in parsed.parameters.values())
