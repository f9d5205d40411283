"""The checks, one file per area, in the order in which findings are told."""

from __future__ import annotations

from preflight.check import registered
from preflight.checks import (
    addresses,
    agent,
    boot,
    clock,
    disk_limits,
    disks,
    layout,
    master_target,
    master_target_machine,
    packages,
    registration,
    software,
    space,
    ssh,
    startup,
    storage,
    system,
)

AREAS = (
    system,
    space,
    storage,
    disks,
    layout,
    disk_limits,
    boot,
    startup,
    software,
    packages,
    agent,
    addresses,
    ssh,
    clock,
    registration,
    master_target,
    master_target_machine,
)
ALL_CHECKS = tuple(check for area in AREAS for check in registered() if check.function.__module__ == area.__name__)
