"""POSIX regular expressions, basic and extended, as Python's. Alternatives match leftmost first, not longest."""

from __future__ import annotations

import re
from functools import lru_cache

from lab.shell.call import CommandFailed
from lab.shell.patterns import bracket_at

_CLASSES = {"w": r"[A-Za-z0-9_]", "W": r"[^A-Za-z0-9_]", "s": r"[ \t\n\r\f\v]", "S": r"[^ \t\n\r\f\v]"}
_EDGES = {"b": r"\b", "B": r"\B", "<": r"\b(?=\w)", ">": r"\b(?<=\w)", "`": r"\A", "'": r"\Z"}


@lru_cache(maxsize=256)
def compiled(pattern: str, *, extended: bool, ignore_case: bool = False) -> re.Pattern[bytes]:
    """A compiled expression for bytes. Raises CommandFailed for one that is not valid."""
    try:
        text = _translated(pattern, extended=extended).encode("latin-1")
        return re.compile(text, re.IGNORECASE if ignore_case else 0)
    except (re.error, OverflowError) as error:
        raise CommandFailed(f"invalid regular expression '{pattern}': {error}", 2) from None


def _translated(pattern: str, *, extended: bool) -> str:
    out: list[str] = []
    at = 0
    while at < len(pattern):
        character = pattern[at]
        escaped = character == "\\" and at + 1 < len(pattern)
        if escaped:
            at += 1
            character = pattern[at]
        at += 1
        starts = not out or out[-1] in ("(", "|") or out == ["^"]
        if character == "[" and not escaped and (bracket := bracket_at(pattern, at, "^", escapes=False)):
            out.append(bracket[0])
            at = bracket[1]
        elif escaped != extended and character in "(){}+?|":
            out.append(character)
            if character == "{" and starts:
                out[-1] = r"\{"
        elif escaped:
            out.append(_escaped(character))
        elif character == "*" and starts and not extended:
            out.append(r"\*")
        elif character == "^" and (extended or starts):
            out.append("^")
        elif character == "$" and (extended or _ends(pattern, at)):
            out.append(r"\Z")
        elif character in ".*":
            out.append(character)
        else:
            out.append(re.escape(character))
    return "".join(out)


def _escaped(character: str) -> str:
    if character.isdecimal():
        return f"(?:\\{character})"
    if character == "n":
        return r"\n"
    return _CLASSES.get(character) or _EDGES.get(character) or re.escape(character)


def _ends(pattern: str, at: int) -> bool:
    return at == len(pattern) or pattern.startswith((r"\)", r"\|"), at)
