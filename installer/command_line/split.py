r"""A raw Windows command line, split into arguments by the published rules of the C runtime.

2n backslashes before a quote are n backslashes and the quote opens or closes; 2n+1 are n backslashes and a quote that
belongs to the argument; two quotes inside quotes are one that belongs to it. In the program's name backslashes mean
nothing. Source: https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_BLANK = " \t\n\v"


@dataclass(slots=True)
class Line:
    """The arguments, and the places of those whose closing quote an odd backslash would have taken away."""

    arguments: list[str] = field(default_factory=list)
    repaired: list[int] = field(default_factory=list)


def program_name(line: str) -> tuple[str, str]:
    r"""The first word, where quotes only group and backslashes mean nothing, and the rest of the line.

    >>> program_name('"C:\\My Setup\\UNIFIEDSETUP.EXE" /?')
    ('C:\\My Setup\\UNIFIEDSETUP.EXE', '/?')
    """
    line = line.lstrip(_BLANK)
    quoted, end = False, 0
    while end < len(line) and (quoted or line[end] not in _BLANK):
        quoted ^= line[end] == '"'
        end += 1
    return line[:end].replace('"', ""), line[end:].lstrip(_BLANK)


def split(line: str, flag_names: Iterable[str] = ()) -> Line:
    r"""Split what follows the program's name.

    With `flag_names` (with their prefixes) a quote after an odd number of backslashes still closes where a parameter
    or the line's end follows: there the backslash was the end of a path, as in ``/InstallLocation "D:\" /EnvType``.

    >>> split(r'/InstallLocation "D:\" /EnvType "VMware"').arguments
    ['/InstallLocation', 'D:" /EnvType VMware']
    >>> split(r'/InstallLocation "D:\" /EnvType "VMware"', ["/EnvType"]).arguments
    ['/InstallLocation', 'D:\\', '/EnvType', 'VMware']
    """
    names = "|".join(re.escape(name) for name in flag_names)
    closes = re.compile(rf'"(?=[ \t\n\v]+(?:{names})(?:[ \t\n\v]|$)|[ \t\n\v]*$)', re.ASCII | re.IGNORECASE)
    result = Line()
    current: list[str] = []
    started = quoted = False
    position = 0
    while position < len(line):
        character = line[position]
        if character == "\\":
            end = position
            while end < len(line) and line[end] == "\\":
                end += 1
            count = end - position
            started = True
            if end < len(line) and line[end] == '"':
                if count % 2 and quoted and names and closes.match(line, end):
                    current.append("\\" * count)  # written by somebody who did not know of the rule
                    result.repaired.append(len(result.arguments))
                else:
                    current.append("\\" * (count // 2))
                    if count % 2:
                        current.append('"')
                        end += 1
            else:
                current.append("\\" * count)
            position = end
            continue
        if character == '"':
            if quoted and line[position + 1 : position + 2] == '"':
                current.append('"')
                position += 1
            else:
                quoted = not quoted
            started = True
        elif character in _BLANK and not quoted:
            if started:
                result.arguments.append("".join(current))
            current, started = [], False
        else:
            current.append(character)
            started = True
        position += 1
    if started:
        result.arguments.append("".join(current))
    return result
