"""When something in the grammar applies: in which modes, beside which parameters, with which values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

Settings = Mapping[str, str | bool]
"""Parameters by their canonical name; a switch that is given is True."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Any of the modes, all of the given, none of the unless, all of the values. Empty parts hold."""

    modes: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_data(cls, row: Mapping[str, Any]) -> Self:
        """Take the condition's keys out of a row of the data file."""
        return cls(
            modes=tuple(row.get("modes", ())),
            given=tuple(row.get("given", ())),
            unless=tuple(row.get("unless", ())),
            values=row.get("values", {}),
        )

    def holds(self, mode: str, settings: Settings) -> bool:
        """Whether it applies to a line of this mode with these settings."""
        return (
            (not self.modes or mode in self.modes)
            and all(name in settings for name in self.given)
            and not any(name in settings for name in self.unless)
            and all(settings.get(name) == value for name, value in self.values.items())
        )
