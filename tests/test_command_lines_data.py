"""The nine grammars and the steps as data: complete, consistent in themselves, and sourced."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
import yaml

from access.command_grammars import PROGRAMS, load_grammar
from host.errors import UsageError
from installer.command_line.condition import Condition
from installer.command_line.grammar import Grammar, Rule

TYPES = {"switch", "enum", "folder", "file", "ipv4", "ip", "port", "uri", "text", "secret"}
ROWS = ("modes", "flags", "aliases", "deferred", "warnings", "refusals")
ANSWER_FILES = {"mysql", "proxy", "passphrase", "vault"}


def data_of(program: str) -> dict[str, Any]:
    text = (files("installer") / "data" / "command_lines" / f"{program}.yaml").read_text("utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


def rows_of(program: str) -> Iterator[dict[str, Any]]:
    data = data_of(program)
    for part in ROWS:
        yield from data.get(part, ())


def rules_of(grammar: Grammar) -> Iterator[Rule]:
    yield from (*grammar.deferred, *grammar.warnings, *grammar.refusals)


def conditions_of(grammar: Grammar) -> Iterator[Condition]:
    yield from (mode.condition for mode in grammar.modes)
    yield from (rule.condition for rule in rules_of(grammar))


def test_there_is_a_file_for_each_program_and_no_other() -> None:
    folder = files("installer") / "data" / "command_lines"
    assert sorted(item.name for item in folder.iterdir()) == sorted(f"{program}.yaml" for program in PROGRAMS)


def test_an_unknown_program_is_told_with_the_known_ones() -> None:
    with pytest.raises(UsageError) as told:
        load_grammar("../unified-setup")
    assert all(program in str(told.value) for program in PROGRAMS)


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_row_names_a_source_that_is_listed(program: str) -> None:
    sources = data_of(program)["sources"]
    for row in rows_of(program):
        assert row["source"], row
        assert set(row["source"]) <= set(sources), row
    used = {source for row in rows_of(program) for source in row["source"]}
    used |= set(data_of(program)["parse_error"]["source"])
    assert used == set(sources)


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_condition_names_modes_and_parameters_that_exist(program: str) -> None:
    grammar = load_grammar(program)
    modes = {mode.name for mode in grammar.modes}
    for condition in conditions_of(grammar):
        assert set(condition.modes) <= modes
        for name in (*condition.given, *condition.unless):
            assert name.removesuffix(".given") in grammar.flags
        for name, value in condition.values.items():
            flag = grammar.flags[name.partition(".")[0]]
            assert value in flag.values or (flag.answer_file and "." in name)  # compared as they stand


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_parameter_is_whole(program: str) -> None:
    grammar = load_grammar(program)
    modes = {mode.name for mode in grammar.modes}
    assert len(grammar.flags) == len(data_of(program)["flags"])  # no name stands twice
    for flag in grammar.flags.values():
        assert flag.type in TYPES
        assert bool(flag.values) == (flag.type == "enum")
        assert bool(flag.range[1]) == (flag.type == "port")
        assert set(flag.required_for) | set(flag.ignored_for) <= modes
        assert not set(flag.required_for) & set(flag.ignored_for)
        assert set(flag.not_with) <= set(grammar.flags) - {flag.name}
        assert set(flag.spellings.values()) <= set(flag.values)
        assert not set(flag.spellings) & set(flag.values)
        assert not flag.answer_file or (flag.type == "file" and flag.answer_file in ANSWER_FILES)
        for special in flag.special:
            assert special.effect in ("refused", "ignored")
            assert set(special.modes) <= modes - set(flag.ignored_for)
        if flag.default is not None and flag.type == "enum":
            assert flag.default in flag.values


@pytest.mark.parametrize("program", PROGRAMS)
def test_everything_else_names_parameters_that_exist(program: str) -> None:
    grammar = load_grammar(program)
    assert set(grammar.order) <= {*grammar.flags, "required"}
    assert len(set(grammar.order)) == len(grammar.order)
    assert {rule.parameter for rule in rules_of(grammar) if rule.parameter} <= set(grammar.flags)
    assert {alias.flag for alias in grammar.aliases if alias.flag} <= set(grammar.flags)
    for alias in grammar.aliases:
        assert grammar.flag(alias.name) is None  # it would never be read
    for mode in grammar.modes:
        assert not mode.at_most or {mode.needed_with_mysql_5_5, *mode.condition.given} <= set(grammar.flags)
        assert mode.exit_code is None or mode.condition.given  # a mode that only prints is asked for by a switch


@pytest.mark.parametrize("program", PROGRAMS)
def test_sentences_are_whole(program: str) -> None:
    grammar = load_grammar(program)
    texts = [flag.meaning for flag in grammar.flags.values()] + [rule.message for rule in rules_of(grammar)]
    texts += [flag.documented for flag in grammar.flags.values() if flag.documented]
    texts += [str(row["assumption"]) for row in rows_of(program) if "assumption" in row]
    assert [text for text in texts if not text.endswith(".")] == []
    assert [text for text in texts if text[0].isalpha() and not text[0].isupper() and "FriendlyName" not in text] == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_no_two_rules_say_the_same_twice(program: str) -> None:
    for rules in (load_grammar(program).deferred, load_grammar(program).warnings):
        names = [(rule.code, rule.parameter) for rule in rules]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_exit_codes_are_the_published_ones(program: str) -> None:
    """A code that nothing publishes is null; where one stands in a grammar, it is one of the program's own."""
    published = {
        "unified-setup": {2},
        "unified-agent": {2, 10},
        "agent-configurator": {2, 3, 14, 19, 78},
        "linux-install": {0, 1, 96, 98, 156},
        "linux-configurator": {0, 1, 3, 14},
    }
    grammar = load_grammar(program)
    found = {grammar.refused, grammar.parse_error.exit_code}
    found |= {mode.exit_code for mode in grammar.modes} | {rule.exit_code for rule in grammar.refusals}
    found |= {code for flag in grammar.flags.values() for code in (flag.refused, flag.missing)}
    assert found - {None} == published.get(program, set())
