"""What a Linux master target needs, as typed values made from requirements.yaml, pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class System:
    """A system that may become a master target: a token, for some with a pattern for its release file."""

    token: str
    release: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class MasterTargetRequirements:
    """Sizes are in units of 1,024 bytes; `memory_reserved_part` is a share of `memory_kb`."""

    systems: tuple[System, ...]
    kernel_token: str
    kernel_starts: str
    prepared_file: str
    lvmetad_tokens: tuple[str, ...]
    memory_kb: int
    memory_reserved_part: float
    processors: int
    os_disk_kb: int
    packages: tuple[str, ...]
    vendor: str
    retention_mount: str
    retention_type: str

    @property
    def memory_counted_kb(self) -> int:
        """What the kernel of a machine with just enough memory still counts."""
        return int(self.memory_kb * (1 - self.memory_reserved_part))


def master_target_requirements(data: Mapping[str, Any]) -> MasterTargetRequirements:
    """`linux: master-target` of requirements.yaml. Raises KeyError or TypeError for data that is not complete."""
    values = {name: entry["value"] for name, entry in data.items()}
    systems = tuple(
        System(system["token"], re.compile(system["release"]) if "release" in system else None)
        for system in values.pop("systems")
    )
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return MasterTargetRequirements(systems=systems, **values)
