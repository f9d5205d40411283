"""From arguments to parameters: names, prefixes, values, aliases, duplicates. What the values mean is not looked at."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from installer.command_line.grammar import Alias, Flag, Grammar
from installer.command_line.parsed import Problem
from installer.command_line.quoting import repaired


@dataclass(slots=True)
class Reading:
    """What has been read so far."""

    parameters: dict[str, str | bool] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)


def read(argv: Sequence[str], grammar: Grammar) -> Reading:
    """Read all arguments. Of a parameter given twice the first value counts."""
    reading = Reading()
    rest = deque(argv)
    while rest:
        argument = rest.popleft()
        if not grammar.is_flag(argument):
            reading.errors.append(_stray(argument))
            continue
        name = argument[1:]
        alias = grammar.alias(name)
        if alias:
            reading.warnings.append(_alias(alias))
        if alias and alias.flag is None:
            continue
        flag = grammar.flag(alias.flag if alias and alias.flag else name)
        if flag is None:
            reading.errors.append(_unknown(argument, grammar))
            while rest and not grammar.is_flag(rest[0]):  # most likely its value: one mistake, one message
                rest.popleft()
            continue
        value = True if flag.is_switch else _take_value(flag, rest, grammar, reading)
        if value is None:
            continue
        if flag.name in reading.parameters:
            reading.errors.append(
                Problem("duplicate", flag.name, f"/{flag.name} is given more than once. Give it only once.")
            )
            continue
        reading.parameters[flag.name] = value
    return reading


def _take_value(flag: Flag, rest: deque[str], grammar: Grammar, reading: Reading) -> str | None:
    if not rest or grammar.is_flag(rest[0]):
        reading.errors.append(_missing_value(flag, rest[0] if rest else None))
        return None
    value = rest.popleft()
    repair = repaired(value, rest, _spellings(grammar)) if flag.is_path else None
    if repair is None:
        return value
    value, meant = repair
    rest.clear()
    rest.extend(meant)
    reading.warnings.append(
        Problem(
            "repaired-quote",
            flag.name,
            f"The backslash before the closing quote of /{flag.name} took the quote and what follows it into the value;"
            f" {value} was meant and is used. Leave out the quotes or the last backslash.",
        )
    )
    return value


def _spellings(grammar: Grammar) -> list[str]:
    names = [flag.name for flag in grammar.flags.values()] + [alias.name for alias in grammar.aliases]
    return [prefix + name for prefix in grammar.prefixes for name in names]


def _missing_value(flag: Flag, following: str | None) -> Problem:
    if following is None:
        why = "the line ends after it"
    else:
        why = f"{following} begins with {following[0]} and is read as the next parameter"
    return Problem("missing-value", flag.name, f"/{flag.name} has no value: {why}. Give the value right after it.")


def _alias(alias: Alias) -> Problem:
    if alias.flag is None:
        message = f"/{alias.name} is not a parameter of setup and is ignored: {alias.why}. Leave it out."
        return Problem("obsolete", alias.name, message)
    message = f"/{alias.name} is read as /{alias.flag}: {alias.why}, and setup itself does not know it."
    return Problem("alias", alias.flag, f"{message} Write /{alias.flag}.")


def _unknown(argument: str, grammar: Grammar) -> Problem:
    shown = re.split("[=:]", argument, maxsplit=1)[0]  # what stands behind may be a secret
    if shown != argument and (grammar.flag(shown[1:]) or grammar.alias(shown[1:])):
        message = f"The value of {shown} is joined to it. Give it as an argument of its own, after a blank."
    else:
        message = f"{shown} is not a parameter of setup. Correct its spelling or leave it out; /? lists all parameters."
    return Problem("unknown-parameter", shown[1:], f"{message} Setup itself would drop it with everything behind it.")


def _stray(argument: str) -> Problem:
    return Problem(
        "unexpected-argument",
        None,
        f"The argument {argument or '(empty)'} belongs to no parameter. Put quotes around a value that holds blanks,"
        " or leave the argument out. Setup itself would drop it with everything behind it.",
    )
