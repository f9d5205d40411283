"""The texts of findings and outcomes, which a document holds in English, in the language that is spoken.

A document keeps whole sentences, with the host's own values in them. The catalogue holds each sentence with places,
``"{} is mounted read-only."``, as it stands in the code; the fitting one is found by its fixed words, and the values go
into the same places of the translation. What no sentence fits stays as it is: a host's own words, and a user's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from report.document import Document
from report.language import ENGLISH, entries, spoken_language

TEXTS = ("title", "expected", "actual", "remedy", "reason", "cause", "message")
"""The members of a document that hold sentences of siteprep's."""
_PLACE = "{}"
_LONGEST = 2000
"""Longer texts are logs, not sentences; they stay as they are."""
_BEGIN = 4
"""By how many characters sentences are found quickly."""
_DEPTH = 2
"""How deep sentences are looked for inside the values of others."""
_TOGETHER = 4
"""How many sentences may stand in the catalogue as one."""
_PHRASE = re.compile(r"(?:^|\s)(?:[Tt]he|[Aa]n?|No|is|are|was|has|not|with|which|that|of|on)(?!\s\d)(?:\s|$)", re.ASCII)
"""What an English phrase has and a name or number has not."""
_GLUE = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])")
"""A blank between Chinese characters, where English had one."""


def translated(document: Document) -> Document:
    """The document with its texts in the language that is spoken; the one given stays as it is."""
    language = spoken_language()
    if language == ENGLISH:
        return document
    sentences = _sentences(language)
    told: dict[str, Any] = _told(dict(document), sentences.say)
    return told


def _told(value: Any, say: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {
            name: member  # a waiver's reason is the user's
            if name == "waiver"
            else say(member)
            if name in TEXTS and isinstance(member, str)
            else _told(member, say)
            for name, member in value.items()
        }
    return [_told(each, say) for each in value] if isinstance(value, list) else value


class Sentences:
    """The sentences of one language: fixed ones, and ones with places."""

    def __init__(self, translations: Mapping[str, str]) -> None:
        self._fixed = {text: told for text, told in translations.items() if _PLACE not in text}
        self._places = sorted((text for text in translations if _PLACE in text), key=_weight, reverse=True)
        self._told = translations
        self._begun: dict[str, list[list[str]]] = {}
        self._known: dict[str, str] = {}

    def say(self, text: str) -> str:
        """The text in the language; several sentences are looked up one by one."""
        if text not in self._known:
            told = self._one(text) or self._several(text)
            self._known[text] = _GLUE.sub("", told)
        return self._known[text]

    def _one(self, text: str, depth: int = 0) -> str | None:
        """The text as one sentence; None where none fits, or a value in it would stay an English phrase."""
        if text in self._fixed:
            return self._fixed[text]
        if len(text) > _LONGEST or depth > _DEPTH:
            return None
        for parts in self._fitting(text[:_BEGIN]):
            values = _values(text, parts)
            if values is not None and None not in (said := [self._value(value, depth) for value in values]):
                told: str = self._told[_PLACE.join(parts)].format(*said)
                return told
        return None

    def _fitting(self, begin: str) -> list[list[str]]:
        """The sentences that a text with this beginning could be, the most exact ones first."""
        if begin not in self._begun:
            split = (text.split(_PLACE) for text in self._places)
            self._begun[begin] = [parts for parts in split if begin.startswith(parts[0][: len(begin)])]
        return self._begun[begin]

    def _value(self, value: str, depth: int) -> str | None:
        """A value: a host's own words, a phrase of siteprep's, or several of them."""
        if (said := self._one(value, depth + 1)) is not None:
            return said
        for joint in (", ", "; ", " and ", " or "):
            if joint in value and depth <= _DEPTH:
                parts = [self._value(part, depth + 1) for part in value.split(joint)]
                if None in parts:
                    return None
                return self._fixed.get(joint, joint).join(map(str, parts))
        return None if _PHRASE.search(value) else value

    def _several(self, text: str) -> str:
        sentences = [each for each in re.split(r"(?<=[.:;]) ", text) if each]
        if len(sentences) < 2 or len(text) > _LONGEST:
            return text
        found = []
        while sentences:  # the longest run of sentences that is known as one
            for number in range(min(len(sentences), _TOGETHER), 0, -1):
                said = self._one(" ".join(sentences[:number]))
                if said is not None or number == 1:
                    found.append(f"{sentences[0]} " if said is None else said)
                    del sentences[:number]
                    break
        return "".join(found).rstrip()


@cache
def _sentences(language: str) -> Sentences:
    return Sentences(entries(language))


def _values(text: str, parts: Sequence[str]) -> list[str] | None:
    """What stands in the places, each the shortest that fits and never empty; None where the fixed words differ.

    One way through the text: nothing that a host printed makes it slow.
    """
    first, *middle, last = parts
    end = len(text) - len(last)
    if not text.startswith(first) or not text.endswith(last):
        return None
    values, begin = [], len(first)
    for part in middle:
        found = text.find(part, begin + 1, end)
        if found < 0:
            return None
        values.append(text[begin:found])
        begin = found + len(part)
    return [*values, text[begin:end]] if begin < end else None


def _weight(text: str) -> int:
    """Sentences with more fixed words are tried first: they say more exactly what is meant."""
    return len(text) - len(_PLACE) * text.count(_PLACE)
