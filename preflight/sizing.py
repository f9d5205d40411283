"""How large a server must be for what it is to serve: the documented tables, pure.

Made from the mapping of preflight/data/sizing.yaml.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from host.target import Role

_CHURN = re.compile(r"(?P<amount>[0-9]{1,9}(?:\.[0-9]{1,9})?)\s*(?P<unit>gb|tb)?\s*(?:/\s*day)?", re.IGNORECASE)
_GB_PER_TB = 1024


@dataclass(frozen=True, slots=True)
class Workload:
    """What a server is to serve: protected machines, and GB of changed data a day; None is not told."""

    machines: int | None = None
    churn_gb_per_day: int | None = None

    @property
    def told(self) -> bool:
        """Whether anything is known of it."""
        return self != UNTOLD

    def __str__(self) -> str:
        machines = [] if self.machines is None else [f"{self.machines} machines"]
        churn = [] if self.churn_gb_per_day is None else [f"{self.churn_gb_per_day} GB of changed data a day"]
        return " and ".join(machines + churn)


UNTOLD = Workload()
"""Nothing is known of what a server is to serve."""


@dataclass(frozen=True, slots=True)
class SizingRow:
    """A server of this size serves so much. Sizes in GB of 1,024^3 bytes; the cache is free space."""

    machines: int
    churn_gb_per_day: int
    cores: int
    memory_gb: int
    cache_gb: int

    def serves(self, workload: Workload) -> bool:
        """Whether it is enough; of what was not told, everything is."""
        return (workload.machines or 0) <= self.machines and (workload.churn_gb_per_day or 0) <= self.churn_gb_per_day

    def __str__(self) -> str:
        return str(Workload(self.machines, self.churn_gb_per_day))


@dataclass(frozen=True, slots=True)
class SizingTable:
    """One role's rows, the smallest first."""

    rows: tuple[SizingRow, ...]

    @property
    def largest(self) -> SizingRow:
        """The most that one server can serve."""
        return self.rows[-1]

    def row(self, workload: Workload) -> SizingRow:
        """The smallest row that is enough: the first where nothing was told, the largest where none is enough."""
        return next((row for row in self.rows if row.serves(workload)), self.largest)


def sizing_tables(data: Mapping[str, Any]) -> dict[Role, SizingTable]:
    """sizing.yaml. Raises KeyError, TypeError or ValueError for data that is not complete."""
    return {
        Role(role): SizingTable(tuple(SizingRow(**row) for row in table["rows"]))
        for role, table in data["tables"].items()
    }


def churn_gb_per_day(text: str) -> int:
    """GB a day of a text such as ``300``, ``300GB/day`` or ``1.5TB``, rounded up. ValueError for another text."""
    match = _CHURN.fullmatch(text.strip())
    if match is None or float(match["amount"]) == 0:
        raise ValueError(f"{text!r} is no amount of data a day")
    amount = float(match["amount"]) * (_GB_PER_TB if (match["unit"] or "").lower() == "tb" else 1)
    return math.ceil(amount)
