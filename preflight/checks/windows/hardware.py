"""Memory, processors and disks. The figures depend on the role."""

from __future__ import annotations

from host.target import Role
from preflight.check import Context, Failed, Outcome, Passed, known
from preflight.checks.windows import pages
from preflight.server_check import server_check
from preflight.server_requirements import Requirement
from preflight.windows_facts import WindowsFacts

_GIB = 1024**3
_PROCESS_SERVER = (Role.PROCESS_SERVER,)


@server_check(
    "memory",
    title="Memory",
    reads=("computer.memory_bytes",),
    evidence="computer",
    expects=lambda row, context: f"The host has at least {row.number('gb')} GB of memory.",
    link=pages.REQUIREMENTS,
)
def memory(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """As the general table of requirements has it."""
    return _memory(facts, row)


@server_check(
    "smallest-memory",
    title="Memory of the smallest process server",
    reads=("computer.memory_bytes",),
    evidence="computer",
    expects=lambda row, context: f"The host has at least {row.number('gb')} GB of memory, whatever it is to serve.",
    link=pages.SCALE_OUT,
    roles=_PROCESS_SERVER,
)
def smallest_memory(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """The first line of the sizing table."""
    return _memory(facts, row)


@server_check(
    "cores",
    title="Processors",
    reads=("computer.logical_processors",),
    evidence="computer",
    expects=lambda row, context: f"The host has at least {row.number('count')} processor cores.",
    link=pages.REQUIREMENTS,
)
def cores(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """As the general table of requirements has it."""
    return _cores(facts, row)


@server_check(
    "smallest-cores",
    title="Processors of the smallest process server",
    reads=("computer.logical_processors",),
    evidence="computer",
    expects=lambda row, context: f"The host has at least {row.number('count')} processor cores, whatever it serves.",
    link=pages.SCALE_OUT,
    roles=_PROCESS_SERVER,
)
def smallest_cores(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """The first line of the sizing table."""
    return _cores(facts, row)


@server_check(
    "disks",
    title="Disks",
    reads=("disks",),
    evidence="disks",
    expects=lambda row, context: (
        f"The host has at least {row.number('count')} disks: for Windows, for the cache and for the retention data."
    ),
    link=pages.REQUIREMENTS,
)
def disks(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """Windows, cache and retention data on disks of their own."""
    count, wanted = len(known(facts.disks)), row.number("count")
    actual = f"Disks found: {count}."
    if count >= wanted:
        return Passed(actual)
    return Failed(actual, f"Add {wanted - count} to the host and format what is added with NTFS.")


def _memory(facts: WindowsFacts, row: Requirement) -> Outcome:
    size, wanted = known(known(facts.computer).memory_bytes), row.number("gb")
    actual = f"Windows reports {size / _GIB:.1f} GB of memory."
    if round(size / _GIB) >= wanted:
        return Passed(actual)
    return Failed(actual, f"Give the host at least {wanted} GB of memory.")


def _cores(facts: WindowsFacts, row: Requirement) -> Outcome:
    count, wanted = known(known(facts.computer).logical_processors), row.number("count")
    actual = f"Processors found: {count}."
    if count >= wanted:
        return Passed(actual)
    return Failed(actual, f"Give the host at least {wanted} processor cores.")
