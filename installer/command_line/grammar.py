"""The grammar of UnifiedSetup's command line, as its data file declares it."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from installer.command_line.condition import Condition
from installer.command_line.step import Step

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


@dataclass(frozen=True, slots=True)
class Special:
    """A value with an effect of its own in some modes: ``refused`` or ``ignored`` (the default stays)."""

    value: str
    modes: tuple[str, ...]
    effect: str
    why: str


@dataclass(frozen=True, slots=True)
class Flag:
    """One parameter: its name without prefix, its type, and what it means in which mode."""

    name: str
    type: str
    meaning: str
    values: tuple[str, ...] = ()
    required_for: tuple[str, ...] = ()
    ignored_for: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()
    default: str | None = None
    range: tuple[int, int] = (0, 0)
    extension: str = ""
    secret: bool = False
    special: tuple[Special, ...] = ()

    @property
    def is_switch(self) -> bool:
        """Whether it takes no value."""
        return self.type == "switch"

    @property
    def is_path(self) -> bool:
        """Whether its value names a file or a folder."""
        return self.type in ("file", "folder")


@dataclass(frozen=True, slots=True)
class Alias:
    """A spelling from documents. Without a flag it is accepted and dropped."""

    name: str
    flag: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Mode:
    """What a line asks for, and how it is recognised.

    A mode with an exit code of its own only prints something. The two limits count arguments; 0 is no limit.
    """

    name: str
    flag: str
    value: str = ""
    exit_code: int = 0
    at_most: int = 0
    at_most_with_mysql_5_5: int = 0
    needed_with_mysql_5_5: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the command line that only the machine can decide."""

    code: str
    parameter: str | None
    message: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class Grammar:
    """Everything the data file says. `flags` are by their canonical name."""

    program: str
    prefixes: tuple[str, ...]
    modes: tuple[Mode, ...]
    flags: Mapping[str, Flag]
    aliases: tuple[Alias, ...]
    forbidden_in_paths: str
    return_codes: Mapping[int, Mapping[str, Any]]
    deferred: tuple[Rule, ...]
    steps: tuple[Step, ...]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Build it from the data file's content; KeyError or TypeError when that is not as expected."""
        flags = [_flag(row) for row in data["flags"]]
        return cls(
            program=data["program"],
            prefixes=tuple(data["prefixes"]),
            modes=tuple(Mode(**_without_notes(row)) for row in data["modes"]),
            flags={flag.name: flag for flag in flags},
            aliases=tuple(Alias(row["name"], row.get("flag"), row["why"]) for row in data["aliases"]),
            forbidden_in_paths=data["path_rules"]["forbidden"],
            return_codes=data["return_codes"],
            deferred=tuple(
                Rule(row["code"], row.get("parameter"), row["message"], Condition.from_data(row))
                for row in data["deferred"]
            ),
            steps=tuple(Step.from_data(row) for row in data["steps"]),
        )

    def flag(self, name: str) -> Flag | None:
        """The parameter of that name, in any case; aliases are not looked at."""
        return next((flag for flag in self.flags.values() if fold(flag.name) == fold(name)), None)

    def alias(self, name: str) -> Alias | None:
        """The alias of that name, in any case."""
        return next((alias for alias in self.aliases if fold(alias.name) == fold(name)), None)

    def is_flag(self, argument: str) -> bool:
        """Whether an argument is read as a parameter's name rather than as a value."""
        return argument.startswith(self.prefixes)

    def return_code(self, name: str) -> int:
        """The number of a return code; KeyError when there is none of that name."""
        numbers = {row["name"]: number for number, row in self.return_codes.items()}
        return numbers[name]


def fold(name: str) -> str:
    """A name for comparison: ASCII letters lose their case, all others keep it (the original folds ordinally)."""
    return name.translate(_LOWER)


def _flag(row: Mapping[str, Any]) -> Flag:
    fields = _without_notes(row)
    fields["special"] = tuple(Special(**_without_notes(item)) for item in row.get("special", ()))
    return Flag(**fields)


def _without_notes(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row's fields, lists as tuples, without what is said only to readers of the file."""
    notes = ("source", "documented", "assumption")
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items() if key not in notes}
