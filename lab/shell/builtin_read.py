"""Built-ins that take something apart: a line of input, the arguments of a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.shell.control import ShellError
from lab.shell.root import to_text

if TYPE_CHECKING:
    from lab.shell.interpreter import Interpreter


def read(shell: Interpreter, arguments: list[str]) -> int:
    """``read [-r] name...``: takes exactly one line from standard input, 1 at its end."""
    raw = False
    while arguments and arguments[0].startswith("-"):
        flag, *arguments = arguments
        if flag == "--":
            break
        if flag != "-r":
            raise ShellError(f"Illegal option {flag}")
        raw = True
    if not arguments:
        raise ShellError("arg count")
    ended, characters = _line(shell, raw=raw)
    ifs = shell.parameter("IFS")
    fields = _split(characters, " \t\n" if ifs is None else ifs, len(arguments))
    for name, value in zip(arguments, fields + [""] * len(arguments), strict=False):
        shell.assign(name, value)
    return 0 if ended else 1


def _line(shell: Interpreter, *, raw: bool) -> tuple[bool, list[tuple[str, bool]]]:
    """Whether the line had an end, and its characters, each with a flag: escaped, so not a separator."""
    characters: list[tuple[str, bool]] = []
    while True:
        line = to_text(shell.process.stream(0).read_line(shell.process.check)).replace("\0", "")
        ended = line.endswith("\n")
        joined = False
        escaped = False
        for character in line.removesuffix("\n"):
            if character == "\\" and not raw and not escaped:
                escaped = True
            else:
                characters.append((character, escaped))
                escaped = False
        joined = escaped and ended
        if not joined:
            return ended, characters


def _split(characters: list[tuple[str, bool]], ifs: str, most: int) -> list[str]:
    """At most `most` fields; the last one keeps its inner separators."""
    spaces = {character for character in ifs if character in " \t\n"}

    def is_space(at: int) -> bool:
        return at < len(characters) and characters[at][0] in spaces and not characters[at][1]

    def is_separator(at: int) -> bool:
        return at < len(characters) and characters[at][0] in ifs and not characters[at][1]

    fields: list[str] = []
    at = 0
    while is_space(at):
        at += 1
    while at < len(characters) and len(fields) < most - 1:
        start = at
        while at < len(characters) and not is_separator(at):
            at += 1
        fields.append("".join(character for character, _ in characters[start:at]))
        while is_space(at):
            at += 1
        if is_separator(at) and not is_space(at):
            at += 1
            while is_space(at):
                at += 1
    end = len(characters)
    while end > at and is_space(end - 1):
        end -= 1
    rest = characters[at:end]
    # One separator that only ends the last field is not part of it.
    if rest and is_separator(end - 1) and sum(is_separator(each) for each in range(at, end)) == 1:
        rest = rest[:-1]
    return [*fields, "".join(character for character, _ in rest)]


def getopts(shell: Interpreter, arguments: list[str]) -> int:
    """``getopts letters name [argument...]``."""
    if len(arguments) < 2:
        raise ShellError("Usage: getopts optstring var [arg]")
    letters, name, *given = arguments
    given = given or shell.positional
    index = int(shell.variables.get("OPTIND") or "1")
    offset = shell.option_offset or 1
    current = given[index - 1] if 0 < index <= len(given) else ""
    if len(current) < 2 or current[0] != "-" or current == "--":
        shell.assign("OPTIND", str(index + (current == "--")))
        shell.assign(name, "?")
        return 1
    letter = current[offset]
    offset += 1
    known = letter != ":" and letter in letters.lstrip(":")
    takes_value = known and letters.lstrip(":").partition(letter)[2].startswith(":")
    value: str | None = None
    if takes_value:
        if offset < len(current):
            value = current[offset:]
        elif index < len(given):
            value = given[index]
            index += 1
        offset = len(current)
    answer = letter
    if not known or (takes_value and value is None):
        problem = "No arg for" if known else "Illegal option"
        if letters.startswith(":"):
            answer, value = (":" if known else "?"), letter
        else:
            shell.complain(f"{problem} -{letter}")
            answer = "?"
    if offset >= len(current):
        index, offset = index + 1, 0
    shell.assign("OPTIND", str(index))
    shell.option_offset = offset
    if value is None:
        shell.variables.unset("OPTARG")
    else:
        shell.assign("OPTARG", value)
    shell.assign(name, answer)
    return 0
