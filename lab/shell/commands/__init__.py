"""The programs of a practice host, written in Python: one module per family."""

from __future__ import annotations

from lab.shell.call import Command
from lab.shell.commands import (
    archives,
    changes,
    conditions,
    copying,
    editing,
    finding,
    hashing,
    host,
    listing,
    names,
    output,
    permissions,
    processes,
    searching,
    shells,
    sorting,
    starting,
    streaming,
    tarballs,
    text,
)

_FAMILIES = (
    archives,
    changes,
    conditions,
    copying,
    editing,
    finding,
    hashing,
    host,
    listing,
    names,
    output,
    permissions,
    processes,
    searching,
    shells,
    sorting,
    starting,
    streaming,
    tarballs,
    text,
)

COMMANDS: dict[str, Command] = {name: command for family in _FAMILIES for name, command in family.COMMANDS.items()}
IN_SHELL = frozenset(("echo", "printf", "true", "false", "pwd", "test", "[", "kill"))
"""Commands that shells have built in: they run without a process of their own and before anything in PATH."""
