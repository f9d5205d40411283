"""A host to work on, as an inventory or a command line names it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from host.secret import SecretRef


class Platform(StrEnum):
    """The two kinds of host siteprep talks to."""

    LINUX = "linux"
    WINDOWS = "windows"


class Role(StrEnum):
    """What a host is to become."""

    CONFIGURATION_SERVER = "configuration-server"
    PROCESS_SERVER = "process-server"
    MOBILITY_AGENT = "mobility-agent"
    MASTER_TARGET = "master-target"
    VMM_SERVER = "vmm-server"
    HYPERV_HOST = "hyperv-host"
    REPLICATION_APPLIANCE = "replication-appliance"


@dataclass(frozen=True, slots=True)
class Target:
    """One host: where it is, how to sign in (secrets only by reference) and what it is to become.

    `port`, `user` and `role` are None where the inventory is silent; the session and the command fill them in.
    """

    name: str
    address: str
    port: int | None = None
    platform: Platform = Platform.LINUX
    user: str | None = None
    password: SecretRef | None = None
    key_file: str | None = None
    sudo: bool = False
    groups: tuple[str, ...] = ()
    role: Role | None = None
    vars: Mapping[str, object] = field(default_factory=dict)
    key_passphrase: SecretRef | None = None
