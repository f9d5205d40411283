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
from preflight.master_target import MasterTargetRequirements
from preflight.network_requirements import NetworkRequirements
from preflight.os_token import OsRules, ReleaseFile, TokenRule
from preflight.sizing import SizingTable
from preflight.windows_requirements import WindowsRequirements


@dataclass(frozen=True, slots=True)
class DhcpClient:
    """The DHCP client that systems whose token starts with `token` must have, and the package that brings it."""

    token: str
    client: str
    package: str


@dataclass(frozen=True, slots=True)
class SshdSetting:
    """The wanted value of an SSH server setting; `default` is None where it depends on the server's version."""

    wanted: str
    default: str | None


@dataclass(frozen=True, slots=True)
class LinuxAgentRequirements:
    """What the mobility agent needs on Linux. Sizes are in units of 1,024 bytes."""

    root_free_kb: int
    root_free_documented_kb: int
    install_free_kb: int
    root_file_systems: tuple[str, ...]
    boot_file_systems: tuple[str, ...]
    writable_folders: tuple[str, ...]
    locale: str
    clock_offset_seconds: int
    dhcp_clients: tuple[DhcpClient, ...]
    sshd_password_authentication: SshdSetting
    sshd_root_login: SshdSetting
    bootable_mappings: tuple[str, ...]
    boot_image_tokens: tuple[str, ...]
    boot_image_drivers: tuple[str, ...]
    run_levels: tuple[str, ...]
    copy_free_kb: int
    ssh_port: int
    ssh_packages: tuple[tuple[str, ...], ...]
    rpm_tokens: tuple[str, ...]
    documented_releases: Mapping[str, tuple[str, ...]]
    package_manager_processes: tuple[str, ...]
    host_name_pattern: str
    virtual_interfaces: tuple[str, ...]
    logical_sector_bytes: tuple[int, ...]
    disks_max: int
    disk_min_kb: int
    os_disk_max_kb: int
    data_disk_max_kb: int
    unsupported_disks: tuple[str, ...]
    remote_disk_places: tuple[str, ...]
    several_boot_disks_from: str
    restart_upgrade_gap: int
    azure_asset_tag: str


@dataclass(frozen=True, slots=True)
class Requirements:
    """Everything that hosts are judged by, for one agent release and one cloud."""

    release: str
    cloud: str
    roles: Mapping[Role, frozenset[Platform]]
    os_rules: OsRules
    kernels: KernelData
    linux_agent: LinuxAgentRequirements
    linux_master_target: MasterTargetRequirements
    windows: Mapping[Role, WindowsRequirements]
    network: NetworkRequirements
    sizing: Mapping[Role, SizingTable]
    fleet: Mapping[str, FleetRequirement]


def role_platforms(data: Mapping[str, Any]) -> dict[Role, frozenset[Platform]]:
    """`roles` of requirements.yaml."""
    return {Role(role): frozenset(map(Platform, entry["platforms"])) for role, entry in data.items()}


def linux_agent_requirements(data: Mapping[str, Any]) -> LinuxAgentRequirements:
    """`linux: mobility-agent` of requirements.yaml. Raises KeyError or TypeError for data that is not complete."""
    values = {name: entry["value"] for name, entry in data.items()}
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    for name in ("sshd_password_authentication", "sshd_root_login"):
        values[name] = SshdSetting(values[name]["wanted"], values[name].get("default"))
    values["documented_releases"] = {
        name: tuple(map(str, each)) for name, each in values["documented_releases"].items()
    }
    values["ssh_packages"] = tuple(map(tuple, values["ssh_packages"]))
    values["dhcp_clients"] = tuple(DhcpClient(**client) for client in values["dhcp_clients"])
    return LinuxAgentRequirements(**values)


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
