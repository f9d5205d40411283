"""Whether the server is large enough for what it is to serve: the documented sizing tables.

The row for the machines and the churn that were told decides; where neither was told, the smallest row does, and the
general table of requirements (memory, cores, cache-space) beside it.
"""

from __future__ import annotations

from host.target import Role
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed
from preflight.checks.windows import pages
from preflight.checks.windows.hardware import enough_cores, enough_memory
from preflight.checks.windows.space import enough_cache
from preflight.role_requirements import Requirement
from preflight.row_check import windows_check
from preflight.sizing import SizingRow
from preflight.windows_facts import WindowsFacts

_REMEDIES = {
    Role.CONFIGURATION_SERVER: "Let scale-out process servers do the replication, or set up another configuration "
    "server for a part of the machines.",
    Role.PROCESS_SERVER: "Spread the machines over several process servers, and judge each with its own share; one "
    "machine uses exactly one process server.",
}


@windows_check(
    "sizing-load",
    title="What one server can serve",
    reads=(),
    evidence="computer",
    expects=lambda row, context: f"The server serves at most {_largest(context)}.",
    link=pages.CAPACITY,
)
def load(_: WindowsFacts, row: Requirement, context: Context) -> Outcome:
    """The last line of the sizing table."""
    if not context.sizing.told:
        return NotApplicable("Neither --machines nor --churn tells what the server is to serve.")
    actual = f"It is to serve {context.sizing}."
    if _largest(context).serves(context.sizing):
        return Passed(actual)
    return Failed(actual, _REMEDIES[context.role])


@windows_check(
    "sizing-memory",
    title="Memory for what the server is to serve",
    reads=("computer.memory_bytes",),
    evidence="computer",
    expects=lambda row, context: (
        f"The host has at least {_size(context).memory_gb} GB of memory to serve up to {_size(context)}."
    ),
    link=pages.CAPACITY,
)
def memory(facts: WindowsFacts, _: Requirement, context: Context) -> Outcome:
    """The line of the sizing table for what the server is to serve."""
    return enough_memory(facts, _size(context).memory_gb)


@windows_check(
    "sizing-cores",
    title="Processors for what the server is to serve",
    reads=("computer.logical_processors",),
    evidence="computer",
    expects=lambda row, context: (
        f"The host has at least {_size(context).cores} processor cores to serve up to {_size(context)}."
    ),
    link=pages.CAPACITY,
)
def cores(facts: WindowsFacts, _: Requirement, context: Context) -> Outcome:
    """The line of the sizing table for what the server is to serve."""
    return enough_cores(facts, _size(context).cores)


@windows_check(
    "sizing-cache",
    title="Cache for what the server is to serve",
    reads=("volumes",),
    evidence="volumes",
    expects=lambda row, context: (
        f"The install drive has at least {_size(context).cache_gb} GB free to serve up to {_size(context)}."
    ),
    link=pages.CAPACITY,
)
def cache(facts: WindowsFacts, _: Requirement, context: Context) -> Outcome:
    """The line of the sizing table for what the server is to serve."""
    gb = _size(context).cache_gb
    return enough_cache(facts, context, gb, f"Give the drive {gb} GB of free space.")


def _size(context: Context) -> SizingRow:
    return context.requirements.sizing[context.role].row(context.sizing)


def _largest(context: Context) -> SizingRow:
    return context.requirements.sizing[context.role].largest
