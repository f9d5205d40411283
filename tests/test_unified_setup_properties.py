"""What holds for every command line."""

from __future__ import annotations

import json
from random import Random

from hypothesis import example, given
from hypothesis import strategies as st

from access.setup_grammar import load_setup_grammar
from installer.command_line.describe import document, request_lines
from installer.command_line.grammar import Flag
from installer.command_line.parse import parse
from installer.command_line.plan import plan
from installer.command_line.quoting import windows_line
from installer.command_line.render import normalised

GRAMMAR = load_setup_grammar()
NAMES = [*GRAMMAR.flags, *(alias.name for alias in GRAMMAR.aliases)]
VALUES = ["CS", "ps", "VMWare", "D:\\", 'D:" /EnvType VMware', 'C:\\x" -PSIP 1.1.1.1', "443", "", "10.0.0.4", "a b",
          "x.VaultCredentials", "-", "/"]  # fmt: skip
FLAGS = st.builds(lambda prefix, name: prefix + name, st.sampled_from(["/", "-"]), st.sampled_from(NAMES))
ARGV = st.lists(st.one_of(FLAGS, st.sampled_from(VALUES), st.text(max_size=6)), max_size=14)
WORDS = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_. -]{0,8}", fullmatch=True)


def values_of(flag: Flag) -> st.SearchStrategy[str | bool]:
    match flag.type:
        case "switch":
            return st.just(True)
        case "enum":
            return st.sampled_from(flag.values)
        case "ipv4":
            return st.ip_addresses(v=4).map(str)
        case "port":
            return st.integers(1, 65535).map(str)
        case _:
            return WORDS.map(lambda word: f"D:\\{word}{flag.extension}")


PARAMETERS = st.fixed_dictionaries({}, optional={name: values_of(flag) for name, flag in GRAMMAR.flags.items()})


@given(ARGV)
@example(["/InstallLocation", 'D:" /InstallLocation'])
@example(["/Upgrade", "/?", "-"])
def test_nothing_raises_and_everything_can_be_shown(argv: list[str]) -> None:
    parsed = parse(argv, GRAMMAR)
    assert parsed.exit_code == (2 if parsed.errors or parsed.mode in ("usage", "show-eula") else 0)
    assert json.loads(json.dumps(document(parsed)))["parameters"] == parsed.parameters
    assert list(request_lines(parsed))
    assert bool(plan(parsed)) == (parsed.exit_code == 0)


@given(ARGV)
def test_the_canonical_line_reads_the_same(argv: list[str]) -> None:
    parsed = parse(argv, GRAMMAR)
    line = normalised(parsed)
    again = parse(line, GRAMMAR)
    assert normalised(again) == line
    assert list(again.parameters) == list(parsed.parameters)
    assert again.settings == parsed.settings
    assert again.mode == parsed.mode


@given(PARAMETERS, st.randoms(use_true_random=False))
def test_reading_is_the_inverse_of_writing(parameters: dict[str, str | bool], order: Random) -> None:
    pairs = [[f"/{name}"] if value is True else [f"/{name}", str(value)] for name, value in parameters.items()]
    order.shuffle(pairs)
    parsed = parse([argument for pair in pairs for argument in pair], GRAMMAR)
    assert parsed.parameters == parameters
    assert parse(normalised(parsed), GRAMMAR).parameters == parameters
    assert '"' not in windows_line(normalised(parsed)) or any(" " in str(value) for value in parameters.values())
