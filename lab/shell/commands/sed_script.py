"""The language of sed: addresses and the commands s, d, p, q, =, y, a, i, c and braces."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeAlias

from lab.shell.call import CommandFailed
from lab.shell.commands.regex import compiled

LAST = -1
Address: TypeAlias = "int | re.Pattern[bytes] | None"
"""A line number, LAST or an expression; None where there is no address."""


@dataclass(slots=True)
class Step:
    """One command of a script."""

    letter: str
    first: Address = None
    second: Address = None
    negated: bool = False
    body: list[Step] = field(default_factory=list)
    pattern: re.Pattern[bytes] | None = None
    text: bytes = b""
    """Replacement of s, text of a, i, c, source letters of y."""
    other: bytes = b""
    which: int = 1
    everywhere: bool = False
    prints: bool = False
    in_range: bool = False


class ScriptReader:
    """Reads a script. Raises CommandFailed for what sed would not understand."""

    def __init__(self, script: str, *, extended: bool) -> None:
        self._script = script
        self._at = 0
        self._extended = extended

    def read(self, *, nested: bool = False) -> list[Step]:
        """The steps up to the end of the script, or of the braces."""
        steps: list[Step] = []
        while True:
            self._skip(" \t\n;")
            if self._at >= len(self._script):
                if nested:
                    raise self._problem("unmatched '{'")
                return steps
            if self._accept("}"):
                if not nested:
                    raise self._problem("unexpected '}'")
                return steps
            if self._accept("#"):
                self._line()
            else:
                steps.append(self._step())

    def _step(self) -> Step:
        first = self._address()
        second = self._address() if first is not None and self._accept(",") else None
        self._skip(" \t")
        negated = self._accept("!")
        self._skip(" \t")
        step = Step(self._take(), first, second, negated)
        match step.letter:
            case "{":
                step.body = self.read(nested=True)
            case "s":
                self._substitution(step)
            case "y":
                mark = self._take()
                step.text, step.other = (self._until(mark).encode("latin-1") for _ in range(2))
                if len(step.text) != len(step.other):
                    raise self._problem("strings for 'y' are of different lengths")
            case "a" | "i" | "c":
                self._skip(" \t")
                if self._accept("\\"):
                    self._skip(" \t")
                    self._accept("\n")
                step.text = self._line().encode("latin-1") + b"\n"
            case "d" | "p" | "q" | "=":
                pass
            case _:
                raise self._problem(f"unknown command: '{step.letter}'")
        return step

    def _substitution(self, step: Step) -> None:
        mark = self._take()
        source = self._until(mark)
        step.text = self._until(mark).encode("latin-1")
        ignore_case = False
        while (flag := self._script[self._at : self._at + 1]) and flag in "gpIi0123456789":
            self._at += 1
            step.everywhere = step.everywhere or flag == "g"
            step.prints = step.prints or flag == "p"
            ignore_case = ignore_case or flag in "Ii"
            if flag.isdecimal():
                step.which = int(flag)
        step.pattern = compiled(source, extended=self._extended, ignore_case=ignore_case)

    def _address(self) -> Address:
        self._skip(" \t")
        found = re.compile("[0-9]+").match(self._script, self._at)
        if found:
            self._at = found.end()
            return int(found[0])
        if self._accept("$"):
            return LAST
        mark = "/" if self._accept("/") else self._take() if self._accept("\\") else ""
        if not mark:
            return None
        source = self._until(mark)
        if not source:
            raise self._problem("no previous regular expression")
        return compiled(source, extended=self._extended, ignore_case=self._accept("I"))

    def _until(self, mark: str) -> str:
        """Text up to the mark; a backslash makes the mark plain text."""
        out = []
        while (character := self._take()) != mark:
            if character == "\\":
                following = self._take()
                out.append(following if following == mark else "\\" + following)
            else:
                out.append(character)
        return "".join(out)

    def _line(self) -> str:
        end = self._script.find("\n", self._at)
        end = len(self._script) if end < 0 else end
        text, self._at = self._script[self._at : end], end + 1
        return text

    def _take(self) -> str:
        if self._at >= len(self._script):
            raise self._problem("the script ends too early")
        self._at += 1
        return self._script[self._at - 1]

    def _accept(self, character: str) -> bool:
        found = self._script.startswith(character, self._at)
        self._at += found
        return found

    def _skip(self, characters: str) -> None:
        while self._at < len(self._script) and self._script[self._at] in characters:
            self._at += 1

    def _problem(self, message: str) -> CommandFailed:
        return CommandFailed(f"-e expression #1, char {self._at}: {message}")
