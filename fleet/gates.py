"""Bounds on how many hosts are in one phase at a time, heeding a request to stop while somebody waits."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fleet.engine import Stop

_POLL_SECONDS = 0.2


class Gate:
    """Lets so many in at once.

    >>> gate = Gate(1, Stop())
    >>> with gate.passed():
    ...     pass
    """

    def __init__(self, at_once: int, stop: Stop) -> None:
        self._free = threading.BoundedSemaphore(at_once)
        self._stop = stop

    @contextmanager
    def passed(self) -> Iterator[None]:
        """Wait for a place and keep it until the block ends; raises Interrupted when the user asked to stop."""
        while not self._free.acquire(timeout=_POLL_SECONDS):
            self._stop.here()
        try:
            yield
        finally:
            self._free.release()
