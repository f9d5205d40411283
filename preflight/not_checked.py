"""What is documented as a requirement and cannot be found out by a preflight: pure, made from not_checked.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from host.target import Role


@dataclass(frozen=True, slots=True)
class NotChecked:
    """One requirement without a check: what it asks for, and why nobody can tell beforehand."""

    roles: frozenset[Role]
    what: str
    why: str
    source: str


def not_checked(data: Mapping[str, Any]) -> tuple[NotChecked, ...]:
    """not_checked.yaml. Raises KeyError or ValueError for data that is not complete."""
    return tuple(
        NotChecked(frozenset(map(Role, entry["roles"])), entry["what"], entry["why"], data["sources"][entry["source"]])
        for entry in data["entries"]
    )
