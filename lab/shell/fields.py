"""Field splitting by IFS."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from lab.shell.patterns import escape


class Kind(Enum):
    """Where a piece of text came from, which decides what still happens to it."""

    QUOTED = "neither split nor a pattern"
    LITERAL = "a pattern, not split"
    EXPANDED = "split, then a pattern"
    BREAK = "a field ends here, as between the parameters of $@"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of an expanded word."""

    text: str
    kind: Kind


BREAK = Segment("", Kind.BREAK)


def join(segments: list[Segment], ifs: str, *, as_pattern: bool = False) -> str:
    """The segments as one text, or as a pattern in which quoted text stands for itself."""
    separator = ifs[:1] or " "
    out = []
    for segment in segments:
        text = separator if segment.kind is Kind.BREAK else segment.text
        out.append(escape(text) if as_pattern and segment.kind is Kind.QUOTED else text)
    return "".join(out)


def split(segments: list[Segment], ifs: str) -> list[str]:
    """The fields, as patterns in which quoted text stands for itself."""
    fields: list[str] = []
    current: str | None = None
    after_space = False  # a field has just been ended by white space: a separator next to it belongs to it
    for segment in segments:
        if segment.kind is Kind.BREAK:
            if current is not None:
                fields.append(current)
            current = None
        elif segment.kind is Kind.QUOTED:
            current = (current or "") + escape(segment.text)
        elif segment.kind is Kind.LITERAL:
            if segment.text:
                current = (current or "") + segment.text
        else:
            for character in segment.text:
                if character not in ifs:
                    current = (current or "") + _backslash_kept(character)
                    after_space = False
                elif character in " \t\n":
                    if current is not None:
                        fields.append(current)
                        current, after_space = None, True
                elif current is not None or not after_space:
                    fields.append(current or "")
                    current, after_space = None, False
                else:
                    after_space = False
    if current is not None:
        fields.append(current)
    return fields


def _backslash_kept(character: str) -> str:
    return "\\\\" if character == "\\" else character
