"""A stand-in for /bin/sh and the usual commands, in Python, for practice hosts where the real ones cannot be confined.

What it is: an interpreter of POSIX sh scripts against a folder that plays a host's file tree. No path leaves that
folder, no program of the machine is started, no privilege is needed; the user is always root, as far as scripts can
tell. Files in the host's PATH come before the commands written in Python, so that a script there doubles for one.

What it is not: a full shell, a security boundary for hostile scripts that race with their own links, or a measure of
how a real host behaves. Job control, aliases, history, awk and most rarely used options are missing; an option that
is not known fails with exit code 2 instead of being ignored. A command that calls for another owner is remembered,
not carried out. Killing a shell also ends the command it waits for. It serves rehearsals only.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from lab.shell.launch import launch
from lab.shell.process import SIGNALS, Machine, Process
from lab.shell.root import HostRoot
from lab.shell.streams import BorrowedStream, Stream

__all__ = ["StandInShell"]

_SECONDS_TO_END = 2.0


class StandInShell:
    """The shell of one practice host; it owns the host's processes.

    >>> shell = StandInShell(Path("/tmp/web01"), {"PATH": "/usr/bin:/bin", "HOME": "/root"}, "web01")
    >>> shell.run("hostname", sys.stdin.buffer, sys.stdout.buffer, sys.stderr.buffer)
    0
    """

    def __init__(self, root: Path, env: Mapping[str, str], hostname: str) -> None:
        self._machine = Machine(HostRoot(root), hostname, {_text(name): _text(value) for name, value in env.items()})

    def run(self, command: str, stdin: BinaryIO, stdout: BinaryIO, stderr: BinaryIO) -> int:
        """Run a command as ``sh -c command`` would and return its exit status. Any number may run at once.

        It begins in the folder HOME. Jobs it leaves in the background go on, but lose the three streams.
        """
        borrowed = [BorrowedStream(stream) for stream in (stdin, stdout, stderr)]
        fds: dict[int, Stream] = dict(enumerate(borrowed))
        process = Process(self._machine, fds, waiter=None)
        home = self._machine.environment.get("HOME", "/")
        try:
            process.cwd = process.root.of_host(process.real(home + "/"))
        except OSError:
            process.cwd = "/"
        arguments = ["/bin/sh", "-c", _text(command)]
        try:
            return process.live(lambda: launch(process, arguments, dict(self._machine.environment)))
        finally:
            for stream in borrowed:
                stream.give_back()

    def close(self) -> None:
        """End everything that still runs on the host, in the background or not; nothing can be run afterwards."""
        self._machine.closed = True
        processes = list(self._machine.processes.values())
        for process in processes:
            process.deliver(SIGNALS["KILL"])
        deadline = time.monotonic() + _SECONDS_TO_END
        for process in processes:
            process.done.wait(max(0.0, deadline - time.monotonic()))


def _text(text: str) -> str:
    """Shell text, one character per byte."""
    return text.encode("utf-8", "surrogateescape").decode("latin-1")
