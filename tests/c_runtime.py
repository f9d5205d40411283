"""The C runtime's rules for splitting a command line, written down once more, to compare with."""

from __future__ import annotations

import re

TOKEN = re.compile(r'(?P<slashes>\\*)(?P<quote>")|(?P<blank>[ \t]+)|(?P<text>\\+|[^\\" \t]+)')


def c_runtime(line: str) -> list[str]:
    """The published rules, once more: https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments."""
    found: list[str] = []
    current: str | None = None
    inside, position = False, 0
    while token := TOKEN.match(line, position):
        position = token.end()
        if token["quote"]:
            current = (current or "") + "\\" * (len(token["slashes"]) // 2)
            if len(token["slashes"]) % 2:
                current += '"'
            elif inside and line[position : position + 1] == '"':
                current, position = current + '"', position + 1
            else:
                inside = not inside
        elif token["text"] or inside:
            current = (current or "") + token[0]
        elif current is not None:
            found, current = [*found, current], None
    return found if current is None else [*found, current]
