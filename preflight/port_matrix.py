"""Which host must reach which port of which other: from the documented directions and the hosts of a run. Pure.

siteprep preflight matrix --inventory hosts.yaml
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import Any

from host.target import Platform, Role, Target
from preflight.network import Probe

SITEPREP = "siteprep"
"""The machine that siteprep runs on, as a source."""


class Outcome(StrEnum):
    """How a way turned out; `needless` where another port of its direction is open and one is enough."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    NEEDLESS = "needless"


@dataclass(frozen=True, slots=True)
class Direction:
    """One documented direction; the fields are those of preflight/data/ports.yaml. No platform means either."""

    id: str
    purpose: str
    sources: frozenset[str]
    other_sources: frozenset[str]
    destinations: frozenset[str]
    other_destinations: frozenset[str]
    platform: Platform | None
    ports: tuple[int, ...]
    any: bool
    together: bool
    listener: bool


@dataclass(frozen=True, slots=True)
class Way:
    """One port of one host that one other host must reach; hosts by name, `address` as the source is to call it."""

    direction: str
    purpose: str
    source: str
    destination: str
    address: str
    port: int
    listener: bool
    any: bool


@dataclass(frozen=True, slots=True)
class Result:
    """A way with its outcome; `told` says what was found, `remedy` what to do where it is not open."""

    way: Way
    outcome: Outcome
    told: str
    remedy: str = ""


def directions(data: Mapping[str, Any]) -> tuple[Direction, ...]:
    """ports.yaml. Raises KeyError or ValueError for data that is not complete."""
    return tuple(
        Direction(
            id=name,
            purpose=each["purpose"],
            sources=_roles(each["from"]),
            other_sources=_roles(each.get("otherwise_from", ())),
            destinations=_roles(each["to"]),
            other_destinations=_roles(each.get("otherwise_to", ())),
            platform=Platform(each["platform"]) if "platform" in each else None,
            ports=tuple(each["ports"]),
            any=each.get("any", False),
            together=each.get("together", False),
            listener=each.get("listener", False),
        )
        for name, each in data["directions"].items()
    )


def ways(
    wanted: Iterable[Direction], targets: Sequence[Target], role: Role, groups: Collection[str]
) -> tuple[Way, ...]:
    """Every way that the hosts need, direction by direction; a host without a role has `role`.

    `groups` are those whose machines are replicated together.
    """
    return tuple(way for direction in wanted for way in _ways(direction, targets, role, groups))


def idle(wanted: Iterable[Direction], found: Collection[Way]) -> tuple[Direction, ...]:
    """The directions for which the run has no hosts."""
    there = {way.direction for way in found}
    return tuple(each for each in wanted if each.id not in there)


def judged(way: Way, probe: Probe | str, *, listens: bool, own_listener: bool) -> Result:
    """What a probe says of a way. A text in a probe's place is why there was none.

    `listens` tells whether something was seen to listen there, `own_listener` whether that is siteprep itself.
    """
    place = f"{way.address}:{way.port}"
    if isinstance(probe, str):
        return Result(
            way, Outcome.UNKNOWN, probe, f"Or run this command on {way.source} itself with --here {way.source}."
        )
    if probe.reachable:
        stood_in = " siteprep listened there in the service's place." if own_listener else ""
        return Result(way, Outcome.OPEN, f"{place} answers.{stood_in}")
    if probe.reachable is None:
        return Result(way, Outcome.UNKNOWN, f"{probe.told}.", "Install curl or bash on the source, then try again.")
    if "refused" in probe.told and not listens:
        return Result(
            way,
            Outcome.UNKNOWN,
            f"{way.address} refuses. Nothing is known to listen there; a firewall may be what refuses.",
            f"Start the services on {way.destination}, then try again.",
        )
    return Result(
        way,
        Outcome.CLOSED,
        f"{probe.told.rstrip('.')}.",
        f"Let {way.source} reach TCP port {way.port} of {way.destination}: look at names, routes and every firewall "
        f"between them, the one on {way.destination} first.",
    )


def settled(results: Iterable[Result]) -> tuple[Result, ...]:
    """The results, where one open port is enough without the direction's other ports being held against the host."""

    def pair(result: Result) -> tuple[str, str, str]:
        return result.way.direction, result.way.source, result.way.destination

    found: list[Result] = []
    for _, each in groupby(results, key=pair):
        together = list(each)
        enough = together[0].way.any and any(result.outcome is Outcome.OPEN for result in together)
        found += [_needless(result) if enough else result for result in together]
    return tuple(found)


def _needless(result: Result) -> Result:
    return result if result.outcome is Outcome.OPEN else replace(result, outcome=Outcome.NEEDLESS, remedy="")


def _ways(direction: Direction, targets: Sequence[Target], role: Role, groups: Collection[str]) -> Iterable[Way]:
    sources = [SITEPREP] if SITEPREP in direction.sources else _of(targets, role, direction.sources)
    sources = sources or _of(targets, role, direction.other_sources)
    destinations = _of(targets, role, direction.destinations) or _of(targets, role, direction.other_destinations)
    for source in sources:
        for destination in destinations:
            if direction.platform not in (None, destination.platform) or source is destination:
                continue
            if direction.together and not _together(source, destination, groups):
                continue
            for port in direction.ports:
                yield Way(
                    direction.id,
                    direction.purpose,
                    source if isinstance(source, str) else source.name,
                    destination.name,
                    destination.address,
                    port,
                    direction.listener,
                    direction.any,
                )


def _of(targets: Sequence[Target], role: Role, roles: Collection[str]) -> list[Any]:
    return [target for target in targets if (target.role or role) in roles]


def _together(first: Target | str, second: Target, groups: Collection[str]) -> bool:
    return not isinstance(first, str) and bool(set(first.groups) & set(second.groups) & set(groups))


def _roles(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name if name == SITEPREP else Role(name) for name in names)
