"""A chroot host's /dev: real device nodes where the system lets root make them, and else what comes closest."""

from __future__ import annotations

import contextlib
import ctypes
import os
import selectors
import stat
from pathlib import Path

_NODES = {"null": (1, 3), "zero": (1, 5), "full": (1, 7), "random": (1, 8), "urandom": (1, 9), "tty": (5, 0)}
_IN_MODIFY = 2
_PORTION = 4096  # bytes that a pipe takes at once or not at all


def make_nodes(folder: Path) -> bool:
    """Make the device nodes in a host's /dev; whether they can be used, for some mounts forbid that."""
    try:
        for name, (major, minor) in _NODES.items():
            (folder / name).unlink(missing_ok=True)
            os.mknod(folder / name, stat.S_IFCHR | 0o666, os.makedev(major, minor))
            (folder / name).chmod(0o666)
        return (folder / "null").read_bytes() == b""
    except OSError:
        return False


class StandInDevices:
    """Files that behave as devices do, as long as somebody calls `handle` for what the selector reports.

    zero, random and urandom are named pipes that never run dry. null is a file that is emptied as soon as something
    was written to it; who reads it in that instant may see what was written. tty and full are not there.
    """

    def __init__(self, folder: Path, selector: selectors.BaseSelector) -> None:
        for name in _NODES:
            (folder / name).unlink(missing_ok=True)
        self._null = _open_file(folder / "null", os.O_RDWR | os.O_CREAT)
        self._changes = _watch(folder / "null")
        selector.register(self._changes, selectors.EVENT_READ, self)
        self._pipes = {}
        for name in ("zero", "random", "urandom"):
            os.mkfifo(folder / name)
            pipe = _open_file(folder / name, os.O_RDWR | os.O_NONBLOCK)  # for reading too: it never breaks
            self._pipes[pipe] = name
            selector.register(pipe, selectors.EVENT_WRITE, self)

    def handle(self, descriptor: int) -> None:
        """Empty the file, or fill the pipe that was emptied."""
        with contextlib.suppress(BlockingIOError):
            if descriptor == self._changes:
                os.read(self._changes, _PORTION)
                if os.fstat(self._null).st_size:  # emptying it is a change as well
                    os.ftruncate(self._null, 0)
            elif self._pipes[descriptor] == "zero":
                os.write(descriptor, bytes(_PORTION))
            else:
                os.write(descriptor, os.urandom(_PORTION))


def _open_file(path: Path, flags: int) -> int:
    descriptor = os.open(path, flags, 0o666)
    path.chmod(0o666)
    return descriptor


def _watch(path: Path) -> int:
    """A descriptor that can be read whenever the file was changed (inotify)."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor: int = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    if descriptor < 0 or libc.inotify_add_watch(descriptor, os.fsencode(path), _IN_MODIFY) < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(path))
    return descriptor
