"""The question before many hosts are changed."""

from __future__ import annotations

import sys

from host.errors import UsageError

MANY = 20
"""So many hosts are changed without asking."""


def ask(what: str, hosts: int) -> None:
    """Ask on a terminal whether more than MANY hosts are meant; raises UsageError for anything but yes.

    Where nobody is there to answer, nothing is asked: a pipeline has written down what it wants.
    """
    if hosts <= MANY or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return
    print(f"This will {what} on {hosts} hosts. Go on? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise UsageError("Nothing was done.", "Answer y to go on, or give --yes.")
