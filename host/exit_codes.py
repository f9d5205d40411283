"""The one table of exit codes for every command, and how several hosts combine into one."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class ExitCode(IntEnum):
    """What siteprep's process ends with."""

    OK = 0
    INTERNAL = 1
    USAGE = 2
    BLOCKED = 3
    WARNINGS = 4
    UNDETERMINED = 5
    INTERRUPTED = 130


_SEVEREST_FIRST = (ExitCode.BLOCKED, ExitCode.UNDETERMINED, ExitCode.WARNINGS, ExitCode.OK)


def worst(codes: Iterable[ExitCode]) -> ExitCode:
    """Combine the codes of several hosts: 3 beats 5 beats 4 beats 0.

    >>> worst([ExitCode.OK, ExitCode.UNDETERMINED, ExitCode.WARNINGS])
    <ExitCode.UNDETERMINED: 5>
    """
    present = set(codes)
    return next((code for code in _SEVEREST_FIRST if code in present), ExitCode.OK)
