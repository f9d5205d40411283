"""The checks of a Windows host, one file per area, in the order in which findings are told.

Most judge one row of a role's requirements.
"""

from __future__ import annotations

from preflight.check import registered
from preflight.checks.windows import (
    addresses,
    agent,
    agent_machine,
    agent_push,
    agent_validator,
    antivirus,
    clock,
    hardware,
    iis,
    network,
    policies,
    products,
    provider,
    restart,
    roles,
    setup,
    sizing,
    space,
    system,
    target,
    tls,
)

AREAS = (
    setup,
    agent,
    agent_validator,
    agent_machine,
    agent_push,
    target,
    provider,
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
