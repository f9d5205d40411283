"""Block devices: which disks lie behind a path's device, through partitions, volumes and multipath."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mapped:
    """What the device mapper made: its own name (as below /dev/mapper), its UUID (LVM-..., mpath-..., CRYPT-...)."""

    name: str
    uuid: str

    @property
    def is_logical_volume(self) -> bool:
        """Whether LVM made it."""
        return self.uuid.startswith("LVM-")


@dataclass(frozen=True, slots=True)
class BlockDevices:
    """The kernel's list: disks, partitions with their disk, mapped devices, and for each what it is made of."""

    disks: tuple[str, ...]
    partitions: Mapping[str, str]
    mapped: Mapping[str, Mapped]
    slaves: Mapping[str, tuple[str, ...]]

    def find(self, device: str) -> str | None:
        """The kernel's name for a path such as /dev/sda1, /dev/mapper/vg-root or /dev/vg/root; None without one."""
        name = device.removeprefix("/dev/")
        if name.replace("/", "!") in self.disks or name.replace("/", "!") in self.partitions:
            return name.replace("/", "!")  # /dev/cciss/c0d0 is listed as cciss!c0d0
        if name in self.mapped:
            return name
        if name.startswith("mapper/"):
            wanted = name.removeprefix("mapper/")
        else:
            group, slash, volume = name.partition("/")
            wanted = f"{group.replace('-', '--')}-{volume.replace('-', '--')}" if slash else ""
        return next((kernel for kernel, made in self.mapped.items() if made.name == wanted), None)

    def disks_behind(self, name: str) -> frozenset[str]:
        """The disks that hold a device. A multipath device is one disk, whatever paths it has."""
        found, seen, todo = set(), set[str](), [name]
        while todo:
            part = todo.pop()
            if part in seen:  # no host says that a device is part of itself, unless it lies
                continue
            seen.add(part)
            if part in self.partitions:
                todo.append(self.partitions[part])
            elif part in self.slaves and not self._is_multipath(part):
                todo.extend(self.slaves[part])
            elif part in self.disks or self._is_multipath(part):
                found.add(part)
        return frozenset(found)

    def _is_multipath(self, name: str) -> bool:
        return name in self.mapped and self.mapped[name].uuid.startswith("mpath-")

    def volume_group(self, name: str) -> str | None:
        """The volume group of a logical volume, from the device mapper's doubled hyphens; None for anything else."""
        made = self.mapped.get(name)
        if made is None or not made.is_logical_volume:
            return None
        return made.name.replace("--", "\0").partition("-")[0].replace("\0", "-")
