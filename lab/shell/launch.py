"""Starting programs: files of the host first, in the order of PATH, then the commands written in Python."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from contextlib import suppress
from typing import TypeAlias

from lab.shell.call import Command, invoke
from lab.shell.commands import COMMANDS
from lab.shell.process import Process
from lab.shell.root import to_bytes, to_text

STANDARD_FOLDERS = frozenset(("/bin", "/sbin", "/usr/bin", "/usr/sbin"))
"""Where the Python commands seem to lie."""
NOT_EXECUTABLE = 126
NOT_FOUND = 127

Program: TypeAlias = str | Command
"""A file of the host, or a command written in Python."""


def find(process: Process, name: str, path: str) -> Program | None:
    """What `name` would start; None if nothing. A name with a slash is a file even when it may not be executed."""
    if "/" in name:
        folder, _, base = name.rpartition("/")
        if _mode(process, name) is not None:
            return name
        return COMMANDS.get(base) if folder in STANDARD_FOLDERS else None
    for folder in path.split(":"):
        candidate = f"{folder or '.'}/{name}"
        mode = _mode(process, candidate)
        if mode is not None and stat.S_ISREG(mode) and mode & 0o111:
            return candidate
    return COMMANDS.get(name)


def seeming_path(process: Process, name: str, program: Program | None) -> str | None:
    """The path that ``command -v`` and ``which`` show; None for what cannot be run."""
    if program is None:
        return None
    if not isinstance(program, str):
        return name if "/" in name else f"/usr/bin/{name}"
    return program if (_mode(process, program) or 0) & 0o111 else None


def launch(process: Process, arguments: Sequence[str], environment: dict[str, str]) -> int:
    """Run a program as this process; its exit status. Raises BrokenPipeError and Killed."""
    process.arguments = list(arguments)
    process.caught.clear()
    program = find(process, arguments[0], environment.get("PATH", ""))
    if program is None:
        _complain(process, f"{arguments[0]}: not found")
        return NOT_FOUND
    if not isinstance(program, str):
        return invoke(program, process, arguments, environment)
    mode = _mode(process, program) or 0
    if not stat.S_ISREG(mode) or not mode & 0o111:
        _complain(process, f"{arguments[0]}: Permission denied")
        return NOT_EXECUTABLE
    return _run_file(process, program, arguments, environment)


def _run_file(process: Process, path: str, arguments: Sequence[str], environment: dict[str, str]) -> int:
    try:
        start = process.read_start(path)
    except OSError as error:
        _complain(process, f"{arguments[0]}: {error.strerror}")
        return NOT_EXECUTABLE
    if start.startswith(b"#!"):
        interpreter = to_text(start[2:].partition(b"\n")[0]).strip(" \t").split(" ", 1)
        words = [word.strip(" \t") for word in interpreter if word.strip(" \t")] or ["/bin/sh"]
        return launch(process, [*words, path, *arguments[1:]], environment)
    if start.startswith(b"\x7fELF"):
        command = COMMANDS.get(path.rpartition("/")[2])
        if command:
            return invoke(command, process, arguments, environment)
        _complain(process, f"{arguments[0]}: Exec format error")
        return NOT_EXECUTABLE
    return launch(process, ["/bin/sh", path, *arguments[1:]], environment)


def _mode(process: Process, path: str) -> int | None:
    try:
        return process.stat(path).st_mode
    except OSError:
        return None


def _complain(process: Process, message: str) -> None:
    with suppress(OSError):
        process.write(2, to_bytes(f"sh: {message}\n"))
