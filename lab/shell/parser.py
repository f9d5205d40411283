"""The grammar of the POSIX shell, by recursive descent. One complete command is parsed at a time, as shells do."""

from __future__ import annotations

import re

from lab.shell.lexer import Lexer, plain
from lab.shell.simple_parser import SimpleCommandParser, unexpected
from lab.shell.source import Source
from lab.shell.syntax import (
    AndOr,
    Background,
    Case,
    For,
    Function,
    If,
    Loop,
    Node,
    Pipeline,
    Redirect,
    Redirected,
    Sequence,
    Simple,
    Subshell,
    SyntaxProblem,
    Word,
)

_ENDS = frozenset(("then", "elif", "else", "fi", "do", "done", "esac", "}"))
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


class Parser(SimpleCommandParser):
    """Parses a source. Raises SyntaxProblem."""

    def __init__(self, source: Source) -> None:
        super().__init__(Lexer(source, _parse_substitution))

    def next_command(self) -> Node | None:
        """The next complete command, up to its newline; None at the end."""
        self._skip_newlines()
        if self._peek().kind == "end":
            return None
        command = self._sequence(one_line=True)
        self._token_must_be("newline", "end")
        return command

    def sequence_until(self, end: str) -> Sequence:
        """Commands up to the operator or token kind `end`, which is consumed."""
        body = self._sequence()
        token = self._next()
        if end not in (token.text, token.kind):
            raise unexpected(token)
        return body

    def _sequence(self, *, one_line: bool = False) -> Sequence:
        items: list[Node] = []
        while True:
            if not one_line:
                self._skip_newlines()
            token = self._peek()
            ends = token.kind in ("end", "newline") or (token.kind == "operator" and token.text in (")", ";;"))
            if ends or self._reserved() in _ENDS:
                if one_line and not items:
                    raise unexpected(token)
                return Sequence(tuple(items))
            command = self._and_or()
            background = self._accept("&")
            items.append(Background(command) if background else command)
            if not background and not self._accept(";") and self._peek().kind != "newline":
                return Sequence(tuple(items))

    def _body(self) -> Sequence:
        body = self._sequence()
        if not body.items:
            raise unexpected(self._peek())
        return body

    def _and_or(self) -> Node:
        node = self._pipeline()
        while (token := self._peek()).kind == "operator" and token.text in ("&&", "||"):
            self._next()
            self._skip_newlines()
            node = AndOr(node, token.text, self._pipeline())
        return node

    def _pipeline(self) -> Node:
        negated = False
        while self._reserved() == "!":
            self._next()
            negated = not negated
        commands = [self._command()]
        while self._accept("|"):
            self._skip_newlines()
            commands.append(self._command())
        return Pipeline(tuple(commands), negated) if negated or len(commands) > 1 else commands[0]

    def _command(self) -> Node:
        body = self._compound()
        if body is None:
            simple = self._simple()
            return self._function(simple) if self._accept("(") else simple
        redirects: list[Redirect] = []
        while self._redirect(redirects):
            pass
        return Redirected(body, tuple(redirects)) if redirects else body

    def _compound(self) -> Node | None:
        if self._accept("("):
            return Subshell(self._closed(")"))
        match self._reserved():
            case "{":
                self._next()
                return self._closed("}")
            case "if":
                return self._if()
            case "while" | "until" as word:
                self._next()
                return Loop(self._body(), self._do(), until=word == "until")
            case "for":
                return self._for()
            case "case":
                return self._case()
            case "":
                return None
        raise unexpected(self._peek())

    def _closed(self, end: str) -> Sequence:
        body = self._body()
        self._expect(end)
        return body

    def _do(self) -> Sequence:
        self._expect("do")
        return self._closed("done")

    def _if(self) -> If:
        clauses = []
        while self._reserved() in ("if", "elif"):
            self._next()
            condition = self._closed("then")
            clauses.append((condition, self._body()))
        if self._reserved() == "else":
            self._next()
            clauses.append((Sequence(), self._body()))
        self._expect("fi")
        return If(tuple(clauses))

    def _for(self) -> For:
        self._next()
        name = self._next()
        if not _NAME.match(name.text):
            raise SyntaxProblem("Bad for loop variable")
        self._skip_newlines()
        words: list[Word] | None = None
        if self._reserved() == "in":
            self._next()
            words = []
            while self._peek().kind == "word":
                words.append(self._next().word)
            self._token_must_be("operator", "newline")
        self._accept(";")
        self._skip_newlines()
        return For(name.text, None if words is None else tuple(words), self._do())

    def _case(self) -> Case:
        self._next()
        self._token_must_be("word")
        subject = self._next().word
        self._skip_newlines()
        self._expect("in")
        items = []
        self._skip_newlines()
        while self._reserved() != "esac":
            self._accept("(")
            self._token_must_be("word")
            patterns = [self._next().word]
            while self._accept("|"):
                self._token_must_be("word")
                patterns.append(self._next().word)
            self._expect(")")
            items.append((tuple(patterns), self._sequence()))
            if not self._accept(";;"):
                break
            self._skip_newlines()
        self._expect("esac")
        return Case(subject, tuple(items))

    def _function(self, header: Simple) -> Function:
        self._expect(")")
        name = plain(header.words[0]) if len(header.words) == 1 else None
        if not name or not _NAME.match(name) or header.assignments or header.redirects:
            raise SyntaxProblem("Bad function name")
        self._skip_newlines()
        return Function(name, self._command())


def _parse_substitution(source: Source, parenthesis: bool) -> Sequence:
    return Parser(source).sequence_until(")" if parenthesis else "end")
