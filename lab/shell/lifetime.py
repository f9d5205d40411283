"""How the life of a shell ends, and its traps."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from lab.shell.control import Exit, Leave, Replaced, ShellError
from lab.shell.source import Source

if TYPE_CHECKING:
    from lab.shell.interpreter import Interpreter

AT_EXIT = 0
"""The number that stands for EXIT among the signals."""


def live(shell: Interpreter, run: Callable[[], int]) -> int:
    """Run a shell to its end, then its EXIT trap; the exit status."""
    status, replaced = _guarded(shell, run)
    action = shell.traps.pop(AT_EXIT, "")
    if not action or replaced:
        return status
    shell.status = status

    def last_words() -> int:
        shell.run_source(Source(action))
        return status

    return _guarded(shell, last_words)[0]


def run_traps(shell: Interpreter) -> None:
    """Run the actions of the signals that have arrived."""
    while shell.process.pending:
        action = shell.traps.get(shell.process.pending.pop(0))
        if action:
            before = shell.status
            shell.run_source(Source(action))
            shell.status = before


def _guarded(shell: Interpreter, run: Callable[[], int]) -> tuple[int, bool]:
    try:
        return run(), False
    except Exit as leave:
        return leave.status, isinstance(leave, Replaced)
    except Leave:
        return shell.status, False
    except ShellError as error:
        shell.complain(str(error))
        return error.status, False
