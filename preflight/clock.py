"""The host's clock against time servers' and against the collecting machine's, and what that means: pure."""

from __future__ import annotations

from host.evidence import Evidence
from preflight.check import Failed, Outcome, Passed
from preflight.facts import ClockOffset, Unknown

_NO_SERVER = Unknown("No time server could be asked from the machine that collected.")


def against_servers(measured: ClockOffset | Unknown, evidence: Evidence) -> ClockOffset | Unknown:
    """The host's clock minus the time of time servers: what was measured, plus the collecting machine's own offset.

    Where no time was measured although time servers were asked, the host is the machine that collected.
    """
    own = evidence.own_clock
    if own is None:
        return _NO_SERVER
    if evidence.clock is None:
        return ClockOffset(own.offset_seconds, own.uncertainty_seconds)
    if isinstance(measured, Unknown):
        return measured
    return ClockOffset(
        measured.offset_seconds + own.offset_seconds, measured.uncertainty_seconds + own.uncertainty_seconds
    )


def judge_clock(
    by_servers: ClockOffset | Unknown,
    measured: ClockOffset | Unknown,
    synchronised: bool | Unknown,
    limit: float,
    *,
    service: str,
    remedy: str,
) -> Outcome:
    """The first of these that is sure enough decides: time servers, the collecting machine, the host's own word.

    `limit` is in seconds; `service` names in a sentence what speaks for the host.
    """
    doubts = []
    for offset, whose, more in (
        (by_servers, "the time servers", ""),
        (measured, "the machine running siteprep", " Check the clock of the machine running siteprep too."),
    ):
        if isinstance(offset, Unknown):
            doubts.append(offset.reason)
            continue
        distance, doubt = abs(offset.offset_seconds), offset.uncertainty_seconds
        actual = (
            f"The clock is {distance:.0f} seconds ahead of that of {whose} (+- {doubt:.0f})."
            if offset.offset_seconds > 0
            else f"The clock is {distance:.0f} seconds behind that of {whose} (+- {doubt:.0f})."
        )
        if distance + doubt <= limit:
            return Passed(actual)
        if distance - doubt > limit:
            return Failed(actual, f"{remedy}{more}")
        doubts.append(f"{actual} That is too uncertain to decide.")
    if isinstance(synchronised, Unknown):
        return Unknown(" ".join([*doubts, synchronised.reason]))
    if synchronised:
        return Passed(f"{service} says that the clock is synchronised.")
    return Failed(f"{service} says that the clock is not synchronised.", remedy)
