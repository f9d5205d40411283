"""Comparing versions of agents."""

from __future__ import annotations

import re


def numbers(version: str) -> tuple[int, ...]:
    """A version's numbers; none for what is no version.

    >>> numbers("9.66.7567.1")
    (9, 66, 7567, 1)
    """
    return tuple(map(int, version.split("."))) if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9}){0,5}", version) else ()


def minor_gap(installed: str, planned: str) -> int | None:
    """By how many minor versions `installed` lies behind; None where the major versions differ or one is no version."""
    old, new = numbers(installed)[:2], numbers(planned)[:2]
    return new[1] - old[1] if len(old) == len(new) == 2 and old[0] == new[0] else None
