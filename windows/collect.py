"""Collecting: one run of the collector script, its output kept as evidence."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from access.probe_plan import SECONDS, probe_lines
from host.evidence import ClockMeasurement, Evidence, parse_evidence
from host.session import Session
from preflight.network import Wanted

DEADLINE = 300.0
"""Seconds for the whole collector; half a minute is usual, most of it Server Manager's list of features."""


@cache
def script() -> str:
    """The collector's text."""
    return files("windows").joinpath("collect.ps1").read_text(encoding="utf-8")


@cache
def _probes() -> str:
    return files("windows").joinpath("probes.ps1").read_text(encoding="utf-8")


def collect(session: Session, wanted: Sequence[Wanted] = ()) -> Evidence:
    """Run the collector once, probing the wanted addresses from the host.

    The controller's clock is noted around it, where the host has another one.

    Raises SessionLost or Unreachable as the session does.
    """
    sent = time.time()
    text = f"$probeSeconds = {SECONDS}\n{_probes()}\n{script()}" if wanted else script()
    lines = [probe_lines(wanted)] if wanted else []
    result = session.run(text, stdin=lines, deadline=DEADLINE)
    clock = ClockMeasurement(sent, time.time()) if session.own_clock else None
    return parse_evidence(result.stdout, clock)
