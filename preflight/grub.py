"""Device names in boot loader texts: which root= and resume= name a device that may be called otherwise in Azure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from preflight.facts import MappedDevice

_KERNEL_LINE = re.compile(r"\s*(?:kernel|linux[0-9a-z]*)\s")
_COMMENT = re.compile(r"\s*#")
_PARAMETER = re.compile(r"(?:^|[\s\"'=])((?:root|resume)=/dev/[^\s\"']+)")
_VOLUME = re.compile(r"\brd[._](?:lvm\.lv|LVM_LV)=([^\s\"'/]+/[^\s\"']+)")
_STABLE = ("/dev/disk/by-uuid/", "/dev/disk/by-label/")
_MAPPED = "/dev/mapper/"


def named_on_kernel_lines(text: str) -> tuple[str, ...]:
    """The root=/dev/... and resume=/dev/... of a boot loader file's kernel lines, each once.

    >>> named_on_kernel_lines("linux /vmlinuz root=/dev/sda1 ro")
    ('root=/dev/sda1',)
    """
    return _named(line for line in text.split("\n") if _KERNEL_LINE.match(line))


def named_in_defaults(text: str) -> tuple[str, ...]:
    """The same for /etc/default/grub, whose lines are shell assignments."""
    return _named(line for line in text.split("\n") if not _COMMENT.match(line))


def logical_volumes_named(text: str) -> tuple[str, ...]:
    """The GROUP/VOLUME of every rd.lvm.lv= and rd_LVM_LV= word, each once; comments do not count.

    >>> logical_volumes_named("linux /vmlinuz rd.lvm.lv=rhel/root rd.lvm.lv=rhel/swap")
    ('rhel/root', 'rhel/swap')
    """
    lines = (line for line in text.split("\n") if not _COMMENT.match(line))
    return tuple(dict.fromkeys(volume for line in lines for volume in _VOLUME.findall(line)))


def unstable(parameters: Collection[str], mapped: Collection[MappedDevice], bootable: Collection[str]) -> list[str]:
    """Those of the parameters that name neither a UUID, nor a label, nor a mapped device of a bootable type.

    A logical volume counts under both of its names, /dev/mapper/GROUP-VOLUME and /dev/GROUP/VOLUME.
    """
    volumes = {device.name for device in mapped if device.type in bootable}
    return [
        parameter
        for parameter in parameters
        if not (device := parameter.partition("=")[2]).startswith(_STABLE) and _mapped_name(device) not in volumes
    ]


def may_be_mapped(parameter: str) -> bool:
    """Whether the device mapper's table is needed to judge this parameter."""
    device = parameter.partition("=")[2]
    return not device.startswith(_STABLE) and _mapped_name(device) is not None


def _named(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(parameter for line in lines for parameter in _PARAMETER.findall(line)))


def _mapped_name(device: str) -> str | None:
    """The device mapper's name for a device path that can be a volume: /dev/GROUP/VOLUME doubles its hyphens."""
    if device.startswith(_MAPPED):
        return device.removeprefix(_MAPPED)
    group, slash, volume = device.removeprefix("/dev/").partition("/")
    if not slash or group == "disk":
        return None
    return f"{group.replace('-', '--')}-{volume.replace('-', '--')}"
