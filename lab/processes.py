"""Ending the processes of one practice host, and never another one."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

POLITE_SECONDS = 1.0
_POLL_SECONDS = 0.01


def end_processes(mounts: Path, *, last: int) -> None:
    """End every process whose mount namespace is `mounts` (the link in /proc): SIGTERM, a moment, then SIGKILL.

    The caller holds that namespace open, so that no other gets its number meanwhile. The process `last` keeps the
    namespaces; it goes when the others had their moment.
    """
    ends = time.monotonic() + POLITE_SECONDS
    asked: set[int] = set()
    while (others := [pid for pid in members(mounts) if pid != last]) and time.monotonic() < ends:
        for pid in others:
            if pid not in asked:
                _signal(pid, mounts, signal.SIGTERM)
                asked.add(pid)
        time.sleep(_POLL_SECONDS)
    while remaining := list(members(mounts)):
        for pid in remaining:
            _signal(pid, mounts, signal.SIGKILL)
        time.sleep(_POLL_SECONDS)


def members(mounts: Path) -> Iterator[int]:
    """The processes in a mount namespace; those of other users cannot be looked into and are none of ours."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and _mounts_of(int(entry.name)) == mounts:
            yield int(entry.name)


def _mounts_of(pid: int) -> Path | None:
    try:
        return Path(f"/proc/{pid}/ns/mnt").readlink()
    except OSError:
        return None


def _signal(pid: int, mounts: Path, number: signal.Signals) -> None:
    """Send a signal; the process is held by descriptor while it is looked at again, as process ids are used anew."""
    try:
        held = os.pidfd_open(pid)
    except OSError:
        return  # it has ended
    try:
        if _mounts_of(pid) == mounts:
            signal.pidfd_send_signal(held, number)
    except OSError:
        return
    finally:
        os.close(held)
