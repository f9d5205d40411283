"""A bound on how fast all hosts of a run together are sent packages."""

from __future__ import annotations

import math
import threading
import time


class Throttle:
    """Gives out so many bytes a second, `among` so many who ask at once; without a bound, at once.

    >>> Throttle().take(1_000_000)
    """

    def __init__(self, bytes_per_second: float = math.inf, among: int = 1) -> None:
        self.bytes_per_second = bytes_per_second
        self.share = bytes_per_second / among
        self._lock = threading.Lock()
        self._free_at = time.monotonic()

    def take(self, count: int) -> None:
        """Wait until so many bytes may be sent."""
        if math.isinf(self.bytes_per_second):
            return
        with self._lock:
            now = time.monotonic()
            self._free_at = max(self._free_at, now) + count / self.bytes_per_second
            pause = self._free_at - now
        time.sleep(pause)
