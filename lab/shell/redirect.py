"""Redirections: what a command's descriptors point to while it runs."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from lab.shell.control import ShellError
from lab.shell.process import Process
from lab.shell.root import to_bytes
from lab.shell.streams import Stream, TextStream
from lab.shell.syntax import Redirect
from lab.shell.words import ShellState, expand_text

_FLAGS = {
    "<": os.O_RDONLY,
    ">": os.O_WRONLY | os.O_CREAT | os.O_TRUNC,
    ">|": os.O_WRONLY | os.O_CREAT | os.O_TRUNC,
    ">>": os.O_WRONLY | os.O_CREAT | os.O_APPEND,
    "<>": os.O_RDWR | os.O_CREAT,
}


class RedirectError(ShellError):
    """A redirection failed; the command is not run."""


@contextmanager
def redirected(shell: ShellState, redirects: tuple[Redirect, ...]) -> Iterator[None]:
    """Redirections that hold inside the block. Raises RedirectError."""
    process = shell.process
    saved: list[tuple[int, Stream | None]] = []
    try:
        for redirect in redirects:
            stream = _open(shell, redirect)
            saved.append((redirect.fd, process.fds.pop(redirect.fd, None)))
            if stream:
                process.fds[redirect.fd] = stream
        yield
    finally:
        for fd, before in reversed(saved):
            process.connect(fd, before)


def redirect_for_good(shell: ShellState, redirects: tuple[Redirect, ...]) -> None:
    """Redirections of ``exec``. Raises RedirectError."""
    for redirect in redirects:
        shell.process.connect(redirect.fd, _open(shell, redirect))


def _open(shell: ShellState, redirect: Redirect) -> Stream | None:
    """The new stream; None closes the descriptor."""
    target = expand_text(shell, redirect.target)
    try:
        if redirect.operator in ("<<", "<<-"):
            return TextStream(to_bytes(target))
        if redirect.operator not in ("<&", ">&"):
            if redirect.operator == ">" and "C" in shell.options:
                return _open_new(shell.process, target)
            return shell.process.open(target, _FLAGS[redirect.operator])
        if target == "-":
            return None
        if not (target.isascii() and target.isdecimal()):
            raise RedirectError(f"Bad fd number: {target}")
        return shell.process.stream(int(target)).share()
    except OSError as error:
        verb = "create" if redirect.operator.startswith(">") else "open"
        raise RedirectError(f"cannot {verb} {target}: {error.strerror}") from error


def _open_new(process: Process, path: str) -> Stream:
    """Under ``set -C`` a file must not exist yet, which is decided and done in one step; devices may."""
    try:
        existing = stat.S_ISREG(process.stat(path).st_mode)
    except OSError:
        existing = True
    return process.open(path, _FLAGS[">"] | os.O_EXCL if existing else _FLAGS[">"])
