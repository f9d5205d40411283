"""siteprep, killed by SIGKILL at its N-th journal boundary: before an odd commit's begin, after its end.

    python tests/kill_after.py N push ...

With N 0 it lives, and says on standard error how many boundaries there were.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cli.entry import siteprep
from fleet.journal import Journal

LAST = int(sys.argv.pop(1))
boundaries = itertools.count(1)
transaction = Journal._transaction


def boundary() -> None:
    """Die here when this is the one."""
    if next(boundaries) == LAST:
        os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def deadly(self: Journal) -> Iterator[Any]:
    """A transaction with a boundary on either side."""
    boundary()
    with transaction(self) as connection:
        yield connection
    boundary()


Journal._transaction = deadly  # type: ignore[method-assign]
try:
    siteprep()
finally:
    print(f"boundaries {next(boundaries) - 1}", file=sys.stderr)
