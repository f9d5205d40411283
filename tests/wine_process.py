"""A program that runs on a practice Windows host, started through the host's program runner."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO


class StartFailed(Exception):
    """Windows could not start a program; the text has its error number, 2 where there is no such file."""


class NothingStarted(StartFailed):
    """Wine ended before it started anything, as it does now and then under load; trying again is safe."""


@dataclass(frozen=True)
class WineResult:
    """What a program on a Windows host did: its exit code (unsigned, all 32 bits) and what it wrote."""

    exit_code: int
    stdout: bytes
    stderr: bytes


class WineProcess:
    """A started program. `end` is how the host ends a process, by its Windows process id."""

    def __init__(self, runner: subprocess.Popen[bytes], result: Path, end: Callable[[int], None]) -> None:
        self._runner = runner
        self._result = result
        self._end = end
        self._output, self._errors = _Drain(runner.stdout), _Drain(runner.stderr)
        runner.stdout = runner.stderr = None  # communicate would wait for their ends

    def pid(self) -> int:
        """The Windows process id. Raises StartFailed when Windows could not start the program."""
        deadline = time.monotonic() + 30
        while not (self._result.exists() and self._result.read_text().endswith("\n")):
            if self._runner.poll() is not None and not self._result.exists():
                raise NothingStarted("the program runner of the Windows host ended before it started anything")
            if time.monotonic() > deadline:
                raise StartFailed("the Windows host did not start the program within 30 seconds")
            time.sleep(0.01)
        first = self._result.read_text().splitlines()[0]
        if first.startswith("error "):
            raise StartFailed(f"Windows could not start the program: {first}")
        return int(first)

    def wait(self, timeout: float = 120, stdin: bytes = b"") -> WineResult:
        """Feed the program, read what it writes and wait for its end.

        Raises StartFailed, or subprocess.TimeoutExpired after the program was ended.
        """
        try:
            self._runner.communicate(stdin, timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        self.pid()
        exit_code = int(self._result.read_text().splitlines()[1])
        return WineResult(exit_code, self._output.read(), self._errors.read())

    def kill(self) -> None:
        """End the program at once, as a power cut would; what it started lives on."""
        self._end(self.pid())
        try:
            self._runner.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._runner.kill()
            self._runner.wait(timeout=10)


class _Drain:
    """What a program writes to a pipe, read until its end.

    Wine's own services, started by the first program of a host, can hold that pipe open long after the program ended.
    """

    def __init__(self, pipe: IO[bytes] | None) -> None:
        assert pipe is not None
        self._pipe = pipe
        self._chunks: list[bytes] = []
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        with self._pipe:
            while chunk := self._pipe.read1():  # type: ignore[attr-defined]  # Popen's pipes are buffered readers
                self._chunks.append(chunk)

    def read(self) -> bytes:
        """What was written by a program that has ended; what comes more than two seconds later is not waited for."""
        self._thread.join(timeout=2)
        return b"".join(self._chunks)
