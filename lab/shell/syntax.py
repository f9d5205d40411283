"""The syntax tree of a POSIX shell script. Text is held as Latin-1: one character per byte."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


class SyntaxProblem(Exception):
    """The script is not valid shell language; the message names what was found."""


@dataclass(frozen=True, slots=True)
class Literal:
    """Plain text; quoted text is neither split nor taken as a pattern."""

    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """``$name`` or ``${name...}``. Operators: - = + ? % %% # ## and ``length``; `colon` also treats empty as unset."""

    name: str
    quoted: bool = False
    operator: str = ""
    colon: bool = False
    argument: Word = ()


@dataclass(frozen=True, slots=True)
class Substitution:
    """``$(...)`` or backticks."""

    body: Sequence
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``$((...))``; the expression is expanded before it is calculated."""

    expression: Word
    quoted: bool = False


Part: TypeAlias = Literal | Parameter | Substitution | Arithmetic
Word: TypeAlias = tuple[Part, ...]


@dataclass(slots=True)
class Redirect:
    """One redirection. The text of a here-document is filled in when the lexer reaches it."""

    fd: int
    operator: str
    target: Word = ()


@dataclass(frozen=True, slots=True)
class Simple:
    """Assignments, words and redirections in the order of their kind."""

    assignments: tuple[tuple[str, Word], ...]
    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Redirected:
    """A compound command with redirections."""

    body: Node
    redirects: tuple[Redirect, ...]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Commands joined by ``|``, or a single negated one."""

    commands: tuple[Node, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class AndOr:
    """``left && right`` or ``left || right``."""

    left: Node
    operator: str
    right: Node


@dataclass(frozen=True, slots=True)
class Background:
    """``body &``."""

    body: Node


@dataclass(frozen=True, slots=True)
class Sequence:
    """Commands one after another; also ``{ ...; }``."""

    items: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Subshell:
    """``( ... )``."""

    body: Sequence


@dataclass(frozen=True, slots=True)
class If:
    """Pairs of condition and body; a last ``else`` has an empty condition, which is true."""

    clauses: tuple[tuple[Sequence, Sequence], ...]


@dataclass(frozen=True, slots=True)
class Loop:
    """``while``, or ``until`` when `until` is set."""

    condition: Sequence
    body: Sequence
    until: bool = False


@dataclass(frozen=True, slots=True)
class For:
    """``for name in words``; words None means the positional parameters."""

    name: str
    words: tuple[Word, ...] | None
    body: Sequence


@dataclass(frozen=True, slots=True)
class Case:
    """``case subject in pattern | pattern) body ;; esac``."""

    subject: Word
    items: tuple[tuple[tuple[Word, ...], Sequence], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Function:
    """A function definition."""

    name: str
    body: Node


Node: TypeAlias = (
    Simple | Redirected | Pipeline | AndOr | Background | Sequence | Subshell | If | Loop | For | Case | Function
)
