"""Processes of a practice host: the files, folder and signals that a shell or a command has."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from lab.shell.file_access import FileAccess
from lab.shell.root import HostRoot
from lab.shell.streams import Stream

POLL_SECONDS = 0.05
SIGNALS = {"HUP": 1, "INT": 2, "QUIT": 3, "KILL": 9, "USR1": 10, "USR2": 12, "PIPE": 13, "ALRM": 14, "TERM": 15}
_HARMLESS = frozenset((17, 18, 19, 20, 21, 22, 23, 28))
"""Child ended, continue, stop and the like: a practice host has no job control."""


class Killed(Exception):
    """A signal ended `process`; everything that runs on its behalf unwinds."""

    def __init__(self, process: Process, signal: int) -> None:
        super().__init__(signal)
        self.process = process
        self.signal = signal


class Machine:
    """What all processes of a host share."""

    def __init__(self, root: HostRoot, hostname: str, environment: Mapping[str, str]) -> None:
        self.root = root
        self.hostname = hostname
        self.environment = dict(environment)
        self.processes: dict[int, Process] = {}
        self.numbers = itertools.count(1000)
        self.closed = False

    def deliver_to_group(self, group: int, signal: int) -> bool:
        """Send a signal to all processes of a group; False when there are none."""
        found = [process for process in list(self.processes.values()) if process.group == group]
        for process in found:
            process.deliver(signal)
        return bool(found)


class Process(FileAccess):
    """One process. `waiter` is the process that waits for it and takes it along when killed; None in the background."""

    def __init__(self, machine: Machine, fds: dict[int, Stream], waiter: Process | None, parent: int = 1) -> None:
        super().__init__(machine.root, fds)
        self.machine = machine
        self.pid = next(machine.numbers)
        self.parent = parent
        self.group = self.pid
        self.waiter = waiter
        self.arguments: list[str] = []
        self.started = time.time()
        self.ignored: set[int] = set()
        self.caught: set[int] = set()
        self.pending: list[int] = []
        self.status = 0
        self.done = threading.Event()
        self._fatal = 0
        machine.processes[self.pid] = self
        if machine.closed:
            self._fatal = SIGNALS["KILL"]

    def fork(self, *, background: bool = False) -> Process:
        """A child with the same open files, folder, umask and ignored signals."""
        shared = {number: stream.share() for number, stream in self.fds.items()}
        child = Process(self.machine, shared, None if background else self, self.pid)
        child.group, child.cwd, child.umask = self.group, self.cwd, self.umask
        child.ignored, child.arguments = set(self.ignored), self.arguments
        return child

    def live(self, function: Callable[[], int]) -> int:
        """Run the process to its end and return its exit status. Raises Killed if a process that waits was killed."""
        self.status = 128 + SIGNALS["KILL"]
        try:
            self.status = function()
        except Killed as killed:
            if killed.process is not self:
                raise
            self.status = 128 + killed.signal
        except BrokenPipeError:
            self.status = 128 + SIGNALS["PIPE"]
        except RecursionError:
            self.status = 2
            with suppress(OSError):
                self.write(2, b"sh: the script nests its calls too deeply\n")
        finally:
            self.machine.processes.pop(self.pid, None)
            for stream in self.fds.values():
                stream.close()
            self.fds = {}
            self.done.set()
        return self.status

    def live_in_thread(self, function: Callable[[], int]) -> None:
        """Like `live`, beside whoever calls this."""

        def body() -> None:
            try:
                self.live(function)
            except Killed:
                return  # the process that waited for this one is told by its own check

        threading.Thread(target=body, daemon=True, name=f"practice process {self.pid}").start()

    def deliver(self, signal: int) -> None:
        """Send a signal."""
        if signal == SIGNALS["KILL"]:
            self._fatal = signal
        elif signal in self.caught:
            self.pending.append(signal)
        elif signal and signal not in self.ignored and signal not in _HARMLESS:
            self._fatal = signal

    def check(self) -> None:
        """Raises Killed when this process, or one that waits for it, was killed."""
        process: Process | None = self
        while process:
            if process._fatal:
                raise Killed(process, process._fatal)
            process = process.waiter

    def wait(self, event: threading.Event, seconds: float | None = None, *, until_signal: bool = False) -> bool:
        """Wait for an event, at most `seconds`; False if it did not come, or a trapped signal came before it."""
        deadline = None if seconds is None else time.monotonic() + seconds
        while True:
            self.check()
            if until_signal and self.pending:
                return False
            left = POLL_SECONDS if deadline is None else deadline - time.monotonic()
            if event.wait(max(0.0, min(left, POLL_SECONDS))):
                return True
            if left <= 0:
                return False
