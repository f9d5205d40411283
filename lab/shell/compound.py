"""The commands that choose and repeat: if, while, until, for, case."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from lab.shell import patterns
from lab.shell.control import LoopJump
from lab.shell.syntax import Case, For, If, Loop
from lab.shell.words import expand_fields, expand_pattern, expand_text

if TYPE_CHECKING:
    from lab.shell.interpreter import Interpreter


def run_if(shell: Interpreter, node: If) -> None:
    """``if``."""
    for condition, body in node.clauses:
        with shell.testing():
            shell.execute(condition)
        if shell.status == 0:
            shell.execute(body)
            return
    shell.status = 0


def run_loop(shell: Interpreter, node: Loop) -> None:
    """``while`` and ``until``."""
    status = 0

    def turn() -> bool:
        nonlocal status
        with shell.testing():
            goes_on = (shell.execute(node.condition) == 0) != node.until
        if goes_on:
            status = 0
            status = shell.execute(node.body)
        else:
            shell.status = status
        return goes_on

    shell.loops += 1
    while _turn(shell, turn):
        pass
    shell.loops -= 1


def run_for(shell: Interpreter, node: For) -> None:
    """``for``."""

    def turn(value: str) -> bool:
        shell.assign(node.name, value)
        shell.execute(node.body)
        return True

    values = list(shell.positional) if node.words is None else expand_fields(shell, node.words)
    shell.status = 0
    shell.loops += 1
    for value in values:
        if not _turn(shell, partial(turn, value)):
            break
    shell.loops -= 1


def _turn(shell: Interpreter, turn: Callable[[], bool]) -> bool:
    """One turn of a loop; False when it was the last."""
    try:
        return turn()
    except LoopJump as jump:
        shell.status = 0
        if jump.levels == 1:
            return jump.again
        shell.loops -= 1
        raise LoopJump(jump.levels - 1, again=jump.again) from None


def run_case(shell: Interpreter, node: Case) -> None:
    """``case``."""
    subject = expand_text(shell, node.subject)
    shell.status = 0
    for choices, body in node.items:
        if any(patterns.matches(expand_pattern(shell, choice), subject) for choice in choices):
            shell.execute(body)
            return
