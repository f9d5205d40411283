"""The roles that a Linux host can have, as sets for checks."""

from __future__ import annotations

from host.target import Role

MASTER_TARGET = frozenset({Role.MASTER_TARGET})
EITHER = frozenset({Role.MOBILITY_AGENT, Role.MASTER_TARGET})
"""The installer is the same for both; its prerequisite script makes only some of its checks for a master target."""
