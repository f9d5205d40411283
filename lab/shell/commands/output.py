"""Commands that only print: echo, printf, pwd; true and false."""

from __future__ import annotations

import re

from lab.shell.arithmetic import number
from lab.shell.call import Call, Command, UsageProblem
from lab.shell.control import ShellError

_CONTROL = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}
_ESCAPE = re.compile(r"\\(?:(0[0-7]{0,3})|([1-7][0-7]{0,2})|(c)|(.))", re.DOTALL)
_FORMAT_ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|([1-7][0-7]{0,2})|(\0\0)|(.))", re.DOTALL)
_CONVERSION = re.compile(r"%(?:%|([-+ #0]*)(\*|[0-9]+)?(?:\.(\*|[0-9]*))?([diouxXscb]))")


def unescaped(text: str, escape: re.Pattern[str] = _ESCAPE) -> tuple[str, bool]:
    r"""The text with its backslash escapes resolved, and whether ``\c`` cut it short."""
    out = []
    at = 0
    for found in escape.finditer(text):
        out.append(text[at : found.start()])
        at = found.end()
        if found[3]:
            return "".join(out), True
        octal = found[1] or found[2]
        out.append(chr(int(octal, 8) & 0xFF) if octal else _CONTROL.get(found[4], found[0]))
    return "".join(out) + text[at:], False


def echo(call: Call) -> int:
    """echo [-n] text..., with backslash escapes as dash has them."""
    words = call.arguments
    bare = words[:1] == ["-n"]
    text, cut = unescaped(" ".join(words[bare:]))
    call.print(text, end="" if bare or cut else "\n")
    return 0


def printf(call: Call) -> int:
    """printf format [argument...]; the format is used again while arguments are left."""
    arguments = call.arguments[1:] if call.arguments[:1] == ["--"] else call.arguments
    if not arguments:
        raise UsageProblem("usage: printf format [arg ...]")
    template, *values = arguments
    status = 0
    while True:
        before = len(values)
        status, cut = _print_once(call, template, values, status)
        if cut or not values or len(values) == before:
            return status


def _print_once(call: Call, template: str, values: list[str], status: int) -> tuple[int, bool]:
    at = 0
    for found in _CONVERSION.finditer(template):
        call.print(unescaped(template[at : found.start()], _FORMAT_ESCAPE)[0], end="")
        at = found.end()
        if found[0] == "%%":
            call.print("%", end="")
            continue
        flags, letter = found[1] or "", found[4]
        width = _take_number(values) if found[2] == "*" else int(found[2] or 0)
        limit = _take_number(values) if found[3] == "*" else int(found[3] or 0) if found[3] is not None else None
        if width < 0:
            flags, width = flags + "-", -width
        value = values.pop(0) if values else None
        cut = False
        if letter in "scb":
            text = value or ""
            if letter == "b":
                text, cut = unescaped(text)
            text = text[:1] if letter == "c" else text[:limit]
        else:
            try:
                text = _integer(letter, flags, limit, value)
            except ShellError as error:
                call.complain(str(error))
                text, status = _integer(letter, flags, limit, None), 1
            if "0" in flags and "-" not in flags and limit is None:
                sign = text[:1] if text[:1] in "+- " else ""
                text = sign + text[len(sign) :].zfill(width - len(sign))
        call.print(text.ljust(width) if "-" in flags else text.rjust(width), end="")
        if cut:
            return status, True
    call.print(unescaped(template[at:], _FORMAT_ESCAPE)[0], end="")
    return status, False


def _integer(letter: str, flags: str, digits: int | None, value: str | None) -> str:
    if value and value[0] in "'\"":
        value = str(ord(value[1:2] or "\0"))
    amount = number(value) if value else 0
    if letter in "di":
        sign = "-" if amount < 0 else "+" if "+" in flags else " " if " " in flags else ""
        return sign + str(abs(amount)).zfill(digits or 0)
    text = format(amount % (1 << 64), {"u": "d"}.get(letter, letter)).zfill(digits or 0)
    prefix = {"o": "0", "x": "0x", "X": "0X"}.get(letter, "") if "#" in flags and amount else ""
    return prefix + text


def _take_number(values: list[str]) -> int:
    text = values.pop(0) if values else "0"
    return int(text) if re.fullmatch(r"-?[0-9]+", text) else 0


def pwd(call: Call) -> int:
    """pwd, with -P the folder without links."""
    options, _ = call.options("LP")
    process = call.process
    if options.has("-P"):
        call.print(process.root.of_host(process.real(".")))
    else:
        call.print(process.cwd)
    return 0


def yes(call: Call) -> int:
    """yes [text]: until nobody reads it."""
    line = " ".join(call.arguments) or "y"
    while True:
        call.process.check()
        call.print(line)


COMMANDS: dict[str, Command] = {
    "echo": echo,
    "printf": printf,
    "pwd": pwd,
    "true": lambda call: 0,
    "false": lambda call: 1,
    "yes": yes,
}
