"""The host's clock: time servers decide before the collecting machine does, and that before the host's own word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host.evidence import ClockMeasurement, OwnClock, parse_evidence
from preflight.check import Failed, Outcome, Passed
from preflight.clock import against_servers, judge_clock
from preflight.facts import ClockOffset, Unknown

NOT_READ = Unknown("It was not read.")
LIMIT = 300


def judged(by_servers: ClockOffset | Unknown, measured: ClockOffset | Unknown, synchronised: bool | Unknown) -> Outcome:
    return judge_clock(by_servers, measured, synchronised, LIMIT, service="The host", remedy="Set it right.")


@pytest.mark.parametrize(
    ("by_servers", "measured", "synchronised", "outcome"),
    [
        (ClockOffset(1, 1), ClockOffset(900, 1), False, Passed),
        (ClockOffset(900, 1), ClockOffset(1, 1), True, Failed),
        (ClockOffset(300, 5), ClockOffset(1, 1), True, Passed),
        (NOT_READ, ClockOffset(-900, 1), True, Failed),
        (NOT_READ, NOT_READ, True, Passed),
        (NOT_READ, NOT_READ, False, Failed),
        (NOT_READ, ClockOffset(300, 5), NOT_READ, Unknown),
        (NOT_READ, NOT_READ, NOT_READ, Unknown),
    ],
)
def test_the_surest_word_decides(
    by_servers: ClockOffset | Unknown, measured: ClockOffset | Unknown, synchronised: bool | Unknown, outcome: type
) -> None:
    assert isinstance(judged(by_servers, measured, synchronised), outcome)


def test_a_failure_names_the_side_and_against_whom() -> None:
    found = judged(NOT_READ, ClockOffset(-900, 1), True)
    assert isinstance(found, Failed)
    assert "900 seconds behind that of the machine running siteprep" in found.actual
    assert "machine running siteprep too" in found.remedy
    found = judged(ClockOffset(900, 1), NOT_READ, True)
    assert isinstance(found, Failed)
    assert found.actual == "The clock is 900 seconds ahead of that of the time servers (+- 1)."


def test_the_collecting_machines_own_offset_is_added() -> None:
    evidence = parse_evidence(b"", ClockMeasurement(0, 1), OwnClock(-10, 0.5))
    assert against_servers(ClockOffset(4, 1), evidence) == ClockOffset(-6, 1.5)
    assert against_servers(NOT_READ, evidence) == NOT_READ
    assert isinstance(against_servers(ClockOffset(4, 1), parse_evidence(b"", ClockMeasurement(0, 1))), Unknown)


def test_where_the_host_is_the_collecting_machine_its_own_offset_counts() -> None:
    assert against_servers(NOT_READ, parse_evidence(b"", None, OwnClock(-10, 0.5))) == ClockOffset(-10, 0.5)


@given(st.floats(-1e6, 1e6), st.floats(0, 1e4))
def test_a_clock_is_never_both_right_and_wrong(offset: float, doubt: float) -> None:
    found = judged(NOT_READ, ClockOffset(offset, doubt), NOT_READ)
    assert isinstance(found, Unknown) == (abs(offset) + doubt > LIMIT >= abs(offset) - doubt)
