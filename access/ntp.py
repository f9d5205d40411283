"""How far this machine's clock is off, by several time servers. Their outliers are dropped."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from statistics import median

from preflight.facts import ClockOffset, Unknown

SECONDS = 3.0
"""Seconds that each server has to answer; all are asked at the same time."""
_VERSION = 4
_NOT_SYNCHRONISED = 3  # the leap indicator
_STRATUM_MAX = 15  # 16 says that a server is not synchronised itself, 0 that it wants no more questions


def own_clock(servers: Sequence[str], *, port: int = 123) -> ClockOffset | Unknown:
    """This machine's clock minus the servers' time, in seconds; Unknown when no server answered, or they disagree.

    A server's uncertainty is half the round trip plus its own distance to the reference clock. Servers whose
    interval does not hold the median of all are dropped; when as many are dropped as stay, nothing is claimed.
    """
    answers: list[ClockOffset | str] = ["it did not answer in time"] * len(servers)

    def ask(number: int) -> None:
        answers[number] = _ask(servers[number], port)

    # A name server that does not answer is waited for without a limit: such a thread must not keep the program alive.
    threads = [threading.Thread(target=ask, args=(number,), daemon=True) for number in range(len(servers))]
    for thread in threads:
        thread.start()
    end = time.monotonic() + SECONDS + 1
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    return agreed(servers, list(answers))


def agreed(servers: Sequence[str], answers: Sequence[ClockOffset | str]) -> ClockOffset | Unknown:
    """What several servers' answers amount to; a text is why a server gave none."""
    offsets = [each for each in answers if isinstance(each, ClockOffset)]
    if not offsets:
        why = "; ".join(f"{server}: {each}" for server, each in zip(servers, answers, strict=True))
        return Unknown(f"No time server could be asked from the machine that collected ({why or 'none is named'}).")
    middle = median(each.offset_seconds for each in offsets)
    kept = [each for each in offsets if abs(each.offset_seconds - middle) <= each.uncertainty_seconds]
    if 2 * len(kept) <= len(offsets):
        told = ", ".join(f"{each.offset_seconds:.3f}" for each in offsets)
        return Unknown(f"The time servers disagree: this machine is off by {told} seconds.")
    return min(kept, key=lambda each: each.uncertainty_seconds)


def _ask(server: str, port: int) -> ClockOffset | str:
    import ntplib  # type: ignore[import-untyped,unused-ignore]

    try:
        answer = ntplib.NTPClient().request(server, version=_VERSION, port=port, timeout=SECONDS)
    except (ntplib.NTPException, OSError) as error:
        return str(error) or type(error).__name__
    if not 0 < answer.stratum <= _STRATUM_MAX or answer.leap == _NOT_SYNCHRONISED:
        return "its own clock is not synchronised"
    distance = float(answer.delay) / 2 + float(answer.root_delay) / 2 + float(answer.root_dispersion)
    return ClockOffset(-float(answer.offset), distance)
