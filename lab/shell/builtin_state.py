"""Built-ins that change what the shell remembers."""

from __future__ import annotations

import re
import stat
from typing import TYPE_CHECKING

from lab.shell.control import ShellError
from lab.shell.modes import change_mode

if TYPE_CHECKING:
    from lab.shell.interpreter import Interpreter

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_OPTION_NAMES = {"errexit": "e", "nounset": "u", "noglob": "f", "xtrace": "x", "allexport": "a", "noclobber": "C"}


def set_(shell: Interpreter, arguments: list[str]) -> int:
    """``set``: options and positional parameters; alone it lists the variables."""
    if not arguments:
        for name, value in shell.variables.everything().items():
            shell.print(f"{name}={quoted(value)}")
        return 0
    while arguments and len(arguments[0]) > 1 and arguments[0][0] in "-+":
        flags, *arguments = arguments
        if flags == "--":
            shell.positional = list(arguments)
            return 0
        for letter in flags[1:]:
            if letter == "o" and arguments:
                letter = _OPTION_NAMES.get(arguments.pop(0), "o")
            if letter not in _OPTION_NAMES.values():
                raise ShellError(f"set: Illegal option -{letter}")
            (shell.options.add if flags[0] == "-" else shell.options.discard)(letter)
    if arguments:
        shell.positional = list(arguments)
    return 0


def shift(shell: Interpreter, arguments: list[str]) -> int:
    """``shift``."""
    count = int(arguments[0]) if arguments and arguments[0].isdecimal() else 1
    if count > len(shell.positional):
        raise ShellError("shift: can't shift that many")
    shell.positional = shell.positional[count:]
    return 0


def unset(shell: Interpreter, arguments: list[str]) -> int:
    """``unset``: variables, with -f functions."""
    functions = arguments[:1] == ["-f"]
    for name in arguments[1:] if arguments[:1] in (["-f"], ["-v"]) else arguments:
        if functions:
            shell.functions.pop(name, None)
        else:
            shell.variables.unset(_checked(name))
    return 0


def export(shell: Interpreter, arguments: list[str]) -> int:
    """``export``."""
    return _declare(shell, "export", arguments)


def readonly(shell: Interpreter, arguments: list[str]) -> int:
    """``readonly``."""
    return _declare(shell, "readonly", arguments)


def local(shell: Interpreter, arguments: list[str]) -> int:
    """``local``: variables of the function that runs."""
    for argument in arguments:
        name, equals, value = argument.partition("=")
        shell.variables.make_local(_checked(name))
        if equals:
            shell.assign(name, value)
    return 0


def cd(shell: Interpreter, arguments: list[str]) -> int:
    """``cd``: to a folder, home without one, back with ``-``."""
    arguments = [argument for argument in arguments if argument not in ("-L", "-P", "--")]
    target = arguments[0] if arguments else shell.variables.get("HOME") or ""
    back = target == "-"
    if back:
        target = shell.variables.get("OLDPWD") or ""
    process = shell.process
    parts: list[str] = []
    for part in f"{'' if target.startswith('/') else process.cwd}/{target}".split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    folder = "/" + "/".join(parts)
    try:
        found = process.stat(target or ".")
    except OSError as error:
        raise ShellError(f"can't cd to {target}: {error.strerror}") from None
    if not stat.S_ISDIR(found.st_mode):
        raise ShellError(f"can't cd to {target}: Not a directory")
    shell.variables.set("OLDPWD", process.cwd)
    shell.variables.set("PWD", folder)
    process.cwd = folder
    if back:
        shell.print(folder)
    return 0


def umask(shell: Interpreter, arguments: list[str]) -> int:
    """``umask``, octal or symbolic."""
    if not arguments:
        shell.print(f"{shell.process.umask:04o}")
        return 0
    try:
        if arguments[0].isdecimal():
            shell.process.umask = int(arguments[0], 8) & 0o777
        else:
            shell.process.umask = ~change_mode(~shell.process.umask & 0o777, arguments[0], 0, folder=False) & 0o777
    except ValueError:
        raise ShellError(f"Illegal mode: {arguments[0]}") from None
    return 0


def quoted(text: str) -> str:
    """Text in quotes, so that a shell reads it back."""
    return "'" + text.replace("'", "'\"'\"'") + "'"


def _declare(shell: Interpreter, command: str, arguments: list[str]) -> int:
    names = [argument for argument in arguments if argument != "-p"]
    is_readonly = command == "readonly"
    if not names:
        for name, value in shell.variables.marked(readonly=is_readonly).items():
            shell.print(f"{command} {name}" + ("" if value is None else f"={quoted(value)}"))
    for argument in names:
        name, equals, value = argument.partition("=")
        if equals:
            shell.assign(_checked(name), value)
        shell.variables.mark(_checked(name), exported=not is_readonly, readonly=is_readonly)
    return 0


def _checked(name: str) -> str:
    if not _NAME.match(name):
        raise ShellError(f"{name}: bad variable name")
    return name
