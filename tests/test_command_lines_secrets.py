"""No secret of a command line is told, wherever on the line it ends up."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.command_grammars import load_grammar
from cli.parse import parse_line
from installer.command_line.describe import document, original_lines, problem_lines, request_lines
from installer.command_line.grammar import Grammar
from installer.command_line.parse import parse
from installer.command_line.parsed import Parsed
from tests.command_line_values import GRAMMARS, arguments

SECRETIVE = [grammar for grammar in GRAMMARS if any(flag.is_secret for flag in grammar.flags.values())]


def texts_of(parsed: Parsed) -> str:
    """Everything that is said of a line to anybody."""
    said = [*request_lines(parsed), *original_lines(parsed), *problem_lines((*parsed.errors, *parsed.warnings), "")]
    return "\n".join([json.dumps(document(parsed), ensure_ascii=False), *said])


MARK = "S3cr"
PIECE = st.sampled_from([f"{MARK}et", f"/{MARK}", f"-{MARK}", f"{MARK}=x", f"x:{MARK}", f'"{MARK}', f"{MARK} et"])
PIECES = st.lists(PIECE, min_size=1, max_size=3)


@pytest.mark.properties
@given(st.data(), st.sampled_from(SECRETIVE), PIECES, st.integers(0, 5))
def test_no_secret_and_no_loose_piece_of_one_is_told(
    data: st.DataObject, grammar: Grammar, pieces: list[str], form: int
) -> None:
    secret = data.draw(st.sampled_from([flag.name for flag in grammar.flags.values() if flag.is_secret]))
    other = data.draw(st.sampled_from([flag.name for flag in grammar.flags.values() if not flag.is_switch]))
    prefix = data.draw(st.sampled_from(grammar.prefixes))
    name = prefix + data.draw(st.sampled_from([secret, secret.upper(), secret.lower()]))
    line = [
        [name, *pieces],
        [f"{name}={pieces[0]}", *(piece for piece in pieces[1:] if not piece.startswith(grammar.prefixes))],
        [f"{name}:{pieces[0]}"],
        [f"{name}{pieces[0]}"],
        [f"/{other}", f'80" {name} {" ".join(pieces)}'],
        [f"/{other}", f'80" {name} {pieces[0]}', *pieces[1:]],
    ][form]
    before, after = data.draw(arguments(grammar)), data.draw(arguments(grammar))
    for argv in (line, [*before, *line], [*line, *after]):
        for strict in (False, True):
            parsed = parse(argv, grammar, strict=strict)
            assert MARK not in texts_of(parsed), (argv, strict)


@pytest.mark.parametrize(
    "line",
    [
        f"/proxyPassword {MARK}", f'/proxyPassword "{MARK} et"', f"/proxyPassword {MARK} {MARK} /r",
        f"/proxyPassword a /{MARK} /-{MARK}", f"/proxyPassword /{MARK} /{MARK}", f"/proxyPassword={MARK}",
        f"/proxyPassword:{MARK}", f"/proxyPassword{MARK}", f"-PROXYPASSWORD {MARK} -proxypassword {MARK}",
        f'/Credentials "C:\\" /proxyPassword {MARK}', f'/FriendlyName "a\\" /proxyPassword {MARK}',
        f'/proxyport "80\\" /proxyPassword {MARK}" /{MARK}', f"/Unknown /proxyPassword {MARK}",
        f'/x" /CertificatePassword {MARK}"',
    ],
)  # fmt: skip
@pytest.mark.parametrize("strict", [False, True])
def test_a_password_is_hidden(line: str, strict: bool) -> None:
    assert MARK not in texts_of(parse_line("DRConfigurator.exe " + line, None, strict=strict))


def test_a_password_is_kept_for_the_program_and_warned_of() -> None:
    parsed = parse(["/r", "/proxyPassword", MARK], load_grammar("dr-configurator"))
    assert parsed.parameters["proxyPassword"] == MARK
    assert ("secret-in-arguments", "proxyPassword") in [(item.code, item.parameter) for item in parsed.warnings]


def test_a_password_that_begins_like_a_parameter_is_one_mistake() -> None:
    parsed = parse(["/r", "/proxyPassword", f"/{MARK}", "/startvmmservice"], load_grammar("dr-configurator"))
    told = [problem for problem in parsed.errors if problem.code != "required"]
    assert [(problem.code, problem.parameter) for problem in told] == [("missing-value", "proxyPassword")]
    assert "begins with / and is read as the next parameter" in told[0].message
    assert parsed.parameters["startvmmservice"]
