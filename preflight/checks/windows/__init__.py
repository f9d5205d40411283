"""The checks of a Windows host, one file per area, in the order in which findings are told.

All are for the two server roles so far; each judges one row of the role's requirements.
"""

from __future__ import annotations

from preflight.check import registered
from preflight.checks.windows import (
    addresses,
    antivirus,
    clock,
    hardware,
    iis,
    network,
    policies,
    products,
    restart,
    roles,
    setup,
    sizing,
    space,
    system,
    tls,
)

AREAS = (
    setup,
    system,
    hardware,
    space,
    sizing,
    restart,
    products,
    roles,
    iis,
    policies,
    tls,
    clock,
    network,
    addresses,
    antivirus,
)
ALL_CHECKS = tuple(check for area in AREAS for check in registered() if check.function.__module__ == area.__name__)
