"""Reads one word: quotes, parameters, substitutions, arithmetic."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from lab.shell.source import Source
from lab.shell.syntax import Arithmetic, Literal, Parameter, Part, Sequence, Substitution, SyntaxProblem, Word

SubstitutionParser: TypeAlias = Callable[[Source, bool], Sequence]
"""Parses commands: up to the closing parenthesis if the flag is set, else to the end of the source."""

_PLAIN = re.compile(r"[^\\'\"$` \t\n;&|<>()]+")
_PLAIN_QUOTED = re.compile(r"[^\\\"$`]+")
_PLAIN_IN_BRACES = re.compile(r"[^\\'\"$`}]+")
_SINGLE_QUOTED = re.compile(r"[^']+")
_BRACED_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-]")
_SHORT_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-]")
_OPERATOR = re.compile(r":?[-=+?]|%%|%|##|#")
_PLAIN_ARITHMETIC = re.compile(r"[^\\\"$`()]+")
_PLAIN_BACKTICK = re.compile(r"[^\\`]+")


class WordReader:
    """Reads words from a source."""

    def __init__(self, source: Source, parse_substitution: SubstitutionParser) -> None:
        self._source = source
        self._parse = parse_substitution

    def read(self) -> Word:
        """The word that begins here; it ends before a blank or an operator."""
        parts: list[Part] = []
        while self._unquoted(parts, _PLAIN):
            pass
        if not parts:
            raise SyntaxProblem(f"unexpected {self._source.peek()!r}")
        return tuple(parts)

    def read_heredoc(self) -> Word:
        """The rest of the source as the text of a here-document."""
        return tuple(self._double_quoted(end=""))

    def _unquoted(self, parts: list[Part], plain: re.Pattern[str]) -> bool:
        """Read one piece of unquoted text; False at the end of the word."""
        source = self._source
        character = source.look()
        if text := source.match(plain):
            _add(parts, text, quoted=False)
        elif source.accept("\\"):
            _add(parts, source.take() or "\\", quoted=True)
        elif source.accept("'"):
            _add(parts, source.match(_SINGLE_QUOTED), quoted=True)
            self._expect("'", "Unterminated quoted string")
        elif source.accept('"'):
            parts += self._double_quoted(end='"') or [Literal("", quoted=True)]
        elif character in ("$", "`"):
            self._expansion(parts, quoted=False)
        else:
            return False
        return True

    def _double_quoted(self, end: str) -> list[Part]:
        source = self._source
        parts: list[Part] = []
        while character := source.look():
            if character == '"':
                source.take()
                if end:
                    return parts
                _add(parts, '"', quoted=True)
            elif not self._quoted(parts, _PLAIN_QUOTED, escapes='$`\\"' if end else "$`\\"):
                break
        if end:
            raise SyntaxProblem("Unterminated quoted string")
        return parts

    def _quoted(self, parts: list[Part], plain: re.Pattern[str], escapes: str) -> bool:
        source = self._source
        if text := source.match(plain):
            # A joined line can only begin at a backslash, where the pattern stops.
            _add(parts, text, quoted=True)
        elif source.accept("\\"):
            following = source.peek()
            escaped = following != "" and following in escapes
            _add(parts, source.take() if escaped else "\\", quoted=True)
        elif source.peek() in ("$", "`"):
            self._expansion(parts, quoted=True)
        else:
            return False
        return True

    def _expansion(self, parts: list[Part], *, quoted: bool) -> None:
        source = self._source
        if source.take() == "`":
            parts.append(Substitution(self._backticks(quoted=quoted), quoted))
            return
        source.look()
        if source.accept("(("):
            parts.append(Arithmetic(self._arithmetic(), quoted))
        elif source.accept("("):
            parts.append(Substitution(self._parse(source, True), quoted))
        elif source.accept("{"):
            parts.append(self._braced(quoted=quoted))
        elif name := source.match(_SHORT_NAME):
            parts.append(Parameter(name, quoted))
        else:
            _add(parts, "$", quoted=quoted)

    def _braced(self, *, quoted: bool) -> Parameter:
        source = self._source
        name = source.match(_BRACED_NAME)
        if not name:
            raise SyntaxProblem("Bad substitution")
        if name == "#" and (measured := source.match(_BRACED_NAME)):
            self._expect("}", "Bad substitution")
            return Parameter(measured, quoted, "length")
        operator = source.match(_OPERATOR)
        if not operator:
            self._expect("}", "Bad substitution")
            return Parameter(name, quoted)
        sign = operator.removeprefix(":")
        argument = self._argument(quoted=quoted and sign[0] in "-=+?")
        return Parameter(name, quoted, sign, operator[0] == ":", argument)

    def _argument(self, *, quoted: bool) -> Word:
        source = self._source
        parts: list[Part] = []
        while source.look() != "}":
            if not source.peek():
                raise SyntaxProblem("Missing '}'")
            if not quoted:
                self._unquoted(parts, _PLAIN_IN_BRACES)
            elif source.accept('"'):
                parts += self._double_quoted(end='"')
            elif source.accept("'"):
                _add(parts, "'", quoted=True)
            else:
                self._quoted(parts, _PLAIN_IN_BRACES, escapes='$`\\"}')
        source.take()
        return tuple(parts)

    def _arithmetic(self) -> Word:
        source = self._source
        parts: list[Part] = []
        depth = 0
        while depth or not source.accept("))"):
            if source.look() == "(":
                depth += 1
                _add(parts, source.take(), quoted=True)
            elif source.peek() == ")" and depth:
                depth -= 1
                _add(parts, source.take(), quoted=True)
            elif source.accept('"'):
                continue
            elif not self._quoted(parts, _PLAIN_ARITHMETIC, escapes="$`\\"):
                raise SyntaxProblem("Missing '))'")
        return tuple(parts)

    def _backticks(self, *, quoted: bool) -> Sequence:
        source = self._source
        line = source.line
        escapes = '$`\\"' if quoted else "$`\\"
        text = ""
        while not source.accept("`"):
            if source.accept("\\"):
                following = source.take()
                text += following if following and following in escapes else "\\" + following
            elif plain := source.match(_PLAIN_BACKTICK):
                text += plain
            else:
                raise SyntaxProblem("EOF in backquote substitution")
        return self._parse(Source(text, line=line), False)

    def _expect(self, text: str, problem: str) -> None:
        if not self._source.accept(text):
            raise SyntaxProblem(problem)


def _add(parts: list[Part], text: str, *, quoted: bool) -> None:
    last = parts[-1] if parts else None
    if isinstance(last, Literal) and last.quoted == quoted:
        parts[-1] = Literal(last.text + text, quoted)
    else:
        parts.append(Literal(text, quoted))
