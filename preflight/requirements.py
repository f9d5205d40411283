"""What a role needs, as typed values made from the data files' mappings, pure.

The files themselves are read elsewhere (access/catalogue.py). Each value's source stands beside it in the data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from host.target import Platform, Role
from preflight.distribution import DistributionRule
from preflight.fleet_requirements import FleetRequirement
from preflight.kernels import KernelData, KernelRule, ListChange, Listed, Pattern
from preflight.network_requirements import NetworkRequirements
from preflight.os_token import OsRules, ReleaseFile, TokenRule
from preflight.role_requirements import RoleRequirements
from preflight.sizing import SizingTable


@dataclass(frozen=True, slots=True)
class Variant:
    """A deployment with requirements of its own; they are documented for `roles`. `env_type` is what setup is told."""

    name: str
    env_type: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Requirements:
    """Everything that hosts are judged by, for one agent release and one cloud.

    `changed` tells which rows were changed by the variant or by the user, and who says so.
    """

    release: str
    cloud: str
    roles: Mapping[Role, frozenset[Platform]]
    os_rules: OsRules
    kernels: KernelData
    linux: Mapping[Role, RoleRequirements]
    windows: Mapping[Role, RoleRequirements]
    network: NetworkRequirements
    sizing: Mapping[Role, SizingTable]
    fleet: Mapping[str, FleetRequirement]
    variant: Variant | None = None
    changed: tuple[str, ...] = ()

    def on(self, platform: Platform) -> Mapping[Role, RoleRequirements]:
        """What each role needs of a platform."""
        return self.linux if platform is Platform.LINUX else self.windows

    def to_json(self) -> dict[str, Any]:
        """Which requirements these are, for the result document."""
        told: dict[str, Any] = {"release": self.release, "cloud": self.cloud}
        if self.variant:
            told["variant"] = self.variant.name
        if self.changed:
            told["changed"] = list(self.changed)
        return told


def role_platforms(data: Mapping[str, Any]) -> dict[Role, frozenset[Platform]]:
    """`roles` of requirements.yaml."""
    return {Role(role): frozenset(map(Platform, entry["platforms"])) for role, entry in data.items()}


def os_rules(data: Mapping[str, Any]) -> OsRules:
    """os_tokens.yaml."""
    distributions = [
        DistributionRule(each["name"], each["path"], _regex(each["pattern"])) for each in data["distributions"]
    ]
    return OsRules(data["architecture"], tuple(_release_file(file) for file in data["files"]), tuple(distributions))


def kernel_data(rules: Mapping[str, Any], lists: Mapping[str, Any]) -> KernelData:
    """kernel_rules.yaml and supported_kernels.json."""
    return KernelData(
        {token: _kernel_rule(rule) for token, rule in rules["tokens"].items()},
        {token: tuple(_list_change(change) for change in changes) for token, changes in lists["tokens"].items()},
        tuple(lists["published"]),
    )


def _release_file(data: Mapping[str, Any]) -> ReleaseFile:
    decides = data.get("decides_when")
    rules = tuple(
        TokenRule(rule["token"], _regex(rule["pattern"]), _bounds(rule.get("digits"))) for rule in data["rules"]
    )
    return ReleaseFile(data["path"], _regex(decides) if decides else None, rules)


def _kernel_rule(data: Mapping[str, Any]) -> KernelRule:
    return KernelRule(
        tuple(_pattern(pattern) for pattern in data.get("any_of", ())),
        Listed(data["listed"]) if "listed" in data else None,
        tuple(_pattern(pattern) for pattern in data.get("undecided", ())),
        data.get("undecided_reason", ""),
    )


def _pattern(data: Mapping[str, Any]) -> Pattern:
    lowest = {
        number: tuple(int(part) for part in kernel.split(".")) for number, kernel in data.get("not_below", {}).items()
    }
    return Pattern(
        data.get("starts", ""),
        tuple(data.get("ends", ("",))),
        data.get("contains", ""),
        _bounds(data.get("release")),
        lowest or None,
    )


def _list_change(data: Mapping[str, Any]) -> ListChange:
    return ListChange(data["version"], frozenset(data.get("added", ())), frozenset(data.get("removed", ())))


def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)


def _bounds(pair: list[int] | None) -> range | None:
    return range(pair[0], pair[1] + 1) if pair else None
