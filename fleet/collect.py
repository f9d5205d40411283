"""Collecting without judging: evidence of many hosts, for a bundle."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field

from access.bundle import BundledHost
from fleet.engine import Stop, work_through
from fleet.events import HostFinished, HostStarted, Listener
from fleet.look import Look
from fleet.sessions import OpenSession
from host.errors import HostError
from host.target import Target


@dataclass(slots=True)
class Collected:
    """What came of it: evidence in the order of the targets, and why each of the other hosts gave none."""

    hosts: list[BundledHost] = field(default_factory=list)
    unreachable: dict[str, str] = field(default_factory=dict)


def collect_hosts(
    targets: Sequence[Target], open_session: OpenSession, look: Look, tell: Listener, stop: Stop, at_once: int
) -> Collected:
    """Run the collector on every target, several at a time. Nothing on them is changed."""
    found: dict[str, BundledHost] = {}
    result = Collected()
    lock = threading.Lock()
    by_name = {target.name: target for target in targets}

    def process_host(name: str) -> None:
        target = by_name[name]
        tell(HostStarted(name))
        try:
            with closing(open_session(target)) as session:
                evidence = look.collect(target, session)
        except HostError as error:
            with lock:
                result.unreachable[name] = str(error)
            tell(HostFinished(name, "unreachable"))
            return
        with lock:
            found[name] = BundledHost(target, evidence, time.time())
        tell(HostFinished(name, "collected"))

    crashed = work_through(list(by_name), process_host, at_once=at_once, stop=stop)
    for error in crashed.values():
        raise error
    result.hosts = [found[name] for name in by_name if name in found]
    return result
