"""The texts of findings and outcomes, which a document holds in English, in the language that is spoken.

A document keeps whole sentences, with the host's own values in them. The catalogue holds each sentence with places,
``"{} is mounted read-only."``, as it stands in the code; the fitting one is found by its fixed words, and the values go
into the same places of the translation. What no sentence fits stays as it is: a host's own words, and a user's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from report.document import Document
from report.language import ENGLISH, catalogue, spoken_language

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
_Pattern = tuple[list[str], str]


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
        self._begun: dict[str, list[_Pattern]] = defaultdict(list)
        for text in sorted((text for text in translations if _PLACE in text), key=_weight, reverse=True):
            parts = text.split(_PLACE)
            self._begun[parts[0][:_BEGIN] if len(parts[0]) >= _BEGIN else ""].append((parts, translations[text]))
        self._known: dict[str, str] = {}

    def say(self, text: str) -> str:
        """The text in the language; several sentences are looked up one by one."""
        if text not in self._known:
            self._known[text] = self._one(text) or self._several(text)
        return self._known[text]

    def _one(self, text: str, depth: int = 0) -> str | None:
        if text in self._fixed:
            return self._fixed[text]
        if len(text) > _LONGEST or depth > _DEPTH:
            return None
        for parts, told in (*self._begun.get(text[:_BEGIN], ()), *self._begun.get("", ())):
            if (values := _values(text, parts)) is not None:
                said: str = told.format(*(self._one(value, depth + 1) or value for value in values))
                return said
        return None

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
    return Sentences(dict(_entries(language)))


def _entries(language: str) -> Iterator[tuple[str, str]]:
    for text, told in getattr(catalogue(language), "_catalog", {}).items():
        if isinstance(text, str) and text and told:
            yield text, told


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
