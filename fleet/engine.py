"""The run over all hosts: one unit of work a host, several at a time, none of them able to stop the others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed

COLLECTING = 32
"""Hosts at once while only looking: mostly waiting for the network."""
PUSHING = 12
"""Hosts at once while packages are copied: bounded by the line and by this machine's CPU."""


class Interrupted(Exception):
    """The user asked to stop: a unit of work that meets it leaves its host as the journal has it, to be resumed."""


class Stop:
    """A request to stop, shared by all units of a run."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    def ask(self) -> None:
        """Ask every unit to stop at its next safe point."""
        self._asked.set()

    def here(self) -> None:
        """A safe point: raises Interrupted when the user asked to stop."""
        if self._asked.is_set():
            raise Interrupted


def work_through(
    hosts: Iterable[str], process_host: Callable[[str], None], *, at_once: int, stop: Stop
) -> dict[str, Exception]:
    """Process every host; give the hosts whose unit of work crashed, with the exception.

    A KeyboardInterrupt asks the units under way to stop at their next safe point, starts no further host, waits for
    them, and is raised again.
    """
    crashed: dict[str, Exception] = {}

    def guarded(host: str) -> None:
        stop.here()
        process_host(host)

    with ThreadPoolExecutor(max_workers=at_once, thread_name_prefix="host") as pool:
        futures = {pool.submit(guarded, host): host for host in hosts}
        try:
            for future in as_completed(futures):
                error = future.exception()
                if isinstance(error, Exception) and not isinstance(error, Interrupted):
                    crashed[futures[future]] = error
        except KeyboardInterrupt:
            stop.ask()
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return crashed
