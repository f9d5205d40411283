"""What reading a command line gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from installer.command_line.condition import Settings
from installer.command_line.grammar import Flag, Grammar


@dataclass(frozen=True, slots=True)
class Problem:
    """A warning, an error or a rule left to the machine: a stable code, the parameter it is about, a plain sentence."""

    code: str
    parameter: str | None
    message: str


@dataclass(frozen=True, slots=True)
class FileLook:
    """What reading a file that a parameter names told: problems, and facts that are no secrets.

    `corrected` is what the program accepts where siteprep takes a form of the file that the program refuses.
    """

    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    corrected: bytes | None = None


LookAt = Callable[[Flag, str, bool], FileLook | None]
"""Reads the file of a parameter, as strictly as the original does or not; None where it cannot be read from here."""


@dataclass(frozen=True, slots=True)
class Original:
    """What the real program would answer to exactly this line.

    `exit_code` is None where no code is published; with deferred rules it is the code for a machine that keeps them.
    """

    exit_code: int | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A command line, read and judged.

    `mode` is None when the line does not tell it. `parameters` are all that were given, by canonical name, with their
    values as given, in the grammar's order. `settings` are those that take effect, defaults among them. `deferred` are
    the rules that only the machine can decide. `looks` are what reading the named files told. `exit_code` is 0 or
    UnifiedSetup's and siteprep's 2, for a line that is refused or that only asks for usage; with `strict`, what the
    original ends with.
    """

    grammar: Grammar = field(repr=False, compare=False)
    mode: str | None
    parameters: Settings
    settings: Settings
    warnings: tuple[Problem, ...]
    errors: tuple[Problem, ...]
    deferred: tuple[Problem, ...]
    exit_code: int
    original: Original
    looks: Mapping[str, FileLook] = field(default_factory=dict, repr=False, compare=False)
