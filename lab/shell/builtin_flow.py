"""Built-ins that decide what runs next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.shell.control import Exit, LoopJump, Return, ShellError
from lab.shell.source import Source

if TYPE_CHECKING:
    from lab.shell.interpreter import Interpreter


def evaluate(shell: Interpreter, arguments: list[str]) -> int:
    """``eval``."""
    return shell.run_source(Source(" ".join(arguments)))


def source(shell: Interpreter, arguments: list[str]) -> int:
    """``.``: run a file in this shell. A name without a slash is looked for in PATH."""
    if not arguments:
        raise ShellError(".: which file?")
    name = arguments[0]
    folders = (shell.variables.get("PATH") or "").split(":")
    for candidate in [name] if "/" in name else [f"{folder or '.'}/{name}" for folder in folders]:
        try:
            text = shell.process.read_text(candidate)
        except OSError as error:
            problem = error.strerror
            continue
        loops = shell.loops
        try:
            return shell.run_source(Source(text))
        except Return as leave:
            return leave.status
        finally:
            shell.loops = loops
    raise ShellError(f".: cannot open {name}: {problem}")


def leave(shell: Interpreter, arguments: list[str]) -> int:
    """``exit``."""
    raise Exit(_status(shell, arguments))


def return_(shell: Interpreter, arguments: list[str]) -> int:
    """``return``."""
    raise Return(_status(shell, arguments))


def leave_loop(shell: Interpreter, arguments: list[str]) -> int:
    """``break``."""
    return _jump(shell, arguments, again=False)


def next_turn(shell: Interpreter, arguments: list[str]) -> int:
    """``continue``."""
    return _jump(shell, arguments, again=True)


def command(shell: Interpreter, arguments: list[str]) -> int:
    """``command``: past functions, or with -v what a name would run."""
    from lab.shell.simple import run_fields  # it needs the table of built-ins, and so this module

    asks = False
    while arguments and arguments[0] in ("-v", "-V", "-p", "--"):
        asks = asks or arguments[0] in ("-v", "-V")
        end = arguments[0] == "--"
        arguments = arguments[1:]
        if end:
            break
    if asks:
        return _describe(shell, arguments[0], long=False) if arguments else 0
    if not arguments:
        return 0
    try:
        return run_fields(shell, arguments, functions=False)
    except ShellError as error:
        shell.complain(str(error))
        return error.status


def type_(shell: Interpreter, arguments: list[str]) -> int:
    """``type``."""
    return max([_describe(shell, name, long=True) for name in arguments], default=0)


def _describe(shell: Interpreter, name: str, *, long: bool) -> int:
    from lab.shell.builtin_table import REGULAR, SPECIAL
    from lab.shell.commands import IN_SHELL
    from lab.shell.launch import NOT_FOUND, find, seeming_path
    from lab.shell.simple_parser import RESERVED

    if name in RESERVED:
        kind, answer = "a shell keyword", name
    elif name in shell.functions:
        kind, answer = "a shell function", name
    elif name in SPECIAL or name in REGULAR or name in IN_SHELL or name == "exec":
        kind, answer = "a shell builtin", name
    else:
        program = find(shell.process, name, shell.variables.get("PATH") or "")
        path = seeming_path(shell.process, name, program)
        if path is None:
            if long:
                shell.print(f"{name}: not found")
            return NOT_FOUND
        kind, answer = path, path
    shell.print(f"{name} is {kind}" if long else answer)
    return 0


def _jump(shell: Interpreter, arguments: list[str], *, again: bool) -> int:
    levels = _number(arguments[0]) if arguments else 1
    if levels < 1:
        raise ShellError(f"Illegal number: {arguments[0]}")
    if not shell.loops:
        return 0
    raise LoopJump(min(levels, shell.loops), again=again)


def _status(shell: Interpreter, arguments: list[str]) -> int:
    return _number(arguments[0]) & 0xFF if arguments else shell.status


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise ShellError(f"Illegal number: {text}")
    return int(text)
