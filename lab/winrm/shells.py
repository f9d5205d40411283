"""A remote shell and the commands in it: their output is kept until it is fetched."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from lab.winrm.envelope import new_id
from lab.winrm.faults import Fault


class Program(Protocol):
    """A running program of a host."""

    def write(self, data: bytes) -> None:
        """Give it standard input; returns when it is handed over."""
        ...

    def end_input(self) -> None:
        """Nothing more follows on standard input."""
        ...

    def kill(self) -> None:
        """End it and what it started, as the shell's end does."""
        ...


class Sink(Protocol):
    """Takes what a program says, from any thread."""

    def output(self, stream: str, data: bytes) -> None: ...

    def ended(self, exit_code: int) -> None: ...


class Backend(Protocol):
    """What stands behind the service: a host on which programs run."""

    def start(
        self, line: str, *, through_cmd: bool, environment: Mapping[str, str], folder: str, sink: Sink
    ) -> Program:
        """Start a program by its command line. Raises FileNotFoundError where Windows would find none."""
        ...

    def close(self) -> None:
        """End everything that still runs."""
        ...


@dataclass
class Command:
    """One command. `pieces` are (stream, bytes) in the order in which they came."""

    id: str = field(default_factory=new_id)
    program: Program | None = None
    pieces: deque[tuple[str, bytes]] = field(default_factory=deque)
    exit_code: int | None = None
    fetched: bool = False
    changed: threading.Condition = field(default_factory=threading.Condition)
    receiving: threading.Lock = field(default_factory=threading.Lock)

    def output(self, stream: str, data: bytes) -> None:
        with self.changed:
            self.pieces.append((stream, data))
            self.changed.notify_all()

    def ended(self, exit_code: int) -> None:
        with self.changed:
            self.exit_code = exit_code
            self.changed.notify_all()

    def take(self, seconds: float, limit: int) -> tuple[list[tuple[str, bytes]], bool]:
        """What came since the last time, up to so many bytes, and whether that was all and the program has ended.

        Waits for something; raises a timed-out fault when there is nothing in time. A second of waiting for the end
        follows the first output, as the service bundles what belongs together.
        """
        with self.receiving, self.changed:
            if not self.changed.wait_for(lambda: self.pieces or self.exit_code is not None, seconds):
                raise Fault("timed-out")
            if sum(len(data) for _, data in self.pieces) < limit:
                self.changed.wait_for(lambda: self.exit_code is not None, min(0.2, seconds))
            taken: list[tuple[str, bytes]] = []
            room = limit
            while self.pieces and room > 0:
                stream, data = self.pieces.popleft()
                if len(data) > room:
                    self.pieces.appendleft((stream, data[room:]))
                    data = data[:room]
                room -= len(data)
                taken.append((stream, data))
            done = self.exit_code is not None and not self.pieces
            self.fetched = self.fetched or done
            return taken, done


@dataclass
class Shell:
    """One shell and its commands."""

    environment: Mapping[str, str]
    folder: str
    idle_timeout: float
    id: str = field(default_factory=new_id)
    commands: dict[str, Command] = field(default_factory=dict)
    touched: float = field(default_factory=time.monotonic)

    def command(self, name: str) -> Command:
        """Raises a fault for one that is not there."""
        if not name:
            raise Fault("invalid-parameter")
        if name not in self.commands:
            raise Fault("no-command")
        return self.commands[name]

    @property
    def running(self) -> int:
        return sum(command.exit_code is None for command in self.commands.values())

    def close(self) -> None:
        """End every program in it."""
        for command in self.commands.values():
            if command.program is not None and command.exit_code is None:
                command.program.kill()
