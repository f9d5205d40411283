"""Files of a section line and KEY = "VALUE" lines in a fixed order, as UnifiedSetup reads two of its answer files.

The original wants exactly the known number of lines that are not blank, each key at its place, every value in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from installer.answer_files.problem import ERROR, WARNING, FileProblem
from installer.answer_files.text import Decoded, numbered

_LINE = re.compile(r'(?P<bullet>[*\u2022]?)(?P<key>[^="]{1,60}?)(?P<before>\s*)=(?P<after>\s*)(?P<value>.*)')
_UNKNOWN_SHOWN = 10  # of a file of a wholly different kind the first lines are enough


@dataclass(frozen=True, slots=True)
class Layout:
    """The section, the keys in their order, and for each key the spellings that documents show and nobody accepts."""

    section: str
    keys: tuple[str, ...]
    spellings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Setting:
    """A value and the line it stands on."""

    value: str = field(repr=False)
    line: int

    @property
    def as_read(self) -> str:
        """What the original makes of it: nothing behind a further equals sign, no quotes, no blanks at the ends.

        [source: AzMigrate-Hydration @8344a7f9: GrepUtils.cs]
        """
        return self.value.partition("=")[0].replace('"', "").strip()


@dataclass(slots=True)
class Reading:
    """Settings by key, and the problems met. `repaired`: the original needs another form of the file."""

    settings: dict[str, Setting]
    problems: list[FileProblem]
    repaired: bool

    @property
    def broken(self) -> bool:
        """Whether something in it stands in the way."""
        return any(problem.severity == ERROR for problem in self.problems)


class Reader:
    """Reads one file. Unless strict, a documented form that the original refuses is a warning instead of an error."""

    def __init__(self, decoded: Decoded, layout: Layout, *, strict: bool) -> None:
        self.layout = layout
        self.strict = strict
        self.reading = Reading({}, decoded.problems(strict=strict), decoded.encoding == "utf-16" and not strict)
        self.lines = numbered(decoded.text)
        self.unknown = 0

    def read(self) -> Reading:
        """Read all lines; every problem is told."""
        places = list(self.lines)
        if places and self._is_section(*places[0]):
            places.pop(0)
        else:
            number = places[0][0] if places else None
            self._error("section", number, f"The first line must be [{self.layout.section}].")
        order = [key for number, line in places if (key := self._setting(number, line))]
        if self.unknown > _UNKNOWN_SHOWN:
            more = self.unknown - _UNKNOWN_SHOWN
            self._error("line", None, f"{more} more lines do not belong into the file. Remove them.")
        for key in self.layout.keys:
            if key not in self.reading.settings:
                self._error(
                    "missing-key", None, f'The line {key} = "..." is missing. Add it, with the value in quotes.'
                )
        wanted = [key for key in self.layout.keys if key in order]
        if order != wanted and len(set(order)) == len(order):
            self._error("order", None, f"The lines must stand in this order: {', '.join(self.layout.keys)}.")
        return self.reading

    def _is_section(self, number: int, line: str) -> bool:
        text = line.strip()
        bare = text.lstrip("*\u2022 \t")
        if bare.lower() != f"[{self.layout.section}]".lower():
            return False
        if text != bare:
            self._bullet(number)
        elif text != line:
            self._blanks(number)
        if bare != f"[{self.layout.section}]":
            self._error("section-case", number, f"The section must be spelt [{self.layout.section}].")
        return True

    def _setting(self, number: int, line: str) -> str | None:
        match = _LINE.fullmatch(line.strip())
        if match is None:
            self._unknown("line", number, 'The line is none of the form KEY = "VALUE". Correct or remove it.')
            return None
        if match["bullet"]:
            self._bullet(number)
        elif line.strip() != line or (match["before"] + match["after"]).strip(" \t"):
            self._blanks(number)
        written = match["key"].strip()
        key = next((key for key in self.layout.keys if key.lower() == written.lower()), None)
        if key is None and (meant := self.layout.spellings.get(" ".join(written.lower().split()))):
            self._tolerated(
                "key-spelling", number, f"The key must be spelt {meant}, without the blank that the documents print."
            )
            key = meant
        if key is None:
            known = ", ".join(self.layout.keys)
            self._unknown(
                "unknown-key", number, f"The line has an unknown key. Only {known} are read; remove the line."
            )
            return None
        if key != written and key.lower() == written.lower():
            self._error("key-case", number, f"The key must be spelt {key}.")
        if key in self.reading.settings:
            self._error("duplicate-key", number, f"{key} is there a second time. Leave it once.")
            return None
        self.reading.settings[key] = Setting(self._value(match["value"].strip(), key, number), number)
        return key

    def _value(self, text: str, key: str, number: int) -> str:
        if len(text) >= 2 and text[0] == text[-1] == '"':
            return text[1:-1]
        if text.startswith('"') and text.rstrip(">").endswith('"') and len(text.rstrip(">")) >= 2:
            self._tolerated("stray-character", number, f"A stray > stands behind the value of {key}. Remove it.")
            return text.rstrip(">")[1:-1]
        if '"' in text or "\u201c" in text or "\u201d" in text:
            self._error("quotes", number, f'The value of {key} must stand in one pair of plain quotes ("...").')
            return text.strip('"\u201c\u201d')
        self._error("quotes", number, f'The value of {key} must stand in quotes, even when it is empty: {key} = "...".')
        return text

    def _bullet(self, number: int) -> None:
        self._tolerated("bullet", number, "The asterisk at the line's start is the document's layout. Remove it.")

    def _blanks(self, number: int) -> None:
        message = (
            "Blanks stand at the line's start or end, or other blanks than spaces and tabs around the equals sign."
        )
        self._tolerated("blanks", number, f"{message} Remove them.")

    def _unknown(self, code: str, number: int, message: str) -> None:
        self.unknown += 1
        if self.unknown <= _UNKNOWN_SHOWN:
            self._error(code, number, message)

    def _tolerated(self, code: str, number: int | None, message: str) -> None:
        """A form that siteprep takes and the original refuses."""
        if self.strict:
            self._error(code, number, message)
        else:
            note = f"{message} UnifiedSetup itself refuses this; siteprep hands it a corrected copy."
            self.reading.problems.append(FileProblem(code, number, WARNING, note))
            self.reading.repaired = True

    def _error(self, code: str, number: int | None, message: str) -> None:
        self.reading.problems.append(FileProblem(code, number, ERROR, message))


def written(layout: Layout, values: Mapping[str, str]) -> bytes:
    """The file in exactly the original's layout, lines ending as Windows ends them."""
    lines = [f"[{layout.section}]", *(f'{key} = "{values[key]}"' for key in layout.keys)]
    return "".join(f"{line}\r\n" for line in lines).encode()
