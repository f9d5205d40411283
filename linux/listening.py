"""Short-lived listeners on a Linux host; see linux/port_listen.sh."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from host.session import Session
from linux import scripts

DEADLINE = 60.0
_LINE = re.compile(r"(served|listening|failed) (\d{1,5})(?: (.*))?")


@dataclass(frozen=True, slots=True)
class Listening:
    """By port: what served it before, the processes that stand in for it now, and why none could."""

    served: frozenset[int]
    started: dict[int, int]
    failed: dict[int, str]


def parse_listening(text: str, asked: Sequence[int]) -> Listening:
    """What the script says of the ports; a port that it does not speak of has failed."""
    served: set[int] = set()
    started: dict[int, int] = {}
    failed: dict[int, str] = {}
    for line in text.split("\n"):
        row = _LINE.fullmatch(line.rstrip("\r"))
        if row is None or int(row[2]) not in asked:
            continue
        port, rest = int(row[2]), row[3] or ""
        if row[1] == "served":
            served.add(port)
        elif row[1] == "listening" and rest.isascii() and rest.isdecimal() and len(rest) < 10:
            started[port] = int(rest)
        else:
            failed[port] = rest[:200]
    silent = set(asked) - served - set(started) - set(failed)
    return Listening(frozenset(served), started, failed | dict.fromkeys(silent, "The host did not tell."))


def start(session: Session, token: str, seconds: int, ports: Sequence[int]) -> Listening:
    """Listen on those of the ports that nothing listens on. Raises what the session raises."""
    script = scripts.listener("start", token, str(seconds), *map(str, ports))
    return parse_listening(session.run(script, deadline=DEADLINE).text, ports)


def stop(session: Session, token: str, processes: Sequence[int]) -> None:
    """End listeners at once. Raises what the session raises."""
    session.run(scripts.listener("stop", token, *map(str, processes)), deadline=DEADLINE)
