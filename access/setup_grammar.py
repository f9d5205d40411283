"""UnifiedSetup's grammar, read from the data file that siteprep carries."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from installer.command_line.grammar import Grammar


@cache
def load_setup_grammar() -> Grammar:
    """The grammar; it is read once."""
    import yaml

    text = (files("installer") / "data" / "unified_setup.yaml").read_text(encoding="utf-8")
    return Grammar.from_data(yaml.safe_load(text))
