"""Names and numbers of signals."""

from __future__ import annotations

from lab.shell.process import SIGNALS


def signal_number(name: str) -> int | None:
    """The number of a signal given as HUP, SIGHUP or 1; 0 is EXIT or the test for existence. None if unknown."""
    if name.isdecimal():
        return int(name) if int(name) < 65 else None
    upper = name.upper().removeprefix("SIG")
    return 0 if upper == "EXIT" else SIGNALS.get(upper)
