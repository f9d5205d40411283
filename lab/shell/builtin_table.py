"""Commands that change the shell itself, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from lab.shell import builtin_flow, builtin_jobs, builtin_read, builtin_state

if TYPE_CHECKING:
    from lab.shell.interpreter import Interpreter

Builtin: TypeAlias = "Callable[[Interpreter, list[str]], int]"

SPECIAL: dict[str, Builtin] = {
    ":": lambda shell, arguments: 0,
    ".": builtin_flow.source,
    "break": builtin_flow.leave_loop,
    "continue": builtin_flow.next_turn,
    "eval": builtin_flow.evaluate,
    "exit": builtin_flow.leave,
    "export": builtin_state.export,
    "readonly": builtin_state.readonly,
    "return": builtin_flow.return_,
    "set": builtin_state.set_,
    "shift": builtin_state.shift,
    "trap": builtin_jobs.trap,
    "unset": builtin_state.unset,
}
"""Special built-ins: a mistake in one ends the script, and assignments before it stay."""

REGULAR: dict[str, Builtin] = {
    "cd": builtin_state.cd,
    "command": builtin_flow.command,
    "getopts": builtin_read.getopts,
    "local": builtin_state.local,
    "read": builtin_read.read,
    "type": builtin_flow.type_,
    "umask": builtin_state.umask,
    "wait": builtin_jobs.wait,
}
