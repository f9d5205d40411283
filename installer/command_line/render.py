"""The canonical command line: the inverse of reading one."""

from __future__ import annotations

from collections.abc import Mapping

from host.secret import MASK
from installer.command_line.condition import Settings
from installer.command_line.grammar import Grammar, Syntax
from installer.command_line.parsed import Parsed
from installer.command_line.secrets import shown
from installer.command_line.validate import understood


def render(parameters: Settings, grammar: Grammar) -> list[str]:
    """Parameters as arguments, in the grammar's order and spelling. Reading the result gives the same parameters."""
    line: list[str] = []
    for name in grammar.flags:
        value = parameters.get(name)
        if value is None or value is False:
            continue
        written = grammar.written(name)
        if value is True:
            line.append(written)
        elif grammar.syntax is Syntax.ATTACHED:
            line.append(f"{written}:{value}")
        else:
            line += [written, str(value)]
    return line


def normalised(parsed: Parsed) -> list[str]:
    """All parameters that were given, choices and documented spellings as the program wants them, secrets masked."""
    return render(masked(understood(parsed.parameters, parsed.grammar, strict=False), parsed.grammar), parsed.grammar)


def masked(parameters: Settings, grammar: Grammar) -> Mapping[str, str | bool]:
    """The same parameters with every value that is itself a secret hidden."""
    return {name: _masked(name, value, grammar) for name, value in parameters.items()}


def _masked(name: str, value: str | bool, grammar: Grammar) -> str | bool:
    if grammar.flags[name].is_secret:
        return MASK
    return shown(value, grammar) if isinstance(value, str) else value
