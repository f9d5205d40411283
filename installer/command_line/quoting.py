r"""Windows quoting: writing a line, and repairing the trap of a quoted path that ends in a backslash.

In ``/InstallLocation "D:\" /EnvType "VMware"`` the C runtime, and sh alike, take ``\"`` for a quote that belongs to
the value, so that everything up to the next quote arrives as one argument: ``D:" /EnvType VMware``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from installer.command_line.grammar import Grammar


def windows_line(arguments: Iterable[str]) -> str:
    r"""The arguments as one line that the C runtime splits into the same arguments.

    >>> print(windows_line(["/InstallLocation", "D:\\My Files\\"]))
    /InstallLocation "D:\My Files\\"
    """
    return " ".join(_quoted(argument) for argument in arguments)


def spellings(grammar: Grammar) -> list[str]:
    """Every name that can begin a parameter, documented ones too, with each prefix."""
    names = [*grammar.flags, *(alias.name for alias in grammar.aliases)]
    return [prefix + name for prefix in grammar.prefixes for name in names]


def _quoted(argument: str) -> str:
    if argument and not re.search(r'[ \t\n\v"]', argument):
        return argument
    doubled = re.sub(r'(\\*)"', r'\1\1\\"', argument)
    return '"' + re.sub(r"(\\+)$", r"\1\1", doubled) + '"'


def repaired(value: str, following: Sequence[str], flag_names: Iterable[str]) -> tuple[str, list[str]] | None:
    r"""The path that was meant and the arguments that were meant to follow it, or None where there is no trap.

    Once the trap has sprung, every later quote opens where it should close, so that paths with blanks are torn apart
    as well. Hence all that follows is joined again and split only before parameters that exist. `flag_names` come
    with each prefix.

    >>> repaired('D:" /EnvType VMware', [], ["/EnvType"])
    ('D:\\', ['/EnvType', 'VMware'])
    """
    path, quote, swallowed = value.partition('"')
    if not path or not quote:
        return None
    path = path if path.endswith("\\") else path + "\\"
    if not swallowed.strip():
        return path, list(following)
    names = "|".join(re.escape(name) for name in flag_names)
    pieces = re.split(rf"(?:^|\s)({names})(?=\s|$)", " ".join([swallowed, *following]), flags=re.ASCII | re.IGNORECASE)
    before, meant = pieces[0], [piece.strip() for piece in pieces[1:]]
    if before.strip() or not meant:
        return None
    return path, [piece for piece in meant if piece]
