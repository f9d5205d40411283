"""A line in the making: what it still lacks, what may be added, and what is wrong with an answer.

The judge is the parser itself: a parameter is missing when a line without it is refused for that, and an answer is
wrong when a line with it is refused for that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Self

from installer.command_line.condition import Settings
from installer.command_line.grammar import Flag, Grammar, Syntax
from installer.command_line.parse import parse
from installer.command_line.parsed import LookAt, Parsed
from installer.command_line.render import render
from installer.command_line.validate import has_effect, understood
from installer.command_line.values import fault
from installer.compose.recipe import LineRecipe

_USER_IN_ADDRESS = re.compile(r"//[^/?#]*@")


@dataclass(frozen=True, slots=True)
class Draft:
    """A recipe's line with the parameters so far. `look_at` reads the files that parameters name."""

    recipe: LineRecipe
    grammar: Grammar
    look_at: LookAt | None = field(default=None, repr=False)
    given: Settings = field(default_factory=dict)
    folder: str = ""

    @classmethod
    def begin(cls, recipe: LineRecipe, grammar: Grammar, look_at: LookAt | None) -> Self:
        """The line before anything is asked."""
        return cls(recipe, grammar, look_at, folder=recipe.folder)

    @property
    def parameters(self) -> Settings:
        """All that the line holds, secrets as placeholders."""
        known = {**self.recipe.preset, **self.given, **self.recipe.fixed}
        secrets = [flag for flag in self._lacking(known) if flag.is_secret]
        return {**known, **{flag.name: placeholder(flag) for flag in secrets}}

    @property
    def placeholders(self) -> list[str]:
        """What stands in the line for secrets."""
        return [str(value) for name, value in self.parameters.items() if self.grammar.flags[name].is_secret]

    @property
    def wanted(self) -> bool:
        """Whether the line is to be written at all."""
        return bool(self.given) or not self.recipe.optional

    def parsed(self) -> Parsed:
        """The line as the parser reads and judges it."""
        return self._read(self.parameters)

    def missing(self) -> list[Flag]:
        """What must still be given, in the grammar's order."""
        return [] if not self.wanted else self._lacking(self.parameters)

    def possible(self) -> list[Flag]:
        """What may still be given, in the grammar's order; what is preset may be given otherwise."""
        known, mode = self.parameters, self.recipe.mode
        return [flag for flag in self.offered() if flag.name not in self.given and has_effect(flag, (mode,), known)]

    def default(self, flag: Flag) -> str:
        """What holds where the parameter is not given; empty where nothing is known to."""
        return str(self.recipe.preset.get(flag.name, flag.default or ""))

    def offered(self) -> list[Flag]:
        """Everything that may be given: what has an effect in the line's mode and does not make it another line."""
        mode, recipe = self.recipe.mode, self.recipe
        return [
            flag
            for flag in self.grammar.flags.values()
            if mode not in flag.ignored_for
            and flag.name not in recipe.fixed
            and flag.name not in recipe.without
            and not flag.is_secret
            and (flag.name in recipe.ask or mode in flag.required_for or not self._decides(flag))
        ]

    def option(self, flag: Flag) -> str:
        """How the parameter is named on siteprep's own command line."""
        if name := self.recipe.options.get(flag.name):
            return f"--{name}"
        return f"-{flag.name}" if self.grammar.syntax is Syntax.GETOPTS else f"--{flag.name}"

    def refusal(self, flag: Flag, value: str) -> str | None:
        """What is wrong with a value and what to give instead, as sentences; None when nothing is."""
        name = self.grammar.written(flag.name)
        if wrong := unwritable(name, value, self.grammar) or fault(flag, value, self.grammar):
            return wrong
        errors = self._read({**self.parameters, flag.name: value}).errors
        return next((error.message for error in errors if error.parameter == flag.name), None)

    def with_value(self, flag: Flag, value: str | bool) -> Self:
        """The line with one more parameter, in the program's own spelling."""
        return replace(self, given={**self.given, **understood({flag.name: value}, self.grammar, strict=False)})

    def folder_refusal(self, value: str) -> str | None:
        """What is wrong with the program's folder."""
        flag = Flag("program-folder", "folder", "The folder in which the program lies.")
        wrong = unwritable("--program-folder", value, self.grammar) or fault(flag, value, self.grammar)
        return wrong.replace(self.grammar.written(flag.name), "--program-folder") if wrong else None

    def _lacking(self, known: Settings) -> list[Flag]:
        names = {error.parameter for error in self._read(known).errors} | set(self.recipe.ask)
        return [flag for flag in self.grammar.flags.values() if flag.name in names and flag.name not in known]

    def _decides(self, flag: Flag) -> bool:
        conditions = [mode.condition for mode in self.grammar.modes]
        return any(flag.name in (*each.given, *each.unless, *each.values) for each in conditions)

    def _read(self, parameters: Settings) -> Parsed:
        return parse(render(parameters, self.grammar), self.grammar, look_at=self.look_at)


def placeholder(flag: Flag) -> str:
    """What stands for a secret: ``<proxy password>`` for proxyPassword."""
    return f"<{' '.join(re.findall('[A-Z]?[a-z]+', flag.name)).lower()}>"


def unwritable(name: str, value: str, grammar: Grammar) -> str | None:
    """Why a value cannot stand in a line that is shown and pasted into a shell, and what to give instead."""
    if _USER_IN_ADDRESS.search(value):
        return f"{name} holds a user or a password in front of an @. Give the address alone."
    if not value.isprintable():
        return f"{name} holds a line break or another character that cannot be seen. Type the value anew."
    if grammar.syntax is not Syntax.GETOPTS and '"' in value:
        return f"{name} holds a quote, which cmd does not hand on unharmed. Give a value without quotes."
    return None
