"""The language of a report's own texts: gettext catalogues, one for the whole rendering.

Texts are written in English in the code, `_("...")`; the catalogues are report/locale/<language>.po.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from host.errors import UsageError

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

FOLDER = Path(__file__).parent / "locale"
ENGLISH = "en"
_current: ContextVar[str] = ContextVar("language", default=ENGLISH)


def _(text: str) -> str:
    """The text in the language that is spoken; the text itself where the catalogue lacks it."""
    return catalogue(_current.get()).gettext(text) if text else ""


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """The one that fits the number, with the number in the place of ``{number}``, and other values in theirs."""
    return catalogue(_current.get()).ngettext(one, many, number).format(number=number, **values)


def spoken_language() -> str:
    """The language in which texts are given now, such as ``zh_CN``."""
    return _current.get()


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Give texts in that language until the block ends."""
    before = _current.set(language)
    try:
        yield
    finally:
        _current.reset(before)


def languages() -> list[str]:
    """Every language there is."""
    return [ENGLISH, *sorted(path.stem for path in FOLDER.glob("*.po"))]


def chosen_language(given: str | None, environment: Mapping[str, str]) -> str:
    """The language that was asked for, or that of the locale; English where siteprep has none for the locale.

    UsageError for a language that was asked for and is not there. The environment is read as gettext(3) reads it.
    """
    known = languages()
    if given is not None:
        if (found := _fitting(given, known)) is None:
            raise UsageError(f"There is no language {given!r}.", f"Choose one of: {', '.join(known)}.")
        return found
    wanted = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    if wanted.partition(".")[0] in ("", "C", "POSIX"):
        return ENGLISH
    preferred = [*environment.get("LANGUAGE", "").split(":"), wanted]
    return next((found for each in preferred if (found := _fitting(each, known))), ENGLISH)


def _fitting(name: str, known: list[str]) -> str | None:
    """``zh_CN.UTF-8``, ``zh-cn`` and ``zh_SG`` are all Simplified Chinese; ``zh_TW`` and ``zh_HK`` are not."""
    word = name.partition(".")[0].partition("@")[0].replace("-", "_").lower()
    exact = {each.lower(): each for each in known}
    if word in exact:
        return exact[word]
    if word in ("zh", "zh_sg", "zh_hans", "zh_hans_cn"):
        return exact.get("zh_cn")
    return ENGLISH if word.partition("_")[0] == ENGLISH else None


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; English has none, since its texts stand in the code."""
    if language == ENGLISH:
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo

    compiled = io.BytesIO()
    write_mo(compiled, _read(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def entries(language: str) -> dict[str, str]:
    """The texts of a catalogue that have no plural, with their translations."""
    found = ((message.id, message.string) for message in _read(language))
    return {text: told for text, told in found if text and told and isinstance(text, str) and isinstance(told, str)}


@cache
def _read(language: str) -> Catalog:
    from babel.messages.pofile import read_po

    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)
