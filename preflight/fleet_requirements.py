"""What is asked of the hosts of a run together, as typed values made from preflight/data/fleet.yaml, pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from preflight.finding import Severity


@dataclass(frozen=True, slots=True)
class FleetRequirement:
    """One fleet check's row. `not_set` are values, in lower case, that stand for no value at all."""

    severity: Severity
    source: tuple[str, ...]
    not_set: frozenset[str]


def fleet_requirements(data: Mapping[str, Any]) -> dict[str, FleetRequirement]:
    """fleet.yaml, by row. Raises KeyError or ValueError for data that is not complete."""
    return {name: _requirement(row, data["sources"]) for name, row in data["requirements"].items()}


def _requirement(row: Mapping[str, Any], sources: Mapping[str, str]) -> FleetRequirement:
    return FleetRequirement(
        Severity(row["severity"]),
        tuple(sources[name] for name in row["source"]),
        frozenset(text.lower() for text in row.get("not_set", ())),
    )
