"""What each role needs of a platform, and where the original's setup stops without it: pure.

Made from the mappings of the role's own file in preflight/data and of the files that it extends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from host.target import Platform, Role
from preflight.finding import Severity

SERVER_ROLES = (Role.CONFIGURATION_SERVER, Role.PROCESS_SERVER)
"""The roles that UnifiedSetup installs."""
AGENT_ROLES = (Role.MOBILITY_AGENT, Role.MASTER_TARGET)
"""The roles that the agent's installer installs."""
PROVIDER_ROLES = (Role.VMM_SERVER, Role.HYPERV_HOST)
"""The roles that the provider's setup installs."""
WITH_APPLIANCE = (*SERVER_ROLES, Role.REPLICATION_APPLIANCE)
ROLE_FILES = {
    Platform.LINUX: {Role.MOBILITY_AGENT: "linux_agent", Role.MASTER_TARGET: "linux_master_target"},
    Platform.WINDOWS: {
        Role.CONFIGURATION_SERVER: "configuration_server",
        Role.PROCESS_SERVER: "process_server",
        Role.MOBILITY_AGENT: "windows_agent",
        Role.MASTER_TARGET: "windows_master_target",
        Role.VMM_SERVER: "vmm_server",
        Role.HYPERV_HOST: "hyperv_host",
        Role.REPLICATION_APPLIANCE: "replication_appliance",
    },
}
"""The data file of each role, by platform."""

Data = Mapping[str, Any]


class SetupMode(StrEnum):
    """What a silent setup does: install, install what is missing, or upgrade."""

    FRESH = "fresh"
    REINSTALL = "reinstall"
    UPGRADE = "upgrade"


class Switch(StrEnum):
    """The switches of setup's command line that leave out what a host would be refused for."""

    SKIP_PREREQS = "SkipPrereqsCheck"
    SKIP_SPACE = "SkipSpaceCheck"
    SKIP_TLS = "SkipTLSCheck"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the original's silent setup at which it can stop."""

    name: str
    modes: frozenset[SetupMode]
    lifted_by: frozenset[Switch]


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the original looks at something: the exit code it ends with, the step, its own name for the check.

    Where `warns` holds, it says so and goes on.
    """

    code: int
    step: str
    check: str
    lifted_by: frozenset[Switch] = frozenset()
    warns: bool = False


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row: how bad it is to miss it, the values that decide, where the original stops for want of it.

    `names` are the exit codes, error names and IDs of installers other than setup that this would turn into.
    """

    severity: Severity
    values: Data
    stops: tuple[Stop, ...]
    source: tuple[str, ...]
    names: tuple[str, ...] = ()

    @property
    def predicts(self) -> tuple[str, ...]:
        """What the original would say: ``unified-setup:4 IsSystemRestartPending``, an error's name or ID."""
        told = [f"unified-setup:{stop.code} {stop.check}" for stop in self.stops if not stop.warns]
        return tuple(dict.fromkeys([*told, *self.names]))

    def number(self, name: str) -> int:
        """A value that is a whole number. KeyError where the row has no such value."""
        return int(self.values[name])

    def text(self, name: str) -> str:
        """A value that is a text. KeyError where the row has no such value."""
        return str(self.values[name])

    def texts(self, name: str) -> tuple[str, ...]:
        """A value that is a list of texts. KeyError where the row has no such value."""
        return tuple(map(str, self.values[name]))

    def numbers(self, name: str) -> tuple[int, ...]:
        """A value that is a list of whole numbers. KeyError where the row has no such value."""
        return tuple(map(int, self.values[name]))


@dataclass(frozen=True, slots=True)
class RoleRequirements:
    """What one role needs, by row, and the steps of the original's setup, both in the original's order."""

    rows: Mapping[str, Requirement]
    steps: tuple[Step, ...]


def role_requirements(platform: Platform, read: Callable[[str], Data]) -> dict[Role, RoleRequirements]:
    """For each role its requirements on a platform; `read` gives a data file's mapping by its name without suffix.

    Raises KeyError, TypeError or ValueError for data that is not complete.
    """
    return {role: _role(name, read) for role, name in ROLE_FILES[platform].items()}


def _role(name: str, read: Callable[[str], Data]) -> RoleRequirements:
    data = _extended(name, read)
    rows = {row: _requirement(values, data["sources"]) for row, values in data["requirements"].items()}
    steps = tuple(
        Step(step["step"], frozenset(map(SetupMode, step["modes"])), _switches(step)) for step in data.get("steps", ())
    )
    return RoleRequirements(rows, steps)


def _extended(name: str, read: Callable[[str], Data]) -> Data:
    """A file's data laid over that of the file it extends: of a row, the keys that are named again are replaced."""
    data = read(name)
    if "extends" not in data:
        return data
    base = _extended(data["extends"], read)
    rows = dict(base["requirements"])
    for row, values in data["requirements"].items():
        rows[row] = {**rows.get(row, {}), **values}
    return {**base, "sources": base["sources"] | data.get("sources", {}), "requirements": rows}


def _requirement(data: Data, sources: Mapping[str, str]) -> Requirement:
    stops = data.get("stops") or []
    return Requirement(
        Severity(data["severity"]),
        data.get("values", {}),
        tuple(_stop(stop) for stop in (stops if isinstance(stops, Sequence) else [stops])),
        tuple(sources[name] for name in data["source"]),
        tuple(map(str, data.get("predicts", ()))),
    )


def _stop(data: Data) -> Stop:
    return Stop(data["code"], data["step"], data["check"], _switches(data), data.get("result") == "warn")


def _switches(data: Data) -> frozenset[Switch]:
    return frozenset(map(Switch, data.get("lifted_by", ())))
