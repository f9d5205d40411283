"""The options of a kind, for reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from installer.command_line.describe import value_shown
from installer.command_line.grammar import Flag
from installer.compose.draft import Draft
from installer.compose.options import PROGRAM_FOLDER
from installer.compose.recipe import Kind


def option_lines(kind: Kind, drafts: Sequence[Draft]) -> Iterator[str]:
    """The choices, then for each line its options with their values and meanings."""
    yield kind.meaning
    for choice in kind.choices:
        yield f"  --{choice.name} {'|'.join(choice.values)}"
        yield f"      {choice.meaning}{f' Default: {choice.default}.' if choice.default else ' Required.'}"
    for draft in drafts:
        if options := list(_options(draft)):
            when = " ".join(f"--{name} {value}" for name, value in draft.recipe.when.items())
            yield f"For {draft.grammar.exe}{f' with {when}' if when else ''}:"
            yield from options


def _options(draft: Draft) -> Iterator[str]:
    for flag in draft.offered():
        yield f"  {draft.option(flag)}{value_shown(flag)}"
        yield f"      {flag.meaning}{_duty(draft, flag)}"
    if draft.recipe.folder:
        yield f"  {PROGRAM_FOLDER} FOLDER"
        yield f"      The folder in which the program lies. Default: {draft.recipe.folder}"


def _duty(draft: Draft, flag: Flag) -> str:
    recipe = draft.recipe
    if not recipe.optional and (flag.name in recipe.ask or recipe.mode in flag.required_for):
        return " Required."
    default = draft.default(flag)
    return f" Default: {default}." if default else ""
