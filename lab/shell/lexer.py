"""Tokens of the shell language, and here-documents, which begin after the line that names them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lab.shell.source import Source
from lab.shell.syntax import Literal, Redirect, Word
from lab.shell.word_reader import SubstitutionParser, WordReader

_OPERATORS = ("<<-", "&&", "||", ";;", "<<", ">>", "<&", ">&", "<>", ">|", ";", "&", "|", "<", ">", "(", ")")
_BLANKS = re.compile(r"[ \t]+")
_COMMENT = re.compile(r"#[^\n]*")


@dataclass(frozen=True, slots=True)
class Token:
    """kind: word, operator, descriptor (the number before a redirection), newline or end."""

    kind: str
    text: str = ""
    word: Word = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class _Heredoc:
    redirect: Redirect
    delimiter: str
    quoted: bool
    strip_tabs: bool


class Lexer:
    """Reads one token at a time and nothing beyond it."""

    def __init__(self, source: Source, parse_substitution: SubstitutionParser) -> None:
        self.source = source
        self.words = WordReader(source, parse_substitution)
        self._parse_substitution = parse_substitution
        self._heredocs: list[_Heredoc] = []

    def next(self) -> Token:
        """The next token. Raises SyntaxProblem for an unterminated quote or expansion."""
        source = self.source
        while source.look() in (" ", "\t", "#"):
            source.match(_COMMENT if source.peek() == "#" else _BLANKS)
        line = source.line
        character = source.peek()
        if not character:
            self._read_heredocs()
            return Token("end", "end of script", line=line)
        if character == "\n":
            source.take()
            self._read_heredocs()
            return Token("newline", "newline", line=line)
        for operator in _OPERATORS:
            if source.accept(operator):
                return Token("operator", operator, line=line)
        word = self.words.read()
        text = plain(word)
        if text is not None and text.isdecimal() and source.peek() in ("<", ">"):
            return Token("descriptor", text, line=line)
        return Token("word", text or "", word, line)

    def expect_heredoc(self, redirect: Redirect, delimiter: Word, *, strip_tabs: bool) -> None:
        """Fill `redirect` with the lines that follow the current one, up to the delimiter."""
        text = "".join(part.text for part in delimiter if isinstance(part, Literal))
        quoted = any(part.quoted for part in delimiter)
        self._heredocs.append(_Heredoc(redirect, text, quoted, strip_tabs))

    def _read_heredocs(self) -> None:
        pending, self._heredocs = self._heredocs, []
        for heredoc in pending:
            start = self.source.line
            lines = []
            while line := self.source.take_line():
                if heredoc.strip_tabs:
                    line = line.lstrip("\t")
                if line.removesuffix("\n") == heredoc.delimiter:
                    break
                lines.append(line)
            text = "".join(lines)
            if heredoc.quoted:
                heredoc.redirect.target = (Literal(text, quoted=True),)
            else:
                body = WordReader(Source(text, line=start), self._parse_substitution)
                heredoc.redirect.target = body.read_heredoc()


def plain(word: Word) -> str | None:
    """The text of a word without any quoting or expansion; None for others."""
    if len(word) == 1 and isinstance(word[0], Literal) and not word[0].quoted:
        return word[0].text
    return None
