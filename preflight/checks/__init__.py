"""The checks, one file per area, in the order in which findings are told."""

from __future__ import annotations

from preflight.check import registered
from preflight.checks import boot, clock, disks, software, space, ssh, startup, storage, system

AREAS = (system, space, storage, disks, boot, startup, software, ssh, clock)
ALL_CHECKS = tuple(check for area in AREAS for check in registered() if check.function.__module__ == area.__name__)
