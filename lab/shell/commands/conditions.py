"""test and [."""

from __future__ import annotations

import stat
from collections.abc import Callable

from lab.shell.arithmetic import number
from lab.shell.call import Call, Command, UsageProblem
from lab.shell.control import ShellError
from lab.shell.process import Process

_COMPARISONS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda a, b: a == b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "-eq": lambda a, b: _integer(a) == _integer(b),
    "-ne": lambda a, b: _integer(a) != _integer(b),
    "-lt": lambda a, b: _integer(a) < _integer(b),
    "-le": lambda a, b: _integer(a) <= _integer(b),
    "-gt": lambda a, b: _integer(a) > _integer(b),
    "-ge": lambda a, b: _integer(a) >= _integer(b),
}
_KINDS = {"f": stat.S_ISREG, "d": stat.S_ISDIR, "p": stat.S_ISFIFO, "S": stat.S_ISSOCK}
_KINDS |= {"b": stat.S_ISBLK, "c": stat.S_ISCHR}
_BITS = {"u": stat.S_ISUID, "g": stat.S_ISGID, "k": stat.S_ISVTX}
_FILE_LETTERS = frozenset("bcdefghkprstuwxLSOG")
_UNARY = frozenset(f"-{letter}" for letter in _FILE_LETTERS | {"n", "z"})
_BETWEEN_FILES = ("-nt", "-ot", "-ef")


def test(call: Call) -> int:
    """test expression; 0 true, 1 false, 2 for an expression that makes no sense."""
    words = call.arguments
    if call.name.endswith("["):
        if words[-1:] != ["]"]:
            raise UsageProblem("missing ]")
        words = words[:-1]
    try:
        return int(not _Condition(call.process, words).value())
    except ShellError as error:
        raise UsageProblem(str(error)) from None


class _Condition:
    def __init__(self, process: Process, words: list[str]) -> None:
        self._process = process
        self._words = words
        self._at = 0

    def value(self) -> bool:
        words = self._words
        # POSIX decides by the number of words first, so that an operand may look like an operator.
        match len(words):
            case 0:
                return False
            case 1:
                return words[0] != ""
            case 3 if words[1] in _COMPARISONS or words[1] in _BETWEEN_FILES:
                return self._binary(*words)
            case 4 if words[0] == "!":
                return not _Condition(self._process, words[1:]).value()
        result = self._or()
        if self._at < len(words):
            raise ShellError(f"{words[self._at]}: unexpected operator")
        return result

    def _or(self) -> bool:
        result = self._and()
        while self._accept("-o"):
            result = self._and() or result
        return result

    def _and(self) -> bool:
        result = self._not()
        while self._accept("-a"):
            result = self._not() and result
        return result

    def _not(self) -> bool:
        if len(self._words) - self._at > 1 and self._accept("!"):
            return not self._not()
        return self._primary()

    def _primary(self) -> bool:
        left = self._words[self._at : self._at + 3]
        if not left:
            raise ShellError("argument expected")
        if len(left) == 3 and (left[1] in _COMPARISONS or left[1] in _BETWEEN_FILES):
            self._at += 3
            return self._binary(*left)
        if left[0] == "(":
            self._at += 1
            inner = self._or()
            if not self._accept(")"):
                raise ShellError("closing paren expected")
            return inner
        if left[0] in _UNARY and len(left) > 1:
            self._at += 2
            return self._unary(left[0], left[1])
        self._at += 1
        return left[0] != ""

    def _accept(self, word: str) -> bool:
        found = self._words[self._at : self._at + 1] == [word]
        self._at += found
        return found

    def _binary(self, left: str, operator: str, right: str) -> bool:
        if operator in _COMPARISONS:
            return _COMPARISONS[operator](left, right)
        try:
            first, second = self._process.stat(left), self._process.stat(right)
        except OSError:
            return False
        if operator == "-ef":
            return (first.st_dev, first.st_ino) == (second.st_dev, second.st_ino)
        newer = first.st_mtime_ns > second.st_mtime_ns
        return newer if operator == "-nt" else first.st_mtime_ns < second.st_mtime_ns

    def _unary(self, operator: str, operand: str) -> bool:
        letter = operator[1]
        if letter in "nz":
            return (operand != "") == (letter == "n")
        if letter == "t":
            return False
        try:
            found = self._process.stat(operand, follow=letter not in "Lh")
        except OSError:
            return False
        if letter in "Lh":
            return stat.S_ISLNK(found.st_mode)
        if letter in _KINDS:
            return _KINDS[letter](found.st_mode)
        if letter in _BITS:
            return bool(found.st_mode & _BITS[letter])
        if letter == "x":  # for root, any of the three bits is enough, and a folder is always open
            return stat.S_ISDIR(found.st_mode) or bool(found.st_mode & 0o111)
        if letter == "s":
            return found.st_size > 0
        if letter in "OG":
            return self._process.root.owner(found)[letter == "G"] == 0
        return True


def _integer(text: str) -> int:
    try:
        return int(text) if text.strip(" \t\n").lstrip("+-").isdecimal() else number("x")
    except ShellError:
        raise ShellError(f"Illegal number: {text}") from None


COMMANDS: dict[str, Command] = {"test": test, "[": test}
