"""What reading a command line gives."""

from __future__ import annotations

from dataclasses import dataclass, field

from installer.command_line.condition import Settings
from installer.command_line.grammar import Grammar


@dataclass(frozen=True, slots=True)
class Problem:
    """A warning, an error or a rule left to the machine: a stable code, the parameter it is about, a plain sentence."""

    code: str
    parameter: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A command line, read and judged.

    `mode` is None when the line does not tell it. `parameters` are all that were given, by canonical name, with their
    values as given, in the grammar's order. `settings` are those that take effect, defaults among them. `deferred` are
    the rules that only the machine can decide. `exit_code` is what the line alone makes UnifiedSetup end with.
    """

    grammar: Grammar = field(repr=False, compare=False)
    mode: str | None
    parameters: Settings
    settings: Settings
    warnings: tuple[Problem, ...]
    errors: tuple[Problem, ...]
    deferred: tuple[Problem, ...]
    exit_code: int
