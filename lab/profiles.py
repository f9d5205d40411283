"""What a practice machine looks like: its system, kernel, file systems and the knobs of its stand-in agent."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).with_name("profiles.yaml")


@dataclass(frozen=True, slots=True)
class FileSystem:
    """One mounted file system of a practice host; sizes in KB."""

    device: str
    mount: str
    size_kb: int
    free_kb: int
    uuid: str
    type: str = "ext4"


@dataclass(frozen=True, slots=True)
class PracticeHostSpec:
    """One practice host.

    `files` are the system's release files (path inside the root: text). `password_only` says how the inventory signs
    in. `agent` overrides the knobs of /etc/practice-agent.conf, which README.md lists.
    """

    name: str
    token: str
    files: Mapping[str, str]
    kernel: str
    root_free_kb: int = 31_457_280
    boot_free_kb: int = 409_600
    secure_boot: bool = False
    dhcp_client: bool = True
    clock_synchronised: bool = True
    password_only: bool = False
    agent: Mapping[str, str] = field(default_factory=dict)

    @property
    def file_systems(self) -> tuple[FileSystem, ...]:
        """/boot of 1 GB and / of 40 GB, with identifiers that follow from the host's name."""
        return (
            FileSystem("/dev/sda1", "/boot", 1_038_336, self.boot_free_kb, self._uuid("/boot")),
            FileSystem("/dev/sda2", "/", 41_943_040, self.root_free_kb, self._uuid("/")),
        )

    def _uuid(self, mount: str) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"practice://{self.name}{mount}"))


@dataclass(frozen=True, slots=True)
class PackageProfile:
    """What the stand-in packages say of themselves."""

    version: str
    date: str
    kernels: Mapping[str, tuple[str, ...]]


def machine_names() -> tuple[str, ...]:
    """The machines that profiles.yaml describes."""
    return tuple(_data()["machines"])


def machine(profile: str, name: str | None = None, **changes: Any) -> PracticeHostSpec:
    """A host made after a machine of profiles.yaml, under another name or with other values if given.

    >>> machine("web01", "web02", root_free_kb=1000).root_free_kb
    1000

    Raises KeyError for an unknown machine.
    """
    values = dict(_data()["machines"][profile])
    system = _data()["systems"][values.pop("system")]
    return replace(PracticeHostSpec(name=name or profile, **system, **values), **changes)


def packages() -> PackageProfile:
    """The version, date and supported kernels of the stand-in packages."""
    found = _data()["packages"]
    kernels = {token: tuple(listed) for token, listed in found["kernels"].items()}
    return PackageProfile(found["version"], found["date"], kernels)


@cache
def _data() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_DATA.read_text())
    return found
