"""Memory, processors and disks. The figures depend on the role."""

from __future__ import annotations

from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, known
from preflight.checks.windows import pages
from preflight.finding import Measure
from preflight.role_requirements import WITH_APPLIANCE, Requirement
from preflight.row_check import windows_check
from preflight.windows_facts import WindowsFacts

_GIB = 1024**3
_SIZED = NotApplicable("The sizing table decides, because it was told what the server is to serve.")


@windows_check(
    "memory",
    title="Memory",
    reads=("computer.memory_bytes",),
    evidence="computer",
    expects=lambda row, context: f"The host has at least {row.number('gb')} GB of memory.",
    link=pages.REQUIREMENTS,
    roles=WITH_APPLIANCE,
)
def memory(facts: WindowsFacts, row: Requirement, context: Context) -> Outcome:
    """As the general table of requirements has it, unless the sizing table can decide."""
    return _SIZED if context.sizing.told else enough_memory(facts, row.number("gb"))


@windows_check(
    "cores",
    title="Processors",
    reads=("computer.logical_processors",),
    evidence="computer",
    expects=lambda row, context: f"The host has at least {row.number('count')} processor cores.",
    link=pages.REQUIREMENTS,
    roles=WITH_APPLIANCE,
)
def cores(facts: WindowsFacts, row: Requirement, context: Context) -> Outcome:
    """As the general table of requirements has it, unless the sizing table can decide."""
    return _SIZED if context.sizing.told else enough_cores(facts, row.number("count"))


@windows_check(
    "disks",
    title="Disks",
    reads=("disks",),
    evidence="disks",
    expects=lambda row, context: (
        f"The host has at least {row.number('count')} disks: for Windows, for the cache and for the retention data."
    ),
    link=pages.REQUIREMENTS,
    roles=WITH_APPLIANCE,
)
def disks(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """Windows, cache and retention data on disks of their own."""
    count, wanted = len(known(facts.disks)), row.number("count")
    actual = f"Disks found: {count}."
    if count >= wanted:
        return Passed(actual)
    return Failed(actual, f"Add {wanted - count} to the host and format what is added with NTFS.")


def enough_memory(facts: WindowsFacts, gb: int) -> Outcome:
    """Whether the host has so much memory. Windows reports a little less than is fitted: the nearest GB counts."""
    size = known(known(facts.computer).memory_bytes)
    actual = f"Windows reports {size / _GIB:.1f} GB of memory."
    measure = Measure("memory", size, gb * _GIB)
    if round(size / _GIB) >= gb:
        return Passed(actual, measure)
    return Failed(actual, f"Give the host at least {gb} GB of memory.", measure)


def enough_cores(facts: WindowsFacts, count: int) -> Outcome:
    """Whether the host has so many processors."""
    found = known(known(facts.computer).logical_processors)
    actual = f"Processors found: {found}."
    if found >= count:
        return Passed(actual)
    return Failed(actual, f"Give the host at least {count} processor cores.")
