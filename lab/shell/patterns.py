"""Shell patterns: `*`, `?`, `[...]`, with backslash taking away a character's meaning."""

from __future__ import annotations

import re
from functools import lru_cache

_SPECIAL = re.compile(r"[*?\[\\]")
CLASSES = {
    "alpha": "A-Za-z",
    "digit": "0-9",
    "alnum": "A-Za-z0-9",
    "upper": "A-Z",
    "lower": "a-z",
    "space": " \\t\\n\\r\\f\\v",
    "blank": " \\t",
    "punct": "!-/:-@\\[-`{-~",
    "print": " -~",
    "graph": "!-~",
    "cntrl": "\\x00-\\x1f\\x7f",
    "xdigit": "0-9A-Fa-f",
}


def escape(text: str) -> str:
    """A pattern that matches exactly `text`."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def unescape(pattern: str) -> str:
    """The text of a pattern taken literally."""
    return re.sub(r"\\(.)", r"\1", pattern, flags=re.DOTALL)


def is_pattern(text: str) -> bool:
    """Whether anything in it is special."""
    return re.search(r"[*?\[]", re.sub(r"\\.", "", text, flags=re.DOTALL)) is not None


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text matches."""
    return re.fullmatch(to_regex(pattern), text) is not None


def trim(text: str, pattern: str, operator: str) -> str:
    """``${text#pattern}`` and its relatives; the operator is #, ##, % or %%."""
    lazy = to_regex(pattern, lazy=True)
    greedy = to_regex(pattern)
    match operator:
        case "#" | "##":
            found = re.match(lazy if operator == "#" else greedy, text)
            return text[found.end() :] if found else text
        case _:
            before = "(?s:(.*))" if operator == "%" else "(?s:(.*?))"
            found = re.fullmatch(f"{before}{greedy}", text)
            return found[1] if found else text


@lru_cache(maxsize=512)
def to_regex(pattern: str, *, lazy: bool = False) -> str:
    """The pattern as a regular expression; lazy stars match as little as possible."""
    star = "(?s:.*?)" if lazy else "(?s:.*)"
    out = []
    at = 0
    while at < len(pattern):
        character = pattern[at]
        at += 1
        if character == "*":
            out.append(star)
        elif character == "?":
            out.append("(?s:.)")
        elif character == "[" and (bracket := bracket_at(pattern, at, "!^", escapes=True)):
            out.append(bracket[0])
            at = bracket[1]
        else:
            if character == "\\" and at < len(pattern):
                character = pattern[at]
                at += 1
            out.append(re.escape(character))
    return "".join(out)


def bracket_at(pattern: str, at: int, negations: str, *, escapes: bool) -> tuple[str, int] | None:
    """A bracket expression whose inside begins at `at`: its regular expression and its end; None if unclosed."""
    negated = at < len(pattern) and pattern[at] in negations
    at += negated
    out = []
    first = True
    while at < len(pattern) and (first or pattern[at] != "]"):
        first = False
        if pattern.startswith("[:", at) and (end := pattern.find(":]", at)) > 0:
            out.append(CLASSES.get(pattern[at + 2 : end], ""))
            at = end + 2
            continue
        if escapes and pattern[at] == "\\" and at + 1 < len(pattern):
            at += 1
        literal = pattern[at]
        is_range = literal == "-" and len(out) > 0 and at + 1 < len(pattern) and pattern[at + 1] != "]"
        out.append("-" if is_range else re.escape(literal))
        at += 1
    if at >= len(pattern):
        return None
    inside = "".join(out)
    if not inside:
        return ("(?s:.)" if negated else "(?!)"), at + 1
    bracket = f"[{'^' if negated else ''}{inside}]"
    try:
        re.compile(bracket)
    except re.error:  # a range whose end lies before its start matches nothing
        bracket = "(?!)"
    return bracket, at + 1
