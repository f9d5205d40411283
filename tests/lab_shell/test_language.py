"""The parts of the language on their own: syntax, patterns, arithmetic, fields; mistakes in scripts."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.shell import patterns
from lab.shell.arithmetic import evaluate
from lab.shell.control import ShellError
from lab.shell.fields import Kind, Segment, split
from lab.shell.modes import change_mode
from lab.shell.parser import Parser
from lab.shell.source import Source
from lab.shell.syntax import AndOr, Node, Pipeline, Sequence, Simple, SyntaxProblem
from tests.lab_shell.practice_host import Host

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted({*ROOT.glob("linux/**/*.sh"), *ROOT.glob("lab/doubles/*"), *ROOT.glob("lab/stand_in_agent/*.sh")})
NO_NUL = st.text(st.characters(exclude_characters="\0", codec="utf-8"))


def parse(text: str) -> list[Node]:
    parser = Parser(Source(text))
    commands: list[Node] = []
    while (command := parser.next_command()) is not None:
        commands.append(command)
    return commands


def test_one_complete_command_at_a_time() -> None:
    lines = iter(["echo a; echo b\n", "while x\n", "do y; done\n", "never read\n"])
    parser = Parser(Source("", lambda: next(lines)))
    assert isinstance(parser.next_command(), Sequence)
    assert parser.next_command() is not None
    assert next(lines) == "never read\n"


def test_the_tree_of_a_list() -> None:
    [line] = parse("a && ! b | c || d")
    assert isinstance(line, Sequence)
    [node] = line.items
    assert isinstance(node, AndOr)
    assert node.operator == "||"
    assert isinstance(node.left, AndOr)
    assert isinstance(node.left.right, Pipeline)
    assert node.left.right.negated
    assert isinstance(node.right, Simple)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "if",
            "if x; then",
            "fi",
            "x )",
            "( x",
            "{ x",
            "case x in a) b",
            "for",
            "for 1 in a; do b; done",
            "while x; done",
        ),
        *(
            "'open",
            '"open',
            "`open",
            "$(open",
            "${open",
            "$((1",
            "a &&",
            "| a",
            ";",
            "a ;; b",
            "f( { :; }",
            "a >",
            "( )",
        ),
    ],
)
def test_what_is_no_script_is_refused(text: str) -> None:
    with pytest.raises(SyntaxProblem):
        parse(text)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_script_for_hosts_can_be_read(path: Path) -> None:
    text = path.read_text()
    only_comments = all(line.startswith("#") for line in text.splitlines())
    assert bool(parse(text)) != only_comments


def test_a_mistake_ends_the_script_where_it_stands(host: Host) -> None:
    answer = host.run("echo before\nif then\necho after\n")
    assert (answer.status, answer.out) == (2, b"before\n")
    assert answer.err == b'/bin/sh: 2: Syntax error: "then" unexpected\n'


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("echo ${x?is missing}; echo no", b"x: is missing"),
        ("set -u; echo $x; echo no", b"x: parameter not set"),
        ("readonly r=1; r=2; echo no", b"r: is read only"),
        ("echo $((1 +)); echo no", b"syntax error"),
        ("exec 3</nope; echo no", b"cannot open /nope: No such file or directory"),
        (": >/nope/x; echo no", b"cannot create /nope/x"),
        ("shift 9; echo no", b"can't shift that many"),
        ("set -Z; echo no", b"Illegal option -Z"),
        (". /nope; echo no", b"cannot open /nope"),
    ],
)
def test_mistakes_that_end_a_script(host: Host, script: str, message: bytes) -> None:
    answer = host.run(script)
    assert (answer.status, answer.out) == (2, b"")
    assert message in answer.err


def test_a_function_without_end_is_stopped(host: Host) -> None:
    answer = host.run("f() { f; }; f")
    assert answer.status == 2
    assert b"too deeply" in answer.err
    assert host.run("f() { [ $1 = 0 ] || f $(($1-1)); }; f 40; echo $?").out == b"0\n"


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("*", "", True),
        ("a*b", "a\nb", True),
        ("[!a]", "a", False),
        ("[]-]", "]", True),
        ("[a", "[a", True),
        (r"\*", "x", False),
        ("[[:alpha:]_]*", "_1", True),
        ("[z-a]", "m", False),
        ("a.c", "abc", False),
        ("[\\]]", "]", True),
    ],
)
def test_patterns(pattern: str, text: str, fits: bool) -> None:
    assert patterns.matches(pattern, text) is fits


@given(st.text(alphabet="ab*?[]!-\\", max_size=8))
def test_an_escaped_text_matches_only_itself(text: str) -> None:
    assert patterns.matches(patterns.escape(text), text)
    assert not patterns.matches(patterns.escape(text), text + "a")
    assert patterns.unescape(patterns.escape(text)) == text
    assert not patterns.is_pattern(patterns.escape(text))


@given(st.text(alphabet="ab/.", max_size=10), st.sampled_from(["*/", "a*", "?", "*a*b", "/*", ".*", "[ab]"]))
def test_trimming_against_its_definition(text: str, pattern: str) -> None:
    starts = [at for at in range(len(text) + 1) if patterns.matches(pattern, text[:at])]
    ends = [at for at in range(len(text) + 1) if patterns.matches(pattern, text[at:])]
    assert patterns.trim(text, pattern, "#") == text[min(starts, default=0) :]
    assert patterns.trim(text, pattern, "##") == text[max(starts, default=0) :]
    assert patterns.trim(text, pattern, "%") == text[: max(ends, default=len(text))]
    assert patterns.trim(text, pattern, "%%") == text[: min(ends, default=len(text))]


@given(
    st.integers(-(2**40), 2**40), st.integers(-99, 99), st.sampled_from(["+", "-", "*", "<", ">=", "==", "&", "|", "^"])
)
def test_arithmetic_agrees_with_python(left: int, right: int, operator: str) -> None:
    expected = int({"+": left + right, "-": left - right, "*": left * right}.get(operator, 0))
    if operator not in "+-*":
        expected = int(
            {
                "<": left < right,
                ">=": left >= right,
                "==": left == right,
                "&": left & right,
                "|": left | right,
                "^": left ^ right,
            }[operator]
        )
    assert evaluate(f"({left}) {operator} ({right})", lambda name: None, lambda name, value: None) == expected


@pytest.mark.parametrize("text", ["1 +", "(1", "1 2", "08", "a b", "1 ? 2", "=1", "1=2", "$x", "2 ** 3", "'a'"])
def test_arithmetic_refuses_nonsense(text: str) -> None:
    with pytest.raises(ShellError):
        evaluate(text, lambda name: None, lambda name, value: None)


@given(st.lists(st.text(alphabet="ab:", max_size=3), max_size=4))
def test_quoted_text_is_never_split(texts: list[str]) -> None:
    segments = [Segment(text, Kind.QUOTED) for text in texts]
    assert split(segments, ":") == (["".join(texts)] if texts else [])


@pytest.mark.parametrize(
    ("mode", "change", "result"),
    [
        (0o644, "600", 0o600),
        (0o644, "u+x", 0o744),
        (0o777, "go-rwx", 0o700),
        (0o640, "a=r", 0o444),
        (0o600, "g=u", 0o660),
        (0o644, "+x", 0o755),
        (0o644, "u=rwx,go=", 0o700),
        (0o644, "a+X", 0o644),
        (0o755, "u+s,o+t", 0o5755),
    ],
)
def test_modes(mode: int, change: str, result: int) -> None:
    assert change_mode(mode, change, 0o022, folder=False) == result


@pytest.mark.parametrize("change", ["u", "z+x", "999", "u+q", "u+x,"])
def test_modes_that_make_no_sense(change: str) -> None:
    with pytest.raises(ValueError, match=re.escape(change)):
        change_mode(0o644, change, 0, folder=False)


class TestRoundTrip:
    """Any text without NUL survives quoting, the shell, and printing."""

    @given(text=NO_NUL)
    def test_printf(self, text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
        host = _host(tmp_path_factory)
        assert host.run(f"printf %s {shlex.quote(text)}").out == text.encode()
        assert host.run(f'x={shlex.quote(text)}; set -- "$x"; printf %s "$1"').out == text.encode()

    @given(text=NO_NUL)
    def test_here_document(self, text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
        host = _host(tmp_path_factory)
        assert host.run(f"cat <<'end of it'\n{text}\nend of it\n").out == f"{text}\n".encode()


_HOSTS: list[Host] = []


def _host(factory: pytest.TempPathFactory) -> Host:
    if not _HOSTS:
        _HOSTS.append(Host(factory.mktemp("round-trip") / "host"))
    return _HOSTS[0]
