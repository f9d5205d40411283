"""Reading tokens with one token of lookahead, redirections and simple commands."""

from __future__ import annotations

import re

from lab.shell.lexer import Lexer, Token
from lab.shell.syntax import Literal, Redirect, Simple, SyntaxProblem, Word

RESERVED = frozenset(
    ("!", "{", "}", "if", "then", "elif", "else", "fi", "for", "do", "done", "while", "until", "case", "esac", "in")
)
_REDIRECTS = frozenset(("<", ">", ">>", "<<", "<<-", "<&", ">&", "<>", ">|"))
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=")


class SimpleCommandParser:
    """The part of the grammar that does not nest. Raises SyntaxProblem."""

    def __init__(self, lexer: Lexer) -> None:
        self._lexer = lexer
        self._token: Token | None = None

    def _peek(self) -> Token:
        if self._token is None:
            self._token = self._lexer.next()
        return self._token

    def _next(self) -> Token:
        token, self._token = self._peek(), None
        return token

    def _accept(self, text: str) -> bool:
        found = self._peek().kind == "operator" and self._peek().text == text
        if found:
            self._next()
        return found

    def _reserved(self) -> str:
        token = self._peek()
        return token.text if token.kind == "word" and token.text in RESERVED else ""

    def _expect(self, word: str) -> None:
        token = self._next()
        if token.kind not in ("word", "operator") or token.text != word:
            raise unexpected(token)

    def _token_must_be(self, *kinds: str) -> None:
        if self._peek().kind not in kinds:
            raise unexpected(self._peek())

    def _skip_newlines(self) -> None:
        while self._peek().kind == "newline":
            self._next()

    def _simple(self) -> Simple:
        assignments: list[tuple[str, Word]] = []
        words: list[Word] = []
        redirects: list[Redirect] = []
        line = self._peek().line
        while True:
            if self._peek().kind == "word":
                word = self._next().word
                assignment = None if words else assignment_of(word)
                if assignment:
                    assignments.append(assignment)
                else:
                    words.append(word)
            elif not self._redirect(redirects):
                break
        if not (assignments or words or redirects):
            raise unexpected(self._peek())
        return Simple(tuple(assignments), tuple(words), tuple(redirects), line)

    def _redirect(self, redirects: list[Redirect]) -> bool:
        descriptor = self._next().text if self._peek().kind == "descriptor" else None
        token = self._peek()
        if token.kind != "operator" or token.text not in _REDIRECTS:
            return False
        self._next()
        self._token_must_be("word", "descriptor")
        target = self._next()
        default = 0 if token.text.startswith("<") else 1
        redirect = Redirect(int(descriptor) if descriptor else default, token.text, target.word)
        if target.kind == "descriptor":
            redirect.target = (Literal(target.text),)
        if token.text.startswith("<<"):
            self._lexer.expect_heredoc(redirect, redirect.target, strip_tabs=token.text == "<<-")
        redirects.append(redirect)
        return True


def assignment_of(word: Word) -> tuple[str, Word] | None:
    """Name and value of ``name=value``; None for any other word."""
    first = word[0]
    found = _ASSIGNMENT.match(first.text) if isinstance(first, Literal) and not first.quoted else None
    if not found or not isinstance(first, Literal):
        return None
    rest = first.text[found.end() :]
    return found[1], ((Literal(rest), *word[1:]) if rest else word[1:])


def unexpected(token: Token) -> SyntaxProblem:
    """What to raise for a token that cannot stand where it stands."""
    what = f'"{token.text}"' if token.kind in ("word", "operator") else token.text
    return SyntaxProblem(f"Syntax error: {what} unexpected")
