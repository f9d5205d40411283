"""The first process of a chroot host: starts its commands, is the parent of all that they leave behind, and ends it.

    python -P -m lab.chroot.first_process ROOT

Standard input is a socket of whole messages. It says "ready", or what went wrong. Each message to it is a command, with
four descriptors: the command's three streams, and a pipe for how it ended (as subprocess tells it). When the socket
closes, so that no host outlives the program that began it, everything in the root ends. It stays outside the root
itself, because it needs the machine's /proc.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import sys
from pathlib import Path

from lab.chroot import rights
from lab.chroot.devices import StandInDevices, make_nodes
from lab.environment import ENVIRONMENT
from lab.processes import end_processes, in_root

COMMAND_LIMIT = 192 * 1024
"""Bytes of a command: more than the system lets one argument have."""
READY = b"ready"
_DEFAULTS = (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGTERM)


class FirstProcess:
    """The loop: commands from the socket, ends of processes, and the stand-in devices where there are some."""

    def __init__(self, root: Path, control: socket.socket) -> None:
        self._control = control
        self._root = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
        self._running: dict[int, int] = {}  # process -> the pipe for its end
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)
        rights.adopt_orphans()
        self._ended, wakeup = socket.socketpair()
        for end in (self._ended, wakeup):
            end.setblocking(False)
        self._selector.register(self._ended, selectors.EVENT_READ)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(wakeup.detach(), warn_on_full_buffer=False)
        if not make_nodes(root / "dev"):
            StandInDevices(root / "dev", self._selector)

    def serve(self) -> None:
        """Until the socket closes."""
        self._control.send(READY)
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._control:
                    command, descriptors, _, _ = socket.recv_fds(self._control, COMMAND_LIMIT, 4)
                    if not descriptors:
                        return
                    self._start(command, descriptors)
                elif key.fileobj is self._ended:
                    with contextlib.suppress(BlockingIOError):
                        self._ended.recv(4096)
                    self._reap(os.WNOHANG)
                else:
                    key.data.handle(key.fd)

    def close(self) -> None:
        """End all of the host's processes."""
        end_processes(in_root(self._root))
        self._reap(0)

    def _start(self, command: bytes, descriptors: list[int]) -> None:
        *streams, told = descriptors
        arrived, started = os.pipe()
        pid = os.fork()
        if pid == 0:
            self._become(command, streams, started)
        self._running[pid] = told
        for descriptor in (*streams, started):
            os.close(descriptor)
        os.read(arrived, 1)  # it is in the root by now, where it can be found
        os.close(arrived)

    def _become(self, command: bytes, streams: list[int], started: int) -> None:
        """Turn into the command. What it inherits is its streams alone."""
        try:
            os.setsid()
            for number, descriptor in enumerate(streams):
                os.dup2(descriptor, number)
            os.fchdir(self._root)
            os.chroot(".")
            os.chdir(ENVIRONMENT["HOME"])
            os.umask(0o022)
            rights.restrict()
            for number in _DEFAULTS:
                signal.signal(number, signal.SIG_DFL)
            signal.set_wakeup_fd(-1)
            os.close(started)
            os.closerange(3, 65_536)
            shell = ENVIRONMENT["SHELL"]
            os.execve(shell, [os.fsencode(shell), b"-c", command], ENVIRONMENT)  # noqa: S606 - it is the shell itself
        except (OSError, ValueError) as error:  # too long, or with a zero byte
            os.write(2, f"sh: {getattr(error, 'strerror', None) or error}\n".encode())
        finally:
            os._exit(126)

    def _reap(self, flags: int) -> None:
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitpid(-1, flags)) != (0, 0):
                told = self._running.pop(ended[0], None)
                if told is not None:
                    with contextlib.suppress(BrokenPipeError):
                        os.write(told, str(os.waitstatus_to_exitcode(ended[1])).encode())
                    os.close(told)


def main() -> None:
    """Serve the host whose root the command line names."""
    control = socket.socket(fileno=os.dup(0))
    try:
        first = FirstProcess(Path(sys.argv[1]), control)
    except OSError as error:
        control.send(str(error).encode())
        return
    try:
        first.serve()
    finally:
        first.close()


if __name__ == "__main__":
    main()
