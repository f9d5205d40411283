"""Pipes between the commands of one practice host, in memory and bounded."""

from __future__ import annotations

import errno
import os
from threading import Condition

from lab.shell.streams import Check, Stream

_CAPACITY = 65536
_POLL_SECONDS = 0.05


class _Pipe:
    def __init__(self) -> None:
        self.changed = Condition()
        self.data = bytearray()
        self.reader_open = self.writer_open = True


class PipeReader(Stream):
    """The end of a pipe that is read."""

    def __init__(self, pipe: _Pipe) -> None:
        super().__init__()
        self._pipe = pipe

    def release(self) -> None:
        with self._pipe.changed:
            self._pipe.reader_open = False
            self._pipe.changed.notify_all()

    def read(self, size: int, check: Check) -> bytes:
        with self._pipe.changed:
            while not self._pipe.data and self._pipe.writer_open:
                check()
                self._pipe.changed.wait(_POLL_SECONDS)
            data = bytes(self._pipe.data[:size])
            del self._pipe.data[:size]
            self._pipe.changed.notify_all()
            return data


class PipeWriter(Stream):
    """The end of a pipe that is written."""

    def __init__(self, pipe: _Pipe) -> None:
        super().__init__()
        self._pipe = pipe

    def release(self) -> None:
        with self._pipe.changed:
            self._pipe.writer_open = False
            self._pipe.changed.notify_all()

    def write(self, data: bytes, check: Check) -> None:
        pipe = self._pipe
        view = memoryview(data)
        with pipe.changed:
            while view:
                while pipe.reader_open and len(pipe.data) >= _CAPACITY:
                    check()
                    pipe.changed.wait(_POLL_SECONDS)
                if not pipe.reader_open:
                    raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
                room = _CAPACITY - len(pipe.data)
                pipe.data += view[:room]
                view = view[room:]
                pipe.changed.notify_all()


def new_pipe() -> tuple[PipeReader, PipeWriter]:
    """Both ends of a new pipe."""
    pipe = _Pipe()
    return PipeReader(pipe), PipeWriter(pipe)
