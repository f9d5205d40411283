"""Collecting: one run of the collector script, its output kept as evidence."""

from __future__ import annotations

import time
from functools import cache
from importlib.resources import files

from host.evidence import ClockMeasurement, Evidence, parse_evidence
from host.session import Session

DEADLINE = 300.0
"""Seconds for the whole collector; half a minute is usual, most of it Server Manager's list of features."""


@cache
def script() -> str:
    """The collector's text."""
    return files("windows").joinpath("collect.ps1").read_text(encoding="utf-8")


def collect(session: Session) -> Evidence:
    """Run the collector once and note the controller's clock around it, where the host has another one.

    Raises SessionLost or Unreachable as the session does.
    """
    sent = time.time()
    result = session.run(script(), deadline=DEADLINE)
    clock = ClockMeasurement(sent, time.time()) if session.own_clock else None
    return parse_evidence(result.stdout, clock)
