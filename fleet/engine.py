"""The run over all hosts: one unit of work a host, several at a time, none of them able to stop the others."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from types import FrameType

STOPPING = "Finishing the steps under way. Press Ctrl-C again to stop at once."


class Interrupted(Exception):
    """The user asked to stop: a unit of work that meets it leaves its host as the journal has it, to be resumed."""


class Stop:
    """A request to stop, shared by all units of a run: first after the step under way, asked again at once."""

    def __init__(self) -> None:
        self._soon = threading.Event()
        self._now = threading.Event()

    def ask(self) -> None:
        """Ask every unit to stop at its next step; asked a second time, at once."""
        if self._soon.is_set():
            self._now.set()
        self._soon.set()

    def here(self) -> None:
        """Between two steps: raises Interrupted when the user asked to stop."""
        if self._soon.is_set():
            raise Interrupted

    def within(self) -> None:
        """Inside a step that takes long: raises Interrupted only when the user asked twice."""
        if self._now.is_set():
            raise Interrupted


def work_through(
    hosts: Iterable[str], process_host: Callable[[str], object], *, at_once: int, stop: Stop
) -> dict[str, Exception]:
    """Process every host; give the hosts whose unit of work crashed, with the exception.

    Ctrl-C asks the units under way to stop after their step and starts no further host; a second one asks them to stop
    at once. KeyboardInterrupt is raised when they have stopped.
    """
    crashed: dict[str, Exception] = {}

    def guarded(host: str) -> None:
        stop.here()
        process_host(host)

    with (
        _interrupts(stop),
        ThreadPoolExecutor(max_workers=at_once, thread_name_prefix="host") as pool,
    ):
        futures = {pool.submit(guarded, host): host for host in hosts}
        for future in as_completed(futures):
            error = future.exception()
            if isinstance(error, Exception) and not isinstance(error, Interrupted):
                crashed[futures[future]] = error
    return crashed


@contextmanager
def _interrupts(stop: Stop) -> Iterator[None]:
    """Turn Ctrl-C into requests to stop until the block ends, and into KeyboardInterrupt then.

    Only the main thread hears of signals, and only where the process does not ignore this one.
    """
    asked = False

    def ask(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked
        stop.ask()
        if not asked:
            asked = True
            # Not print: it does not take another signal's print in its middle.
            with suppress(OSError):
                os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, f"{STOPPING}\n".encode())

    main = threading.current_thread() is threading.main_thread()
    if not main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if asked:
        raise KeyboardInterrupt
