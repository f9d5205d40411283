"""What kinds of command lines can be composed, as the data file declares them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from installer.command_line.condition import Settings
from installer.command_line.grammar import fold


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that decides which lines there are. `also` are programs' own parameters that ask for the same."""

    name: str
    meaning: str
    values: tuple[str, ...]
    also: tuple[str, ...] = ()
    default: str | None = None

    def value(self, text: str | None) -> str | None:
        """The value that a text means, in any case; None where it means none."""
        return next((value for value in self.values if text is not None and fold(value) == fold(text)), None)


@dataclass(frozen=True, slots=True)
class LineRecipe:
    """One line: the program, the mode it must be read as, and what is settled before anything is asked.

    `ask` are parameters that are asked although the program takes the line without them, `without` those that are not
    offered, `options` other names for parameters. An `optional` line is written only when a parameter of its own was
    given. The program lies in `folder`, or in the one that the option `folder_option` names.
    """

    program: str
    mode: str
    fixed: Settings
    preset: Settings
    ask: tuple[str, ...]
    without: tuple[str, ...]
    options: Mapping[str, str]
    when: Mapping[str, str]
    optional: bool
    folder: str
    folder_option: str

    @classmethod
    def from_data(cls, row: Mapping[str, Any], chosen: Mapping[str, str]) -> Self:
        """Take it out of a row of the data file, with the chosen values in their places."""
        fixed = {
            name: value.format_map(chosen) if isinstance(value, str) else value
            for name, value in row.get("fixed", {}).items()
        }
        return cls(
            program=row["program"],
            mode=row["mode"],
            fixed=fixed,
            preset=row.get("preset", {}),
            ask=tuple(row.get("ask", ())),
            without=tuple(row.get("without", ())),
            options=row.get("options", {}),
            when=row.get("when", {}),
            optional=row.get("optional", False),
            folder=row.get("folder", ""),
            folder_option=row.get("folder_option", ""),
        )


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of composition: what is to be chosen, and the rows of its lines."""

    name: str
    meaning: str
    choices: tuple[Choice, ...]
    rows: tuple[Mapping[str, Any], ...]

    @classmethod
    def from_data(cls, name: str, data: Mapping[str, Any]) -> Self:
        """Build it from the data file's content."""
        choices = tuple(
            Choice(row["name"], row["meaning"], tuple(row["values"]), tuple(row.get("also", ())), row.get("default"))
            for row in data.get("choices", ())
        )
        return cls(name, data["meaning"], choices, tuple(data["lines"]))

    @property
    def programs(self) -> tuple[str, ...]:
        """The programs of all its lines, whatever is chosen."""
        return tuple(dict.fromkeys(row["program"] for row in self.rows))

    def lines(self, chosen: Mapping[str, str]) -> list[LineRecipe]:
        """The lines for these choices, in the order of running; where a choice is open, those of all its values."""
        settled = {**{choice.name: "" for choice in self.choices}, **chosen}
        return [
            LineRecipe.from_data(row, settled)
            for row in self.rows
            if all(chosen.get(name, value) == value for name, value in row.get("when", {}).items())
        ]
