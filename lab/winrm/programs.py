"""Real programs of this machine as the programs of a practice host."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO

from lab.winrm.shells import Sink


class ProcessProgram:
    """A process whose output goes to a sink. `exit_code` of the sink is what the process ended with."""

    def __init__(self, argv: Sequence[str], environment: Mapping[str, str], folder: str | None, sink: Sink) -> None:
        self._process = subprocess.Popen(
            argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environment),
            cwd=folder,
            start_new_session=True,
            bufsize=0,
        )
        self._sink = sink
        self._readers = [
            threading.Thread(target=self._read, args=(name, stream), daemon=True)
            for name, stream in (("stdout", self._process.stdout), ("stderr", self._process.stderr))
        ]
        for reader in self._readers:
            reader.start()
        threading.Thread(target=self._wait, daemon=True).start()

    def write(self, data: bytes) -> None:
        stream = self._process.stdin
        assert stream is not None  # noqa: S101 - a pipe was asked for
        with suppress(OSError, ValueError):
            view = memoryview(data)
            while view:
                view = view[stream.write(view) or 0 :]

    def end_input(self) -> None:
        stream = self._process.stdin
        if stream is not None:
            with suppress(OSError, ValueError):
                stream.close()

    def kill(self) -> None:
        """End the process with all of its own session; what left that session lives on."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def _read(self, name: str, stream: IO[bytes] | None) -> None:
        if stream is None:
            return
        with suppress(OSError, ValueError), stream:
            while data := stream.read(65536):
                self._sink.output(name, data)

    def _wait(self) -> None:
        code = self._process.wait()
        for reader in self._readers:
            reader.join(2)
        self._sink.ended(code if code >= 0 else 1)
