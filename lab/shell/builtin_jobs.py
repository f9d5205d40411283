"""Built-ins about signals and background jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.shell.builtin_state import quoted
from lab.shell.control import ShellError
from lab.shell.lifetime import AT_EXIT
from lab.shell.process import SIGNALS, Process
from lab.shell.signals import signal_number

if TYPE_CHECKING:
    from lab.shell.interpreter import Interpreter


def trap(shell: Interpreter, arguments: list[str]) -> int:
    """``trap action signal...``; ``-`` resets, an empty action ignores, alone it lists."""
    if arguments[:1] == ["--"]:
        arguments = arguments[1:]
    if not arguments:
        names = {number: name for name, number in SIGNALS.items()} | {AT_EXIT: "EXIT"}
        for signal, text in sorted(shell.traps.items()):
            shell.print(f"trap -- {quoted(text)} {names.get(signal, signal)}")
        return 0
    action: str | None = None
    if len(arguments) > 1 and not arguments[0].isdecimal():
        action, *arguments = arguments
    if action == "-":
        action = None
    for name in arguments:
        number = signal_number(name)
        if number is None:
            raise ShellError(f"trap: {name}: bad trap")
        _set(shell, number, action)
    return 0


def _set(shell: Interpreter, number: int, action: str | None) -> None:
    process = shell.process
    process.caught.discard(number)
    process.ignored.discard(number)
    shell.traps.pop(number, None)
    if action is None:
        return
    shell.traps[number] = action
    if number != AT_EXIT:
        (process.caught if action else process.ignored).add(number)


def wait(shell: Interpreter, arguments: list[str]) -> int:
    """``wait [pid...]``: for jobs of this shell; the status of the last one named."""
    status = 0
    for pid in arguments or [str(pid) for pid in shell.jobs]:
        if not pid.isdecimal():
            raise ShellError(f"Illegal number: {pid}")
        status = _wait(shell, shell.jobs.get(int(pid)))
    return status if arguments or (status > 128 and shell.process.pending) else 0


def _wait(shell: Interpreter, job: Process | None) -> int:
    if job is None:
        return 127
    if not shell.process.wait(job.done, until_signal=True):
        return 128 + shell.process.pending[0]
    return job.status
