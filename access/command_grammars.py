"""The grammars of the command lines and the steps of UnifiedSetup, read from the data files that siteprep carries."""

from __future__ import annotations

from functools import cache

from access.data_files import data
from host.errors import UsageError
from installer.command_line.grammar import Grammar
from installer.setup_step import Step

PROGRAMS = (
    "unified-setup",
    "bootstrapper",
    "unified-agent",
    "agent-configurator",
    "linux-install",
    "linux-configurator",
    "provider",
    "setupdr",
    "dr-configurator",
)


@cache
def load_grammar(program: str) -> Grammar:
    """The grammar of one program; it is read once. Raises UsageError for a name that is not in PROGRAMS."""
    if program not in PROGRAMS:
        raise UsageError(f"{program} is no program whose command line is known.", f"Give one of {', '.join(PROGRAMS)}.")
    return Grammar.from_data(data("installer", f"command_lines/{program}.yaml"))


@cache
def load_setup_steps() -> tuple[Step, ...]:
    """The steps of a UnifiedSetup run, in order."""
    return tuple(Step.from_data(row) for row in data("installer", "setup_steps.yaml")["steps"])
