"""The grammars of the command lines and the steps of UnifiedSetup, read from the data files that siteprep carries."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

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
    return Grammar.from_data(_data(f"command_lines/{program}.yaml"))


@cache
def load_setup_steps() -> tuple[Step, ...]:
    """The steps of a UnifiedSetup run, in order."""
    return tuple(Step.from_data(row) for row in _data("setup_steps.yaml")["steps"])


def _data(name: str) -> dict[str, Any]:
    import yaml

    text = (files("installer") / "data" / name).read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: dict[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 - both are safe loaders
    return data
