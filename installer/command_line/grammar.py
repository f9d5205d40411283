"""The grammar of one program's command line, as its data file declares it."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from installer.command_line.condition import Condition

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


class Syntax(StrEnum):
    """How a program tells names from values."""

    NEXT_ARGUMENT = "next-argument"  # /Name value
    ATTACHED = "attached"  # /q /x:value
    GETOPTS = "getopts"  # -q -r value, -qrvalue


@dataclass(frozen=True, slots=True)
class Special:
    """A value with an effect of its own in some modes: ``refused`` or ``ignored`` (the default stays)."""

    value: str
    modes: tuple[str, ...]
    effect: str
    why: str


@dataclass(frozen=True, slots=True)
class Flag:
    """One parameter: its name without prefix, its type, and what it means in which mode.

    `spellings` are values that documents show and the program refuses, with the value that is meant. `answer_file` is
    the kind of file a path must name. `refused`, `missing` and `content_refused` are what the program ends with on a
    bad value, where the parameter is required and not given, and on a file that it reads only later; None where no
    code is published.
    """

    name: str
    type: str
    meaning: str
    values: tuple[str, ...] = ()
    contains: bool = False
    case: bool = False
    spellings: Mapping[str, str] = field(default_factory=dict)
    required_for: tuple[str, ...] = ()
    ignored_for: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()
    default: str | None = None
    range: tuple[int, int] = (0, 0)
    extension: str = ""
    answer_file: str = ""
    special: tuple[Special, ...] = ()
    documented: str = ""
    refused: int | None = None
    missing: int | None = None
    content_refused: int | None = None

    @property
    def is_switch(self) -> bool:
        """Whether it takes no value."""
        return self.type == "switch"

    @property
    def is_path(self) -> bool:
        """Whether its value names a file or a folder."""
        return self.type in ("file", "folder")

    @property
    def is_secret(self) -> bool:
        """Whether its value itself, not only the file it names, is a secret."""
        return self.type == "secret"


@dataclass(frozen=True, slots=True)
class Alias:
    """A spelling from documents. Without a flag it is accepted and dropped, with its value where it takes one."""

    name: str
    flag: str | None
    why: str
    takes_value: bool = False


@dataclass(frozen=True, slots=True)
class Mode:
    """What a line asks for, and how it is recognised: the first mode whose condition holds is the one.

    A mode with an exit code of its own only prints something. The two limits count arguments; 0 is no limit.
    """

    name: str
    condition: Condition
    exit_code: int | None = None
    at_most: int = 0
    at_most_with_mysql_5_5: int = 0
    needed_with_mysql_5_5: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A sentence about lines of some shape: a rule that only the machine decides, a warning, or a refusal.

    `exit_code` is what the program ends with where the rule is a refusal. `settled_by_file` rules fall away once the
    parameter's file was read and found good.
    """

    code: str
    parameter: str | None
    message: str
    condition: Condition
    exit_code: int | None = None
    settled_by_file: bool = False


@dataclass(frozen=True, slots=True)
class ParseError:
    """What the program does with an argument that it cannot read: its exit code, and whether it goes on.

    `goes_on`: it prints the error, forgets the rest of the line, and judges what stood before.
    """

    exit_code: int | None
    goes_on: bool
    note: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """Everything the data file says. `flags` are by their canonical name."""

    name: str
    exe: str
    also_called: tuple[str, ...]
    title: str
    syntax: Syntax
    prefixes: tuple[str, ...]
    parse_error: ParseError
    refused: int | None
    modes: tuple[Mode, ...]
    order: tuple[str, ...]
    flags: Mapping[str, Flag]
    aliases: tuple[Alias, ...]
    forbidden_in_paths: str
    deferred: tuple[Rule, ...]
    warnings: tuple[Rule, ...]
    refusals: tuple[Rule, ...]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Build it from the data file's content; KeyError or TypeError when that is not as expected."""
        flags = [_flag(row) for row in data["flags"]]
        syntax = Syntax(data["syntax"])
        return cls(
            name=data["name"],
            exe=data["exe"],
            also_called=tuple(data.get("also_called", ())),
            title=data["title"],
            syntax=syntax,
            prefixes=("-",) if syntax is Syntax.GETOPTS else ("/", "-"),
            parse_error=ParseError(**_without_notes(data["parse_error"])),
            refused=data["refused"],
            modes=tuple(_mode(row) for row in data["modes"]),
            order=tuple(data.get("order", ())),
            flags={flag.name: flag for flag in flags},
            aliases=tuple(Alias(**_without_notes({"flag": None, **row})) for row in data.get("aliases", ())),
            forbidden_in_paths="" if syntax is Syntax.GETOPTS else '"<>|?*',
            deferred=_rules(data, "deferred"),
            warnings=_rules(data, "warnings"),
            refusals=_rules(data, "refusals"),
        )

    @property
    def prefix(self) -> str:
        """What siteprep itself writes before a name."""
        return self.prefixes[0]

    def flag(self, name: str) -> Flag | None:
        """The parameter of that name (in any case, but for getopts); aliases are not looked at."""
        return next((flag for flag in self.flags.values() if self.same(flag.name, name)), None)

    def alias(self, name: str) -> Alias | None:
        """The alias of that name."""
        return next((alias for alias in self.aliases if self.same(alias.name, name)), None)

    def same(self, one: str, other: str) -> bool:
        """Whether two names are the same to the program."""
        return one == other if self.syntax is Syntax.GETOPTS else fold(one) == fold(other)

    def is_flag(self, argument: str) -> bool:
        """Whether an argument is read as a parameter's name rather than as a value."""
        return argument.startswith(self.prefixes)

    def written(self, name: str) -> str:
        """A parameter's name as it is shown to people."""
        return self.prefix + name


def fold(name: str) -> str:
    """A name for comparison: ASCII letters lose their case, all others keep it (the original folds ordinally)."""
    return name.translate(_LOWER)


def _flag(row: Mapping[str, Any]) -> Flag:
    fields = _without_notes(row, keep="documented")
    fields["special"] = tuple(Special(**_without_notes(item)) for item in row.get("special", ()))
    return Flag(**fields)


def _mode(row: Mapping[str, Any]) -> Mode:
    conditions = ("modes", "given", "unless", "values")
    fields = {key: value for key, value in _without_notes(row).items() if key not in conditions}
    return Mode(condition=Condition.from_data(row), **fields)


def _rules(data: Mapping[str, Any], part: str) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            code=row["code"],
            parameter=row.get("parameter"),
            message=row["message"],
            condition=Condition.from_data(row),
            exit_code=row.get("exit_code"),
            settled_by_file=row.get("settled_by_file", False),
        )
        for row in data.get(part, ())
    )


def _without_notes(row: Mapping[str, Any], keep: str = "") -> dict[str, Any]:
    """A row's fields, lists as tuples, without what is said only to readers of the file."""
    notes = {"source", "documented", "assumption"} - {keep}
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items() if key not in notes}
