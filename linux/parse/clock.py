"""The host's clock against the collecting machine's, and what the host says of its synchronisation."""

from __future__ import annotations

import re

from host.evidence import Evidence
from preflight.clock import against_servers
from preflight.facts import Absent, Clock, ClockOffset, Unknown
from preflight.sections import answer, text, unreadable

_SECONDS = re.compile(r"\d{1,12}")
# timedatectl show; timedatectl status of systemd 239 and later; and of older ones.
_TIMEDATECTL = re.compile(
    r"^\s*(?:NTPSynchronized=|System clock synchronized: |NTP synchronized: )(yes|no)\s*$", re.MULTILINE
)
_CHRONY = re.compile(r"^Leap status\s*: (.+?)\s*$", re.MULTILINE)

HALF_SECOND = 0.5


def parse_clock(evidence: Evidence) -> Clock:
    """Every view of the clock; each may be unknown on its own."""
    measured = _measured(evidence)
    return Clock(measured, against_servers(measured, evidence), _synchronised(evidence))


def _measured(evidence: Evidence) -> ClockOffset | Unknown:
    found = text(evidence, "clock")
    if isinstance(found, Unknown):
        return found
    if not _SECONDS.fullmatch(found.strip()):
        return unreadable("clock")
    if evidence.clock is None:
        return Unknown("The evidence carries no measurement of the collecting machine's clock.")
    sent, received = evidence.clock.sent, evidence.clock.received
    # `date` leaves out the fraction of the second: on average half of one.
    return ClockOffset(int(found) + HALF_SECOND - (sent + received) / 2, abs(received - sent) / 2 + HALF_SECOND)


def _synchronised(evidence: Evidence) -> bool | Unknown:
    found = answer(evidence, "synchronised")
    if isinstance(found, Absent):
        return Unknown("The host has neither timedatectl nor chronyc to tell whether its clock is kept right.")
    if isinstance(found, Unknown):
        return found
    if word := _TIMEDATECTL.search(found):
        return word[1] == "yes"
    if leap := _CHRONY.search(found):
        return leap[1] != "Not synchronised"
    return unreadable("synchronised")
