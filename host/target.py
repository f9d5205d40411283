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
class WinRm:
    """How a Windows host is signed in to; what is None is left to the session.

    `transport` is one of ntlm, kerberos, credssp, basic and certificate, `scheme` http or https. `ca_file` verifies the
    host's certificate, `certificate_sha256` is the one that alone is trusted. `certificate` is the client's own, a PEM
    file whose key is the target's `key_file`. `proxy` is the URL of an HTTP proxy.
    """

    transport: str | None = None
    scheme: str | None = None
    ca_file: str | None = None
    certificate_sha256: str | None = None
    certificate: str | None = None
    proxy: str | None = None


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
    winrm: WinRm | None = None
