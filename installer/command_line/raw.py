"""A raw command line, as it stands in a script: taken apart by the rules of the system that it is written for."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from installer.command_line import reading_problems as problems
from installer.command_line.grammar import Flag, Grammar, Syntax, fold
from installer.command_line.parsed import Problem
from installer.command_line.quoting import spellings
from installer.command_line.split import program_name, split


@dataclass(frozen=True, slots=True)
class RawLine:
    """The arguments that were meant, the arguments that the program would get, and what was repaired."""

    arguments: list[str]
    original: list[str]
    warnings: tuple[Problem, ...]


def begins_with(line: str, grammar: Grammar) -> str | None:
    """What follows the program's name where the line begins with it (with any folder before it), else None."""
    if grammar.syntax is Syntax.GETOPTS:
        name, _, rest = line.removeprefix("sudo ").strip().partition(" ")
        known = [called.rsplit("/", 1)[-1] for called in (grammar.exe, *grammar.also_called)]
        return rest if name.rsplit("/", 1)[-1] in known else None
    name, rest = program_name(line)
    name = fold(re.split(r"[\\/]", name)[-1])
    known = [fold(called) for called in (grammar.exe, *grammar.also_called)]
    return rest if _matches(name, known) or _matches(f"{name}.exe", known) else None


def _matches(name: str, patterns: Iterable[str]) -> bool:
    """Whether a name is one of the known ones, of which some leave a version open with ``*``."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def read_line(line: str, grammar: Grammar) -> RawLine:
    """Take a line apart. Windows programs get the C runtime's rules, with the trap of a quoted backslash repaired."""
    if grammar.syntax is Syntax.GETOPTS:
        try:
            words = shlex.split(line)
        except ValueError:
            words = shlex.split(line.replace('"', " ").replace("'", " ").replace("\\", " "))
        return RawLine(words, words, ())
    original = split(line).arguments
    meant = split(line, spellings(grammar))
    warnings = [
        problems.repaired_quote(flag, meant.arguments[place], grammar)
        for place in meant.repaired
        if place and (flag := _named(meant.arguments[place - 1], grammar))
    ]
    if len(warnings) != len(meant.repaired):  # a quote behind something that is no parameter: leave it as it is
        return RawLine(original, original, ())
    return RawLine(meant.arguments, original, tuple(warnings))


def _named(argument: str, grammar: Grammar) -> Flag | None:
    alias = grammar.alias(argument[1:])
    flag = grammar.flag(alias.flag if alias and alias.flag else argument[1:])
    return flag if flag and flag.is_path and grammar.is_flag(argument) else None
