"""What a process can do with the files of its host."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from lab.shell.root import HostRoot, to_text
from lab.shell.streams import FileStream, Stream

_DEVICES = frozenset(("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"))
"""Read and written as the machine's own, which is harmless; never removed or changed."""


class FileAccess:
    """Open files, current folder and umask of one process. All paths are the host's."""

    def __init__(self, root: HostRoot, fds: dict[int, Stream]) -> None:
        self.root = root
        self.fds = fds
        self.cwd = "/"
        self.umask = 0o022

    def check(self) -> None:
        """Called while a stream blocks; raises when the process was killed."""

    def real(self, path: str, *, follow: bool = True) -> Path:
        """The real path of a path of this process. Raises OSError."""
        return self.root.real(path, self.cwd, follow=follow)

    def stat(self, path: str, *, follow: bool = True) -> os.stat_result:
        """Raises OSError, also for a dangling link."""
        if path in _DEVICES:
            return Path(path).stat()
        return self.real(path, follow=follow).lstat()

    def open(self, path: str, flags: int = os.O_RDONLY, mode: int = 0o666) -> Stream:
        """Open a file; a new one gets `mode` less the umask. Raises OSError."""
        number = _descriptor_number(path)
        if number is not None:
            return self.stream(number).share()
        if path in _DEVICES:
            return FileStream(os.open(path, flags & os.O_ACCMODE))
        real = self.real(path)
        if flags & os.O_CREAT:
            try:
                descriptor = os.open(real, flags | os.O_EXCL | os.O_NOFOLLOW, 0o600)
            except FileExistsError:
                if flags & os.O_EXCL:
                    raise
            else:
                os.fchmod(descriptor, mode & ~self.umask)
                return FileStream(descriptor)
        descriptor = os.open(real, flags & ~os.O_CREAT | os.O_NONBLOCK)
        if flags & os.O_ACCMODE == os.O_RDONLY and stat.S_ISDIR(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        return FileStream(descriptor)

    def read_file(self, path: str) -> bytes:
        """The whole content of a file. Raises OSError."""
        stream = self.open(path)
        try:
            return b"".join(iter(lambda: stream.read(1 << 16, self.check), b""))
        finally:
            stream.close()

    def read_start(self, path: str) -> bytes:
        """The first bytes of a file, enough to tell what kind of program it is. Raises OSError."""
        stream = self.open(path)
        try:
            return stream.read(256, self.check)
        finally:
            stream.close()

    def read_text(self, path: str) -> str:
        """The whole content as shell text. Raises OSError."""
        return to_text(self.read_file(path))

    def connect(self, number: int, stream: Stream | None) -> None:
        """Let a descriptor point to a stream, which this process then holds; None closes it."""
        before = self.fds.pop(number, None)
        if stream:
            self.fds[number] = stream
        if before:
            before.close()

    def stream(self, number: int) -> Stream:
        """What a descriptor points to. Raises OSError when it is closed."""
        try:
            return self.fds[number]
        except KeyError:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF), str(number)) from None

    def write(self, number: int, data: bytes) -> None:
        """Write all of `data`. Raises OSError."""
        self.stream(number).write(data, self.check)


def _descriptor_number(path: str) -> int | None:
    standard = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}
    name = path.removeprefix("/dev/fd/")
    if name != path and name.isdecimal():
        return int(name)
    return standard.get(path)
