"""Changing hosts wave by wave, as the pace of the run wants it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime

from fleet.engine import Stop, work_through
from fleet.pace import Pace
from fleet.run import Worked
from installer.outcome import Outcome, State


def change_hosts(
    hosts: Sequence[str],
    process_host: Callable[[str], State],
    leave: Callable[[str, Outcome], None],
    pace: Pace,
    *,
    at_once: int,
    stop: Stop,
    now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
) -> Worked:
    """Process the hosts in the pace's waves; `leave` is given every host that is not begun, with why."""
    ended: dict[str, State] = {}
    crashed: dict[str, Exception] = {}
    left: list[str] = []
    canaries: Sequence[str] = ()
    lock = threading.Lock()

    def process(name: str) -> None:
        with lock:
            reason = pace.why_stop(ended, canaries, now())
            if reason is not None:
                left.append(name)
        if reason is not None:
            leave(name, reason)
            return
        state = process_host(name)
        with lock:
            ended[name] = state

    for number, wave in enumerate(pace.waves(hosts)):
        failed = work_through(wave, process, at_once=at_once, stop=stop)
        crashed |= failed
        ended |= dict.fromkeys(failed, State.FAILED)
        if number == 0 and pace.canary:
            canaries = wave
    return Worked(crashed, complete=not left)
