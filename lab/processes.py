"""Ending the processes of one practice host, and never another one."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

POLITE_SECONDS = 1.0
_POLL_SECONDS = 0.01

Member = Callable[[int], bool]
"""Whether a process is one of a host's."""


def in_namespace(mounts: Path) -> Member:
    """Those whose mount namespace is `mounts` (the link in /proc); the caller holds that namespace open meanwhile."""

    def member(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/ns/mnt").readlink() == mounts
        except OSError:
            return False  # it has ended, or is another user's and so none of ours

    return member


def in_root(descriptor: int) -> Member:
    """Those whose root is the folder that is open as `descriptor`."""
    root = os.fstat(descriptor)

    def member(pid: int) -> bool:
        try:
            return os.path.samestat(Path(f"/proc/{pid}/root").stat(), root)
        except OSError:
            return False

    return member


def end_processes(member: Member, *, last: int | None = None) -> None:
    """End a host's processes: SIGTERM, a moment, then SIGKILL.

    What tells them apart must stay held meanwhile, so that no other gets its number. The process `last` goes when the
    others had their moment.
    """
    ends = time.monotonic() + POLITE_SECONDS
    asked: set[int] = set()
    while (others := [pid for pid in members(member) if pid != last]) and time.monotonic() < ends:
        for pid in others:
            if pid not in asked:
                _signal(pid, member, signal.SIGTERM)
                asked.add(pid)
        time.sleep(_POLL_SECONDS)
    while remaining := list(members(member)):
        for pid in remaining:
            _signal(pid, member, signal.SIGKILL)
        time.sleep(_POLL_SECONDS)


def members(member: Member) -> Iterator[int]:
    """The processes of a host."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and member(int(entry.name)):
            yield int(entry.name)


def _signal(pid: int, member: Member, number: signal.Signals) -> None:
    """Send a signal; the process is held by descriptor while it is looked at again, as process ids are used anew."""
    try:
        held = os.pidfd_open(pid)
    except OSError:
        return  # it has ended
    try:
        if member(pid):
            signal.pidfd_send_signal(held, number)
    except OSError:
        return
    finally:
        os.close(held)
