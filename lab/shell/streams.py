"""Open files: what descriptors point to. A stream is shared by descriptors and processes and ends with its last holder.

Reading and writing may block; meanwhile `check` is called from time to time and raises when the process was killed.
"""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable
from threading import Event, Lock
from typing import BinaryIO, Self, TypeAlias

Check: TypeAlias = Callable[[], None]
_BLOCK = 65536


class Stream:
    """The common part: counting holders. Reading and writing fail unless a kind of stream allows them."""

    def __init__(self) -> None:
        self._holders = 1
        self._lock = Lock()

    def share(self) -> Self:
        """One more holder, who must close it too."""
        with self._lock:
            self._holders += 1
        return self

    def close(self) -> None:
        """One holder less."""
        with self._lock:
            self._holders -= 1
            ended = self._holders == 0
        if ended:
            self.release()

    def release(self) -> None:
        """Called once, when the last holder has closed the stream."""

    def read(self, size: int, check: Check) -> bytes:
        """At least one and at most `size` bytes; none at the end."""
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))

    def write(self, data: bytes, check: Check) -> None:
        """All of `data`. Raises BrokenPipeError when nobody can read it any more."""
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))

    def read_line(self, check: Check) -> bytes:
        """Up to and including the next newline, and not one byte more."""
        line = bytearray()
        while (byte := self.read(1, check)) != b"":
            line += byte
            if byte == b"\n":
                break
        return bytes(line)


class FileStream(Stream):
    """A file of the practice host, or one of the machine's null, zero and random devices."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self.descriptor = descriptor

    def release(self) -> None:
        os.close(self.descriptor)

    def read(self, size: int, check: Check) -> bytes:
        check()
        return os.read(self.descriptor, size)

    def write(self, data: bytes, check: Check) -> None:
        check()
        view = memoryview(data)
        while view:
            view = view[os.write(self.descriptor, view) :]

    def read_line(self, check: Check) -> bytes:
        """As for every stream; a file is read in blocks and the position set back behind the newline."""
        line = b""
        while block := self.read(4096, check):
            head, newline, rest = block.partition(b"\n")
            line += head + newline
            if newline:
                if rest:
                    os.lseek(self.descriptor, -len(rest), os.SEEK_CUR)
                break
        return line


class TextStream(Stream):
    """A here-document."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = io.BytesIO(data)

    def read(self, size: int, check: Check) -> bytes:
        return self._data.read(size)


class CaptureStream(Stream):
    """Takes the output of a command substitution; `ended` is set when nobody can write any more."""

    def __init__(self) -> None:
        super().__init__()
        self.ended = Event()
        self.data = bytearray()

    def release(self) -> None:
        self.ended.set()

    def write(self, data: bytes, check: Check) -> None:
        check()
        self.data += data


class BorrowedStream(Stream):
    """A stream of the caller, in use until `give_back`; afterwards it is at its end and cannot be written."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream: BinaryIO | None = stream
        self._ahead = b""
        # read(n) of some streams waits for all n bytes; then only single bytes can be had without waiting too long.
        self._read_some: Callable[[int], bytes | None] | None = getattr(stream, "read1", None)
        if isinstance(stream, io.RawIOBase):
            self._read_some = stream.read

    def give_back(self) -> None:
        """The caller takes the stream back."""
        self._stream = None

    def read(self, size: int, check: Check) -> bytes:
        check()
        if not self._ahead:
            return self._fetch(size)
        data, self._ahead = self._ahead[:size], self._ahead[size:]
        return data

    def read_line(self, check: Check) -> bytes:
        line = b""
        while True:
            check()
            block = self._ahead or self._fetch(_BLOCK if self._read_some else 1)
            head, newline, self._ahead = block.partition(b"\n")
            line += head + newline
            if newline or not block:
                return line

    def write(self, data: bytes, check: Check) -> None:
        check()
        view = memoryview(data)
        try:
            while view:
                if self._stream is None:
                    raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
                view = view[self._stream.write(view.tobytes()) or len(view) :]
            if self._stream:
                self._stream.flush()
        except (OSError, ValueError, EOFError) as error:
            raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE)) from error

    def _fetch(self, size: int) -> bytes:
        if self._stream is None:
            return b""
        try:
            return (self._read_some or self._stream.read)(size) or b""
        except (OSError, ValueError, EOFError):
            return b""
