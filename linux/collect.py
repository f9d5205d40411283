"""Collecting: one exec of the collector script, its output kept as evidence."""

from __future__ import annotations

import time

from host.evidence import ClockMeasurement, Evidence, parse_evidence
from host.session import Session
from linux import scripts

DEADLINE = 120.0
"""Seconds for the whole collector; it takes about one on a healthy host."""


def collect(session: Session, install_folder: str) -> Evidence:
    """Run the collector once and note the controller's clock around it, where the host has another one.

    Raises SessionLost or Unreachable as the session does.
    """
    script = scripts.collector(install_folder)
    sent = time.time()
    result = session.run(script, deadline=DEADLINE)
    clock = ClockMeasurement(sent, time.time()) if session.own_clock else None
    return parse_evidence(result.stdout, clock)
