"""The canonical command line: the inverse of reading one."""

from __future__ import annotations

from installer.command_line.parsed import Parsed
from installer.command_line.values import canonical


def normalised(parsed: Parsed) -> list[str]:
    """All parameters that were given, in the grammar's order and spelling, each value an argument of its own.

    Reading the result gives the same parameters, but for the case of choices (VMWare becomes VMware).
    """
    prefix = parsed.grammar.prefixes[0]
    line: list[str] = []
    for name, value in parsed.parameters.items():
        line.append(prefix + name)
        if isinstance(value, str):
            line.append(canonical(parsed.grammar.flags[name], value))
    return line
