"""Carrying a command's streams between an SSH channel and the pipes of a process."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable
from typing import IO, Any, BinaryIO, Protocol

from lab.streams import SLICE, CommandStreams


class Running(Protocol):
    """A command with pipes for its three streams, such as subprocess.Popen."""

    @property
    def stdin(self) -> IO[bytes] | None: ...
    @property
    def stdout(self) -> IO[bytes] | None: ...
    @property
    def stderr(self) -> IO[bytes] | None: ...
    def wait(self) -> int:
        """Its exit code; a negative one is the number of the signal that ended it."""
        ...


def carry(start: Callable[[bytes], Running], command: bytes, streams: CommandStreams) -> None:
    """Run a command; returns when it has ended and its output is closed."""
    try:
        process = start(command)
    except (OSError, ValueError) as error:  # too long, or with a zero byte
        with contextlib.suppress(BrokenPipeError):
            streams.stderr.write(f"sh: {error}\n".encode())
        streams.ended(1)
        return
    assert process.stdin  # noqa: S101 - for the type checker: they are pipes
    assert process.stdout  # noqa: S101
    assert process.stderr  # noqa: S101
    _thread(_feed, streams.stdin, process.stdin)
    outputs = [
        _thread(_drain, process.stdout, streams.stdout),
        _thread(_drain, process.stderr, streams.stderr),
    ]
    streams.ended(process.wait())
    for output in outputs:
        output.join()


def _thread(work: Any, source: Any, sink: Any) -> threading.Thread:
    thread = threading.Thread(target=work, args=(source, sink), daemon=True, name=f"practice {work.__name__}")
    thread.start()
    return thread


def _feed(source: Any, pipe: BinaryIO) -> None:
    """Client to command. When the command stops reading, the rest is dropped, as sshd does."""
    listening = True
    for data in _slices(source):
        try:
            rest = memoryview(data)
            while listening and rest:
                rest = rest[pipe.write(rest) :]
        except BrokenPipeError:
            listening = False
    pipe.close()


def _drain(pipe: BinaryIO, sink: Any) -> None:
    """Command to client. When the client is gone the pipe is closed, so that the command notices."""
    with pipe, contextlib.suppress(BrokenPipeError):
        for data in _slices(pipe):
            sink.write(data)


def _slices(source: Any) -> Iterable[bytes]:
    while data := source.read(SLICE):
        yield data
