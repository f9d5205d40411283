"""Cloned machines: hosts of a run that share what every machine must have for itself. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from preflight.check import Context, Failed, NotApplicable, Outcome, Passed
from preflight.facts import Absent, Unknown
from preflight.fleet_host import FleetHost, Known

_ALONE = NotApplicable("No other host was looked at in this run, so there is nothing to compare it with.")
_ONE_MACHINE = "If these are entries for one and the same machine, keep one of them."
_NAMED = 6
_LONGEST = 100
"""How many hosts are named in a text, and how many characters of what a host says of itself are repeated."""


def same_host_name(hosts: Sequence[FleetHost], context: Context) -> dict[str, Outcome]:
    """Two machines of one name cannot be told apart in the vault, and are often clones."""
    remedy = f"Give each machine a name of its own. {_ONE_MACHINE}"
    return _apart(hosts, context, "host-name", "host name", lambda host: host.host_name, remedy)


def same_bios_id(hosts: Sequence[FleetHost], context: Context) -> dict[str, Outcome]:
    """Cloned machines are not supported: a machine is known by its BIOS id."""
    remedy = f"Give each machine a BIOS id of its own, or leave the clones out. {_ONE_MACHINE}"
    return _apart(hosts, context, "bios-id", "BIOS id", lambda host: host.bios_id, remedy)


def same_agent_id(hosts: Sequence[FleetHost], context: Context) -> dict[str, Outcome]:
    """Cloned machines are not supported: a machine cloned with its agent keeps the agent's host id."""
    remedy = f"Uninstall the agent on the clones, so that each gets an id of its own when it is pushed. {_ONE_MACHINE}"
    return _apart(hosts, context, "agent-id", "agent host id", lambda host: host.agent_id, remedy)


def listed(names: Sequence[str]) -> str:
    """Names in a sentence, sorted; of many only the first.

    >>> listed(["c", "a", "b"])
    'a, b and c'
    """
    shown = sorted(names)
    if len(shown) > _NAMED:
        return f"{', '.join(shown[:_NAMED])} and {len(shown) - _NAMED} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def _apart(
    hosts: Sequence[FleetHost],
    context: Context,
    row: str,
    what: str,
    value_of: Callable[[FleetHost], Known],
    remedy: str,
) -> dict[str, Outcome]:
    """Whether each host's value is its own. Upper and lower case are the same."""
    if len(hosts) < 2:
        return {host.name: _ALONE for host in hosts}
    not_set = context.requirements.fleet[row].not_set
    owners: dict[str, list[str]] = defaultdict(list)
    unknown = 0
    for host in hosts:
        value = value_of(host)
        if isinstance(value, str):
            owners[_key(value)].append(host.name)
        unknown += isinstance(value, Unknown)
    told = {key: listed(names) for key, names in owners.items() if len(names) > 1}

    def outcome(value: Known) -> Outcome:
        if isinstance(value, Unknown):
            return value
        if isinstance(value, Absent) or _key(value) in not_set:
            return NotApplicable(f"The host has no {what} to compare.")
        if names := told.get(_key(value)):
            return Failed(f"{_shown(value)} is the {what} of {names}.", remedy)
        rest = f" That of {unknown} hosts is not known." if unknown else ""
        return Passed(f"No other host of this run is known to have the {what} {_shown(value)}.{rest}")

    return {host.name: outcome(value_of(host)) for host in hosts}


def _shown(value: str) -> str:
    return " ".join(value[:_LONGEST].split())


def _key(value: str) -> str:
    return value.strip().lower()
