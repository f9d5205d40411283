"""Collecting: one run of the collector script, its output kept as evidence."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from access.probe_plan import SECONDS, probe_lines
from host.errors import Unreachable
from host.evidence import ClockMeasurement, Evidence, parse_evidence
from host.session import Session
from preflight.network import Wanted
from windows.cmd_collect import CommandLines, collect_by_cmd

NO_POWERSHELL = ("no-powershell", "powershell-blocked", "constrained-language")
"""Why PowerShell does not run the collector on a host that can be reached; cmd.exe is asked then."""
DEADLINE = 300.0
"""Seconds for the whole collector; half a minute is usual, most of it Server Manager's list of features."""


@cache
def script() -> str:
    """The collector's text."""
    return files(__package__).joinpath("collect.ps1").read_text(encoding="utf-8")


@cache
def _probes() -> str:
    return files(__package__).joinpath("probes.ps1").read_text(encoding="utf-8")


def collect(session: Session, wanted: Sequence[Wanted] = ()) -> Evidence:
    """Run the collector once, probing the wanted addresses from the host.

    The controller's clock is noted around it, where the host has another one.

    Raises SessionLost or Unreachable as the session does.
    """
    sent = time.time()
    text = f"$probeSeconds = {SECONDS}\n{_probes()}\n{script()}" if wanted else script()
    lines = [probe_lines(wanted)] if wanted else []
    try:
        printed = session.run(text, stdin=lines, deadline=DEADLINE).stdout
    except Unreachable as error:
        if error.kind not in NO_POWERSHELL or not isinstance(session, CommandLines):
            raise
        return parse_evidence(collect_by_cmd(session), None)
    clock = ClockMeasurement(sent, time.time()) if session.own_clock else None
    return parse_evidence(printed, clock)
