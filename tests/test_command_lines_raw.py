"""Whole lines: split by the C runtime's rules, and repaired where these rules were not known to the writer."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.command_grammars import PROGRAMS, load_grammar
from cli.parse import parse_line, program_of
from installer.command_line.grammar import Grammar, Syntax
from installer.command_line.parse import parse
from installer.command_line.quoting import windows_line
from installer.command_line.raw import read_line
from installer.command_line.split import split
from tests.c_runtime import c_runtime
from tests.command_line_values import GRAMMARS, WORDS

pytestmark = pytest.mark.properties

SETUP = load_grammar("unified-setup")


@given(st.text(alphabet='ab\\" \t/:', max_size=24))
def test_a_line_is_split_as_the_c_runtime_splits_it(line: str) -> None:
    assert split(line).arguments == c_runtime(line)


@given(st.lists(st.text(alphabet='ab\\" \t/:', max_size=8)))
def test_a_written_line_is_split_into_the_same_arguments(argv: list[str]) -> None:
    assert c_runtime(windows_line(argv)) == argv
    assert split(windows_line(argv)).arguments == argv


@given(st.sampled_from(GRAMMARS), st.one_of(st.text(max_size=40), st.text(alphabet="/-x:= \\\"'Dq\n", max_size=40)))
def test_any_raw_line_can_be_read(grammar: Grammar, line: str) -> None:
    raw = read_line(line, grammar)
    assert all(isinstance(argument, str) for argument in (*raw.arguments, *raw.original))
    parsed = parse_line(line, grammar.name)
    assert parsed.original == parse_line(line, grammar.name, strict=True).original
    assert program_of(line)[0] in (None, *PROGRAMS)
    if grammar.syntax is not Syntax.GETOPTS and not raw.warnings:
        assert raw.arguments == raw.original


PATHS = st.builds(lambda drive, folder: f"{drive}:\\{folder}\\" if folder else f"{drive}:\\",
                  st.sampled_from("CDE"), st.one_of(st.just(""), WORDS))  # fmt: skip


FOLDERS = st.sampled_from(["InstallLocation", "MySQLCredsFilePath", "PassphraseFilePath"])
OTHERS = st.sampled_from(["CSIP", "PSIP", "EnvType"])


@given(st.dictionaries(FOLDERS, PATHS, min_size=1), st.dictionaries(OTHERS, WORDS), st.randoms(use_true_random=False))
def test_the_trap_of_a_backslash_before_a_quote_is_repaired(
    paths: dict[str, str], others: dict[str, str], order: Random
) -> None:
    """Every value in quotes, as people write it: the raw line, and what the C runtime makes of it."""
    values = list({**paths, **others}.items())
    order.shuffle(values)
    line = " ".join(f'/{name} "{value}"' for name, value in values)
    assert parse_line(line, "unified-setup").parameters == dict(values)
    torn = parse(c_runtime(line), SETUP)
    assert torn.parameters == dict(values)
    assert "repaired-quote" in {problem.code for problem in torn.warnings}
