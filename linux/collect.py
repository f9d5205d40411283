"""Collecting: one exec of the collector script, its output kept as evidence."""

from __future__ import annotations

import time
from collections.abc import Sequence

from access.probe_plan import SECONDS, probe_lines
from host.evidence import ClockMeasurement, Evidence, parse_evidence
from host.session import Session
from linux import scripts
from preflight.network import Wanted

DEADLINE = 120.0
"""Seconds for the whole collector; it takes about one on a healthy host."""


def collect(
    session: Session, install_folder: str, wanted: Sequence[Wanted] = (), sections: Sequence[str] = ()
) -> Evidence:
    """Run the collector once, probing the wanted addresses from the host; only `sections`, if some are named.

    The controller's clock is noted around it, where the host has another one.

    Raises SessionLost or Unreachable as the session does.
    """
    script = scripts.collector(install_folder, SECONDS if wanted else None, sections)
    lines = [probe_lines(wanted)] if wanted else []
    sent = time.time()
    result = session.run(script, stdin=lines, deadline=DEADLINE)
    clock = ClockMeasurement(sent, time.time()) if session.own_clock else None
    return parse_evidence(result.stdout, clock)
