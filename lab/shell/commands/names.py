"""Commands about names and small sums: basename, dirname, readlink, realpath, which, seq, expr."""

from __future__ import annotations

import os
import re
import stat

from lab.shell.call import Call, Command, CommandFailed, UsageProblem
from lab.shell.commands.regex import compiled
from lab.shell.root import to_bytes, to_text


def basename(call: Call) -> int:
    """basename path [suffix]."""
    _, words = call.options()
    if not words:
        raise UsageProblem("missing operand")
    name = words[0].rstrip("/").rpartition("/")[2] or ("/" if words[0] else "")
    suffix = words[1] if len(words) > 1 else ""
    call.print(name if name == suffix else name.removesuffix(suffix))
    return 0


def dirname(call: Call) -> int:
    """dirname path..."""
    _, words = call.options()
    if not words:
        raise UsageProblem("missing operand")
    for word in words:
        folder, slash, _ = word.rstrip("/").rpartition("/")
        call.print(folder.rstrip("/") or ("/" if slash or word.startswith("/") else "."))
    return 0


def readlink(call: Call) -> int:
    """readlink [-f] [-e] [-n] path..."""
    options, words = call.options("femn")
    process = call.process
    status = 0
    for word in words:
        try:
            if options.has("-f", "-e", "-m") or call.name == "realpath":
                real = process.real(word)
                if options.has("-e"):
                    real.lstat()
                answer = process.root.of_host(real)
            else:
                if not stat.S_ISLNK(process.stat(word, follow=False).st_mode):
                    return 1
                answer = to_text(os.fsencode(process.real(word, follow=False).readlink()))
            call.print(answer, end="" if options.has("-n") else "\n")
        except OSError as error:
            status = 1
            if call.name == "realpath":
                call.complain(f"{word}: {error.strerror}")
    return status


def which(call: Call) -> int:
    """which name..."""
    from lab.shell.launch import find, seeming_path  # it needs the table of commands, and so this module

    _, words = call.options("a")
    status = 0
    for word in words:
        path = seeming_path(call.process, word, find(call.process, word, call.environment.get("PATH", "")))
        if path is None:
            status = 1
        else:
            call.print(path)
    return status


def seq(call: Call) -> int:
    """seq [-w] [-s text] [first [step]] last."""
    words = call.arguments
    separator = "\n"
    if words[:1] == ["-s"]:
        separator, words = words[1], words[2:]
    try:
        numbers = [int(word) for word in words]
    except ValueError:
        raise UsageProblem("whole numbers are needed") from None
    match numbers:
        case [last]:
            first, step = 1, 1
        case [first, last]:
            step = 1
        case [first, step, last] if step:
            pass
        case _:
            raise UsageProblem("one to three numbers are needed")
    values = range(first, last + (1 if step > 0 else -1), step)
    if values:
        call.print(separator.join(str(value) for value in values))
    return 0


def expr(call: Call) -> int:
    """expr expression...: | & comparisons + - * / % : length substr index match; 1 for null or zero."""
    value = _Expression(call.arguments).value()
    call.print(value)
    return int(value in ("", "0") or re.fullmatch(r"-?0+", value) is not None)


class _Expression:
    _LEVELS = (("|",), ("&",), ("=", "==", "!=", "<", "<=", ">", ">="), ("+", "-"), ("*", "/", "%"), (":",))

    def __init__(self, words: list[str]) -> None:
        self._words = words[::-1]

    def value(self) -> str:
        result = self._level(0)
        if self._words:
            raise UsageProblem(f"syntax error: unexpected argument '{self._words[-1]}'")
        return result

    def _level(self, level: int) -> str:
        if level == len(self._LEVELS):
            return self._primary()
        left = self._level(level + 1)
        while self._words and self._words[-1] in self._LEVELS[level]:
            operator = self._words.pop()
            left = _applied(left, operator, self._level(level + 1))
        return left

    def _primary(self) -> str:
        if not self._words:
            raise UsageProblem("syntax error: an argument is missing")
        word = self._words.pop()
        if word == "(":
            inner = self._level(0)
            if not self._words or self._words.pop() != ")":
                raise UsageProblem("syntax error: expecting ')'")
            return inner
        if word == "length" and self._words:
            return str(len(self._primary()))
        if word == "match" and len(self._words) > 1:
            return _matched(self._primary(), self._primary())
        return word


def _applied(left: str, operator: str, right: str) -> str:
    if operator == "|":
        return left if left not in ("", "0") else right if right not in ("", "0") else "0"
    if operator == "&":
        return left if left not in ("", "0") and right not in ("", "0") else "0"
    if operator == ":":
        return _matched(left, right)
    numbers = [int(text) for text in (left, right) if re.fullmatch(r"-?[0-9]+", text)]
    if operator not in ("+", "-", "*", "/", "%"):
        less, equal = left < right, left == right
        if len(numbers) == 2:
            less, equal = numbers[0] < numbers[1], numbers[0] == numbers[1]
        return str(int(_compared(operator, less=less, equal=equal)))
    if len(numbers) < 2:
        raise CommandFailed("non-integer argument", 2)
    a, b = numbers
    if operator in ("/", "%") and not b:
        raise CommandFailed("division by zero", 2)
    quotient = 0 if operator in ("+", "-", "*") else abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
    return str({"+": a + b, "-": a - b, "*": a * b, "/": quotient, "%": a - b * quotient}[operator])


def _compared(operator: str, *, less: bool, equal: bool) -> bool:
    match operator:
        case "<":
            return less
        case ">":
            return not less and not equal
        case "<=":
            return less or equal
        case ">=":
            return not less
    return equal == (operator != "!=")


def _matched(text: str, pattern: str) -> str:
    found = compiled(pattern, extended=False).match(to_bytes(text))
    if found is None:
        return "" if r"\(" in pattern else "0"
    return to_text(found[1] or b"") if found.re.groups else str(len(found[0]))


COMMANDS: dict[str, Command] = {
    "basename": basename,
    "dirname": dirname,
    "readlink": readlink,
    "realpath": readlink,
    "which": which,
    "seq": seq,
    "expr": expr,
}
