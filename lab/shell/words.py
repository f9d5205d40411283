"""Expansion of words: parameters, substitutions, arithmetic, tilde; then fields and file names."""

from __future__ import annotations

from typing import Protocol

from lab.shell import arithmetic, patterns
from lab.shell.control import ShellError
from lab.shell.fields import BREAK, Kind, Segment, join, split
from lab.shell.filenames import expand_filenames
from lab.shell.process import Process
from lab.shell.syntax import Arithmetic, Literal, Parameter, Part, Sequence, Substitution, Word


class ShellState(Protocol):
    """What expansion needs of a shell."""

    process: Process
    positional: list[str]
    options: set[str]

    def parameter(self, name: str) -> str | None: ...
    def assign(self, name: str, value: str) -> None: ...
    def substitute(self, body: Sequence) -> str: ...
    def home(self, user: str) -> str | None: ...


def expand_fields(shell: ShellState, words: tuple[Word, ...]) -> list[str]:
    """All fields that the words become. Raises ShellError."""
    fields: list[str] = []
    for word in words:
        for pattern in split(_segments(shell, word), _ifs(shell)):
            if "f" not in shell.options and patterns.is_pattern(pattern):
                fields += expand_filenames(shell.process, pattern) or [patterns.unescape(pattern)]
            else:
                fields.append(patterns.unescape(pattern))
    return fields


def expand_text(shell: ShellState, word: Word) -> str:
    """The word as one text: for assignments, redirections, here-documents. Raises ShellError."""
    return join(_segments(shell, word), _ifs(shell))


def expand_pattern(shell: ShellState, word: Word) -> str:
    """The word as a pattern in which quoted characters stand for themselves. Raises ShellError."""
    return join(_segments(shell, word), _ifs(shell), as_pattern=True)


def _ifs(shell: ShellState) -> str:
    value = shell.parameter("IFS")
    return " \t\n" if value is None else value


def _segments(shell: ShellState, word: Word) -> list[Segment]:
    segments: list[Segment] = []
    for position, part in enumerate(word):
        if position == 0 and isinstance(part, Literal) and not part.quoted and part.text.startswith("~"):
            segments += _tilde(shell, part, only=len(word) == 1)
        else:
            segments += _part(shell, part)
    return segments


def _part(shell: ShellState, part: Part) -> list[Segment]:
    match part:
        case Literal(text, quoted):
            return [Segment(text, Kind.QUOTED if quoted else Kind.LITERAL)]
        case Substitution(body, quoted):
            return [_expanded(shell.substitute(body), quoted=quoted)]
        case Arithmetic(expression, quoted):
            text = expand_text(shell, expression)
            value = arithmetic.evaluate(text, lambda name: _required(shell, name), shell.assign)
            return [_expanded(str(value), quoted=quoted)]
        case Parameter():
            return _parameter(shell, part)


def _required(shell: ShellState, name: str) -> str | None:
    value = shell.parameter(name)
    if value is None and "u" in shell.options:
        raise ShellError(f"{name}: parameter not set")
    return value


def _parameter(shell: ShellState, part: Parameter) -> list[Segment]:
    several = part.name in ("@", "*")
    value = (" ".join(shell.positional) if shell.positional else None) if several else shell.parameter(part.name)
    missing = value is None or (part.colon and not value)
    match part.operator:
        case "-" | "=" | "?" if missing:
            return _missing(shell, part)
        case "+":
            return _argument(shell, part) if not missing else [Segment("", Kind.QUOTED)] if part.quoted else []
        case "length":
            value = str(len(_required(shell, part.name) or ""))
        case "#" | "##" | "%" | "%%":
            pattern = expand_pattern(shell, part.argument)
            if several:
                trimmed = [patterns.trim(each, pattern, part.operator) for each in shell.positional]
                return _positional(shell, part, trimmed)
            value = patterns.trim(_required(shell, part.name) or "", pattern, part.operator)
    if several and part.operator != "length":
        return _positional(shell, part, shell.positional)
    if value is None:
        value = _required(shell, part.name) or ""
    return [_expanded(value, quoted=part.quoted)]


def _missing(shell: ShellState, part: Parameter) -> list[Segment]:
    if part.operator == "-":
        return _argument(shell, part)
    text = expand_text(shell, part.argument)
    if part.operator == "?":
        raise ShellError(f"{part.name}: {text or 'parameter not set or null'}")
    if not (part.name[0] == "_" or part.name[0].isalpha()):
        raise ShellError(f"{part.name}: cannot assign to this parameter")
    shell.assign(part.name, text)
    return [_expanded(text, quoted=part.quoted)]


def _argument(shell: ShellState, part: Parameter) -> list[Segment]:
    segments = _segments(shell, part.argument)
    if part.quoted:
        return segments or [Segment("", Kind.QUOTED)]
    return [Segment(s.text, Kind.EXPANDED if s.kind is Kind.LITERAL else s.kind) for s in segments]


def _positional(shell: ShellState, part: Parameter, values: list[str]) -> list[Segment]:
    if part.quoted and part.name == "*":
        return [Segment(_ifs(shell)[:1].join(values), Kind.QUOTED)]
    segments: list[Segment] = []
    for value in values:
        segments += (
            [BREAK, _expanded(value, quoted=part.quoted)] if segments else [_expanded(value, quoted=part.quoted)]
        )
    return segments


def _expanded(text: str, *, quoted: bool) -> Segment:
    return Segment(text, Kind.QUOTED if quoted else Kind.EXPANDED)


def _tilde(shell: ShellState, part: Literal, *, only: bool) -> list[Segment]:
    user, slash, rest = part.text[1:].partition("/")
    home = shell.home(user) if slash or only else None
    if home is None:
        return [Segment(part.text, Kind.LITERAL)]
    return [Segment(home, Kind.QUOTED), Segment(slash + rest, Kind.LITERAL)]
