"""Simple commands: expansion, redirection, and the choice between built-in, function and program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from lab.shell.builtin_table import REGULAR, SPECIAL
from lab.shell.call import invoke
from lab.shell.commands import COMMANDS, IN_SHELL
from lab.shell.control import Replaced, Return, ShellError
from lab.shell.launch import launch
from lab.shell.redirect import RedirectError, redirect_for_good, redirected
from lab.shell.root import to_bytes
from lab.shell.simple_parser import assignment_of
from lab.shell.syntax import Simple, Word
from lab.shell.words import expand_fields, expand_text

if TYPE_CHECKING:
    from lab.shell.interpreter import Interpreter

_DECLARATIONS = frozenset(("export", "readonly", "local"))


def run_simple(shell: Interpreter, node: Simple, *, final: bool) -> int:
    """Run a simple command; its exit status. With `final` a program replaces this process."""
    shell.line = node.line
    shell.substitution_status = 0
    fields = _fields(shell, node.words)
    if "x" in shell.options:
        with suppress(OSError):
            shell.process.write(2, to_bytes(f"+ {' '.join(fields)}\n"))
    if fields and fields[0] == "exec":
        return _exec(shell, node, fields[1:])
    with ExitStack() as until_done:
        try:
            until_done.enter_context(redirected(shell, node.redirects))
        except RedirectError as error:
            if fields and fields[0] in SPECIAL:
                raise
            shell.complain(str(error))
            return error.status
        return _dispatch(shell, node.assignments, fields, final=final)


def run_fields(shell: Interpreter, fields: list[str], *, functions: bool = True, final: bool = False) -> int:
    """Run a command whose words are expanded already."""
    name = fields[0]
    if functions and name in shell.functions and name not in SPECIAL:
        return _call(shell, fields)
    try:
        if name in SPECIAL:
            return SPECIAL[name](shell, fields[1:])
        if name in REGULAR:
            return REGULAR[name](shell, fields[1:])
    except ShellError as error:
        if name in SPECIAL:
            raise
        shell.complain(f"{name}: {error}")
        return error.status
    except BrokenPipeError:
        raise
    except OSError as error:
        shell.complain(f"{name}: {error.strerror}")
        return 1
    environment = shell.variables.environment()
    if name in IN_SHELL:
        return invoke(COMMANDS[name], shell.process, fields, environment)
    if final and not shell.traps:
        return launch(shell.process, fields, environment)
    child = shell.process.fork()
    return child.live(lambda: launch(child, fields, environment))


def _dispatch(shell: Interpreter, assignments: tuple[tuple[str, Word], ...], fields: list[str], *, final: bool) -> int:
    if fields and fields[0] not in SPECIAL:
        with _temporary(shell, assignments):
            return run_fields(shell, fields, final=final)
    for name, word in assignments:
        shell.assign(name, expand_text(shell, word))
    return run_fields(shell, fields) if fields else shell.substitution_status


def _fields(shell: Interpreter, words: tuple[Word, ...]) -> list[str]:
    fields = expand_fields(shell, words[:1])
    for word in words[1:]:
        assignment = assignment_of(word) if fields and fields[0] in _DECLARATIONS else None
        if assignment:
            fields.append(f"{assignment[0]}={expand_text(shell, assignment[1])}")
        else:
            fields += expand_fields(shell, (word,))
    return fields


@contextmanager
def _temporary(shell: Interpreter, assignments: tuple[tuple[str, Word], ...]) -> Iterator[None]:
    """Exported variables that hold for one command."""
    if not assignments:
        yield
        return
    before = shell.variables.states(name for name, _ in assignments)
    try:
        for name, word in assignments:
            shell.assign(name, expand_text(shell, word))
            shell.variables.mark(name, exported=True)
        yield
    finally:
        shell.variables.restore(before)


def _exec(shell: Interpreter, node: Simple, fields: list[str]) -> int:
    for name, word in node.assignments:
        shell.assign(name, expand_text(shell, word))
        if fields:
            shell.variables.mark(name, exported=True)
    redirect_for_good(shell, node.redirects)
    if fields[:1] == ["--"]:
        fields = fields[1:]
    if not fields:
        return 0
    raise Replaced(launch(shell.process, fields, shell.variables.environment()))


def _call(shell: Interpreter, fields: list[str]) -> int:
    name, *arguments = fields
    before, loops = shell.positional, shell.loops
    shell.positional, shell.loops = arguments, 0
    shell.calls += 1
    shell.variables.enter()
    try:
        return shell.execute(shell.functions[name])
    except Return as leave:
        return leave.status
    finally:
        shell.variables.leave()
        shell.calls -= 1
        shell.positional, shell.loops = before, loops
