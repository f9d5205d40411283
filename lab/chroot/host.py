"""A practice host by chroot(2). Needs root, and of root's rights only SYS_CHROOT."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from lab.carry import carry
from lab.chroot.first_process import COMMAND_LIMIT, READY
from lab.processes import end_processes, in_root
from lab.streams import CommandStreams

START_SECONDS = 30.0
_PACKAGES = Path(__file__).parents[__package__.count(".") + 1]
"""The folder that this module's topmost package lies in, whatever that is called."""
_KILLED = -9


class ChrootError(Exception):
    """A chroot host could not be begun; the message is what the system said."""


@dataclass(frozen=True, slots=True)
class ChrootCommand:
    """A command that runs on the host."""

    stdin: BinaryIO
    stdout: BinaryIO
    stderr: BinaryIO
    ended: BinaryIO

    def wait(self) -> int:
        """Its exit code, as subprocess.Popen tells it."""
        with self.ended:
            return int(self.ended.read() or _KILLED)  # nothing: it went with its host


class ChrootHost:
    """One practice host, ready to run commands."""

    def __init__(self, root: Path) -> None:
        """Start its first process over the root folder, which holds programs already. Raises ChrootError."""
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._root = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", f"{__package__}.first_process", str(root.resolve())],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                cwd="/",
                env={"PYTHONPATH": str(_PACKAGES)},
                start_new_session=True,
            )
        self._control.settimeout(START_SECONDS)
        try:
            said = self._control.recv(COMMAND_LIMIT)
        except OSError as error:
            said = str(error).encode()
        if said != READY:
            self.close()
            raise ChrootError(said.decode("utf-8", "replace") or "Its first process did not start.")

    def run(self, command: bytes, streams: CommandStreams) -> None:
        """Run a command as root's shell would; returns when it has ended and its output is closed."""
        carry(self.start, command, streams)

    def start(self, command: bytes) -> ChrootCommand:
        """Start a command with pipes for its three streams. Raises OSError when the host is gone."""
        if len(command) > COMMAND_LIMIT:
            raise ValueError("Argument list too long")
        pipes = [os.pipe() for _ in range(4)]
        (stdin, to), *outputs = pipes
        theirs = [stdin, *(write for _, write in outputs)]
        ours = [to, *(read for read, _ in outputs)]
        try:
            socket.send_fds(self._control, [command], theirs)
        except OSError:
            for descriptor in ours:
                os.close(descriptor)
            raise
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        files = [os.fdopen(descriptor, "rb" if number else "wb", 0) for number, descriptor in enumerate(ours)]
        return ChrootCommand(*(cast(BinaryIO, file) for file in files))

    def close(self) -> None:
        """End every process of the host. Safe to call twice."""
        if self._root < 0:
            return
        self._control.close()
        self._process.wait()
        end_processes(in_root(self._root))  # what was left where the first process was killed
        os.close(self._root)
        self._root = -1
