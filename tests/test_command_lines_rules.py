"""Every parameter of every program: where it is demanded, where it has no effect, and which values it takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from access.command_grammars import PROGRAMS, load_grammar
from installer.command_line.condition import Settings
from installer.command_line.grammar import Flag, Grammar, Mode, Syntax
from installer.command_line.parse import parse
from installer.command_line.parsed import Parsed, Problem
from installer.command_line.render import render
from tests.command_line_values import bad_values, good_parameters, good_value


def judged(parameters: Settings, grammar: Grammar, *, strict: bool = False) -> Parsed:
    return parse(render(parameters, grammar), grammar, strict=strict)


def about(problems: tuple[Problem, ...], code: str) -> set[str | None]:
    return {problem.parameter for problem in problems if problem.code == code}


def refusal_code(flag: Flag, grammar: Grammar) -> int | None:
    return grammar.refused if flag.refused is None else flag.refused


def cases(*, asked: bool = False) -> Iterator[Any]:
    """Every mode that does something, or every one that only prints."""
    for program in PROGRAMS:
        grammar = load_grammar(program)
        for number, mode in enumerate(grammar.modes):
            if (mode.exit_code is not None) == asked:
                yield pytest.param(grammar, mode, id=f"{program}-{mode.name}-{number}")


def flags_of(mode: Mode, grammar: Grammar) -> Iterator[tuple[Flag, Settings]]:
    """Every parameter beside a good line of the mode, where it leaves the mode as it is."""
    base = good_parameters(mode, grammar)
    for flag in grammar.flags.values():
        beside = {**{flag.name: good_value(flag, grammar)}, **base}
        for name in flag.not_with:
            beside.pop(name, None)
        parsed = judged(beside, grammar)
        if parsed.mode == mode.name:
            yield flag, beside


@pytest.mark.parametrize(("grammar", "mode"), list(cases()))
def test_a_good_line(grammar: Grammar, mode: Mode) -> None:
    parsed = judged(good_parameters(mode, grammar), grammar)
    assert (parsed.mode, parsed.errors, parsed.exit_code) == (mode.name, (), 0)
    assert parsed.original.exit_code == 0
    assert about(parsed.warnings, "ignored") == set()


@pytest.mark.parametrize(("grammar", "mode"), list(cases(asked=True)))
def test_what_only_prints(grammar: Grammar, mode: Mode) -> None:
    parsed = judged(good_parameters(mode, grammar), grammar)
    assert (parsed.mode, parsed.errors, parsed.exit_code) == (mode.name, (), mode.exit_code)


@pytest.mark.parametrize(("grammar", "mode"), list(cases()))
def test_what_is_demanded_is_missed(grammar: Grammar, mode: Mode) -> None:
    base = good_parameters(mode, grammar)
    telling = {*mode.condition.given, *mode.condition.values}
    for name in [name for name in base if mode.name in grammar.flags[name].required_for and name not in telling]:
        rest = {other: value for other, value in base.items() if other != name}
        parsed = judged(rest, grammar)
        if parsed.mode != mode.name:
            continue  # the parameter was what told the mode
        assert about(parsed.errors, "required") == {name}
        assert parsed.exit_code == 2
        missing = grammar.flags[name].missing
        assert parsed.original.exit_code == (grammar.refused if missing is None else missing)


@pytest.mark.parametrize(("grammar", "mode"), list(cases()))
def test_what_has_no_effect_is_told_and_not_judged(grammar: Grammar, mode: Mode) -> None:
    for flag, beside in flags_of(mode, grammar):
        if mode.name not in flag.ignored_for:
            assert flag.name not in about(judged(beside, grammar).warnings, "ignored"), flag.name
            continue
        for value in [good_value(flag, grammar), *bad_values(flag, grammar)]:
            if isinstance(value, str) and value.startswith(("-", "/")):
                continue
            parsed = judged({**beside, flag.name: value}, grammar)
            if mode.at_most:  # an upgrade counts even what has no effect
                assert about(parsed.errors, "invalid-value") == set()
            else:
                assert parsed.errors == (), flag.name
            assert flag.name in about(parsed.warnings, "ignored")
            assert flag.name not in parsed.settings
            assert flag.name in parsed.parameters


@pytest.mark.parametrize("program", PROGRAMS)
def test_good_values_are_taken_and_bad_ones_refused(program: str) -> None:
    grammar = load_grammar(program)
    judged_names = set()
    for mode in grammar.modes:
        if mode.exit_code is not None or mode.at_most:
            continue
        for flag, beside in flags_of(mode, grammar):
            if mode.name in flag.ignored_for:
                continue
            assert flag.name not in about(judged(beside, grammar).errors, "invalid-value")
            for value in bad_values(flag, grammar):
                special = any(item.value == value and mode.name in item.modes for item in flag.special)
                parsed = judged({**beside, flag.name: value}, grammar)
                if special or value.startswith("/") or (grammar.syntax is Syntax.ATTACHED and not value):
                    continue  # read in another way: as a special value, a name, or no value at all
                assert flag.name in about(parsed.errors, "invalid-value"), (flag.name, value)
                assert parsed.exit_code == 2
                judged_names.add(flag.name)
                if parsed.original.notes[0] == parsed.errors[0].message and parsed.errors[0].parameter == flag.name:
                    assert parsed.original.exit_code == refusal_code(flag, grammar), (flag.name, value)
    always_ignored = {
        flag.name
        for flag in grammar.flags.values()
        if all(mode.name in flag.ignored_for for mode in grammar.modes if mode.exit_code is None)
    }
    assert judged_names == {flag.name for flag in grammar.flags.values() if not flag.is_switch} - always_ignored


@pytest.mark.parametrize("program", PROGRAMS)
def test_choices_are_taken_in_the_case_that_the_program_takes(program: str) -> None:
    grammar = load_grammar(program)
    for mode in grammar.modes:
        for flag, beside in flags_of(mode, grammar):
            if mode.exit_code is not None or mode.name in flag.ignored_for or mode.at_most:
                continue
            for choice in flag.values:
                swapped = choice.swapcase()
                if flag.name in mode.condition.values and choice != mode.condition.values[flag.name]:
                    continue
                parsed = judged({**beside, flag.name: swapped}, grammar)
                if parsed.mode not in (None, mode.name):
                    continue
                refused = flag.name in about(parsed.errors, "invalid-value")
                assert refused == (flag.case and swapped != choice), (flag.name, swapped)
                if not refused:
                    assert parsed.settings[flag.name] == choice
                    assert parsed.parameters[flag.name] == swapped


@pytest.mark.parametrize("program", PROGRAMS)
def test_documented_values_are_read_as_meant_and_refused_by_the_original(program: str) -> None:
    grammar = load_grammar(program)
    for flag in grammar.flags.values():
        for documented, meant in flag.spellings.items():
            mode = next(mode for mode in grammar.modes if mode.name == "install")
            line = {**good_parameters(mode, grammar), flag.name: documented}
            parsed = judged(line, grammar)
            assert (parsed.exit_code, parsed.settings[flag.name]) == (0, meant)
            assert about(parsed.warnings, "old-value") == {flag.name}
            assert parsed.original.exit_code == refusal_code(flag, grammar)
            strict = judged(line, grammar, strict=True)
            assert about(strict.errors, "invalid-value") == {flag.name}


@pytest.mark.parametrize("program", PROGRAMS)
def test_aliases_are_read_as_meant_and_unknown_to_the_original(program: str) -> None:
    grammar = load_grammar(program)
    for alias in grammar.aliases:
        flag = grammar.flags[alias.flag] if alias.flag else None
        value = good_value(flag, grammar) if flag else "10.0.0.4"
        written = grammar.written(alias.name)
        line = [written, str(value)] if alias.takes_value or (flag and not flag.is_switch) else [written]
        parsed = parse(line, grammar)
        assert {problem.code for problem in parsed.warnings} >= {"alias" if flag else "obsolete"}
        assert parsed.parameters == ({flag.name: value} if flag else {})
        strict = parse(line, grammar, strict=True)
        assert strict.parameters == {}
        assert {problem.code for problem in (*strict.errors, *strict.warnings)} >= {"unknown-parameter"}


@pytest.mark.parametrize("program", PROGRAMS)
def test_names_are_read_in_any_case_but_for_getopts(program: str) -> None:
    grammar = load_grammar(program)
    for flag in grammar.flags.values():
        swapped = flag.name.swapcase()
        assert (grammar.flag(swapped) is flag) == (swapped == flag.name or program[:5] != "linux")


@pytest.mark.parametrize(
    ("value", "refused"),
    [("1", False), ("65535", False), ("00443", True), ("443", True), ("", False), ("0", True), ("65536", True)],
)
def test_the_port_for_data_on_a_configuration_server(value: str, refused: bool) -> None:
    grammar = load_grammar("unified-setup")
    mode = next(mode for mode in grammar.modes if mode.name == "fresh-cs")
    parsed = judged({**good_parameters(mode, grammar), "DataTransferSecurePort": value}, grammar)
    assert about(parsed.errors, "invalid-value") == ({"DataTransferSecurePort"} if refused else set())
