"""The lock that keeps two pushers apart on a host: who holds it, since when, and when it is taken over."""

from __future__ import annotations

import contextlib
import getpass
import hashlib
import os
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil

from host.errors import HostError

LOCK_NAME = "lock"
LOCK_SECONDS = 60

Ask = Callable[..., list[str]]
"""Runs the host's script ``lock`` or ``unlock`` with variables; gives its lines, one at least. Raises HostError."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A process that pushes: the machine it runs on (by a hash), its id there, and when it began.

    >>> Holder.parse("0123456789abcdef.4711.1700000000")
    Holder(machine='0123456789abcdef', pid=4711, began=1700000000)
    """

    machine: str
    pid: int
    began: int

    @classmethod
    def parse(cls, token: str) -> Holder | None:
        """The holder behind a token; None for a text that is none."""
        machine, _, rest = token.partition(".")
        pid, _, began = rest.partition(".")
        if not (machine.isalnum() and pid.isdecimal() and began.isdecimal() and len(token) < 80):
            return None
        return cls(machine, int(pid), int(began))

    @property
    def token(self) -> str:
        return f"{self.machine}.{self.pid}.{self.began}"

    def is_gone(self) -> bool:
        """Whether it ran on this machine and runs no more. Of another machine's processes nothing is known."""
        if self.machine != this_process().machine:
            return False
        try:
            return int(psutil.Process(self.pid).create_time()) != self.began
        except psutil.NoSuchProcess:
            return True
        except (psutil.Error, OverflowError):
            return False


class Locked(HostError):
    """Another pusher holds the host's lock."""


@cache
def this_process() -> Holder:
    """This process, as a holder."""
    try:
        identity = Path("/etc/machine-id").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        identity = ""
    machine = hashlib.sha256(f"{identity} {platform.node()}".encode()).hexdigest()[:16]
    return Holder(machine, os.getpid(), int(psutil.Process().create_time()))


@contextmanager
def host_lock(ask: Ask, host: str, run: str, *, break_it: bool) -> Iterator[None]:
    """Hold the host's lock until the block ends.

    One that a process of this machine left behind is taken over; any other holder's only with `break_it`. Raises Locked
    with who holds it. A lock that cannot be given back, because the connection broke, is taken over later.
    """
    holder = _take(ask, run, "")
    if holder is not None:
        token, age, told = holder
        known = Holder.parse(token)
        if not (break_it or (known is not None and known.is_gone())) or _take(ask, run, token) is not None:
            raise _locked(host, age, told)
    try:
        yield
    finally:
        with contextlib.suppress(HostError):
            ask("unlock", TOKEN=this_process().token)


def _take(ask: Ask, run: str, broken: str) -> tuple[str, int, str] | None:
    """None once the lock is ours; otherwise the holder's token, the seconds since its last sign, and what it said."""
    since = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())
    described = f"{getpass.getuser()}@{platform.node()}, run {run}, since {since}"
    lines = ask("lock", TOKEN=this_process().token, HOLDER=described, BREAK=broken)
    word, _, rest = lines[0].partition(" ")
    if word == "taken":
        return None
    age, _, token = rest.partition(" ")
    return token, int(age) if age.isdecimal() else 0, " ".join(lines[1:])[:200]


def _locked(host: str, age: int, told: str) -> Locked:
    return Locked(
        "locked",
        f"Another siteprep works on {host}: {told or 'it did not say who it is'}. Its last sign was {_ago(age)} ago.",
        "Wait until it has ended. If you know that it was ended by force, run the same command with --break-locks.",
    )


def _ago(seconds: int) -> str:
    if seconds < 120:
        return f"{max(seconds, 0)} seconds"
    return f"{seconds // 60} minutes" if seconds < 7200 else f"{seconds // 3600} hours"
