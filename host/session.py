"""An open connection to a target, whatever carries it: SSH, the local machine, a recorded bundle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

OUTPUT_LIMIT = 16 * 1024 * 1024
"""Bytes of one host's answer that are kept; a host's output is hostile until proven otherwise."""


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What one script printed and how it ended.

    `exit_code` is None when the host told none: a signal ended the script, or its output was cut at OUTPUT_LIMIT.
    """

    exit_code: int | None
    stdout: bytes
    stderr: bytes

    @property
    def text(self) -> str:
        """Standard output as text; bytes that are not UTF-8 become replacement characters."""
        return self.stdout.decode("utf-8", "replace")


class Session(Protocol):
    """One host, connected. Not shared between threads.

    `own_clock` tells whether the host has a clock of its own, so that comparing it with this machine's says something.
    """

    @property
    def own_clock(self) -> bool: ...

    def run(self, script: str, *, stdin: Iterable[bytes] = (), deadline: float) -> CommandResult:
        """Run a script in the host's script language as its administrator, with `stdin` as standard input.

        The deadline is in seconds from now. Raises SessionLost when the connection breaks or the deadline passes.
        """
        ...

    def close(self) -> None:
        """Close the connection; safe to call twice."""
        ...


@runtime_checkable
class FileSession(Session, Protocol):
    """A session that can also bring a file to the host without a program there."""

    def put(self, chunks: Iterable[bytes], *, deadline: float) -> str:
        """Write a file as the user who signed in, readable by nobody else; its path. Raises SessionLost."""
        ...
