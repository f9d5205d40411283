"""Puts host pictures together from documented values; nothing here was recorded on any host. See README.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tests.data.documented import DEBIAN_12, DF, raw

FOLDER = Path(__file__).parent
NONE = 127
PV = {"physical-volumes": "  /dev/sda2|vg\n"}
RELEASE_FILES = ("oracle-release", "redhat-release", "SuSE-release", "os-release", "lsb-release", "debian_version")
RPM_FAMILIES = {
    "rhel6": {"dhcp": "dhclient", "grub": "menu.lst", "type": "ext4"},
    "rhel7": {"dhcp": "dhclient", "grub": "grub2", "type": "xfs"},
    "rhel8": {"dhcp": "dhclient", "grub": "grub2", "type": "xfs"},
    "rhel9": {"dhcp": "dhclient", "grub": "grub2", "type": "xfs"},
    "oracle6": {"dhcp": "dhclient", "grub": "menu.lst", "type": "ext4"},
    "oracle7": {"dhcp": "dhclient", "grub": "grub2", "type": "xfs"},
    "oracle8": {"dhcp": "dhclient", "grub": "grub2", "type": "xfs"},
    "sles12": {"dhcp": "dhclient", "grub": "grub2", "type": "ext4"},
    "sles15": {"dhcp": "/usr/lib/wicked/bin/wickedd-dhcp4", "grub": "grub2", "type": "xfs"},
}
LAYOUTS: dict[str, dict[str, str]] = {
    "boot-lvm-two-disks": {
        "block-devices": (
            "disk sda\npart sda1 sda\npart sda2 sda\ndisk sdb\npart sdb1 sdb\nmapped dm-0 vg-root LVM-a\n"
            "mapped dm-1 vg-boot LVM-b\nslave dm-0 sda2\nslave dm-1 sda2\nslave dm-1 sdb1\n"
        ),
        "physical-volumes": "  /dev/sda2|vg\n  /dev/sdb1|vg\n",
        "df-root": DF.format(device="/dev/mapper/vg-root", total=20_000_000, free=9_000_000, mount="/"),
        "df-boot": DF.format(device="/dev/mapper/vg-boot", total=500_000, free=300_000, mount="/boot"),
        "commands": "yes vgdisplay\nyes rpm\nyes systemctl\n",
    },
    "multipath": {
        "block-devices": (
            "disk sda\ndisk sdb\nmapped dm-0 mpatha mpath-360\nmapped dm-1 mpatha1 part1-mpath-360\n"
            "mapped dm-2 mpatha2 part2-mpath-360\nslave dm-0 sda\nslave dm-0 sdb\nslave dm-1 dm-0\nslave dm-2 dm-0\n"
        ),
        "df-root": DF.format(device="/dev/mapper/mpatha2", total=20_000_000, free=9_000_000, mount="/"),
        "df-boot": DF.format(device="/dev/mapper/mpatha1", total=500_000, free=300_000, mount="/boot"),
    },
    "raid-boot": {
        "block-devices": (
            "disk sda\npart sda1 sda\npart sda2 sda\ndisk sdb\npart sdb1 sdb\n"
            "disk md0\nslave md0 sda1\nslave md0 sdb1\n"
        ),
        "df-boot": DF.format(device="/dev/md0", total=500_000, free=300_000, mount="/boot"),
    },
    "luks": {
        "block-devices": (
            "disk sda\npart sda1 sda\npart sda2 sda\nmapped dm-0 root CRYPT-LUKS2-0-root\nslave dm-0 sda2\n"
        ),
        "mapped-devices": "root: 0 41000000 crypt aes-xts-plain64 0 0 8:2 32768\n",
        "df-root": DF.format(device="/dev/mapper/root", total=20_000_000, free=9_000_000, mount="/"),
    },
}


def variants() -> dict[str, dict[str, Any]]:
    """All variants by name."""
    found: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "variants.yaml").read_text(encoding="utf-8"))
    return found


def collector(variant: dict[str, Any]) -> str:
    """What the collector would print on this host."""
    sections: dict[str, str | int] = {
        **DEBIAN_12,
        **dict.fromkeys((f"file:/etc/{name}" for name in RELEASE_FILES), NONE),
    }
    like, kernel = variant["like"], variant["kernel"]
    sections |= _debian_like(variant) if like in ("debian", "ubuntu") else _rpm_like(variant)
    user, name = variant.get("user", "root"), variant.get("name", "web01")
    uid = 0 if user == "root" else 1000
    sections["identity"] = f"uid={uid}\nuser={user}\nsystem=Linux\nmachine=x86_64\nkernel={kernel}\nhost_name={name}\n"
    sections["file:/etc/hosts"] = f"127.0.0.1 localhost\n192.0.2.21 {name or 'web01'}\n"
    sections["kernel-folder"] = f"yes /lib/modules/{kernel}/kernel/drivers/char\n"
    if "free" in variant:
        sections["df-root"] = DF.format(device="/dev/sda2", total=20_000_000, free=variant["free"], mount="/")
    sections |= LAYOUTS.get(variant.get("layout", ""), {}) | variant.get("sections", {})
    return raw(sections).decode()


def _debian_like(variant: dict[str, Any]) -> dict[str, str | int]:
    number = variant["number"]
    if variant["like"] == "debian":
        return {
            "file:/etc/debian_version": f"{number}\n",
            "file:/etc/os-release": f'PRETTY_NAME="Debian GNU/Linux {number.partition(".")[0]}"\nID=debian\n',
        }
    return {
        "file:/etc/lsb-release": f"DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE={number}\n",
        "file:/etc/os-release": f'PRETTY_NAME="Ubuntu {number}"\nID=ubuntu\n',
        "file:/etc/debian_version": "sid\n",
    }


def _rpm_like(variant: dict[str, Any]) -> dict[str, str | int]:
    like = variant["like"]
    family = RPM_FAMILIES[like]
    kind = variant.get("type", family["type"])
    grub = "linux16 /vmlinuz root=UUID=11111111-2222-3333-4444-555555555555 ro\n"
    clients = ("dhclient", "dhcpcd", "/usr/lib/wicked/bin/wickedd-dhcp4")
    sections: dict[str, str | int] = {
        "mount": f"/dev/sda2 on / type {kind} (rw,relatime)\n/dev/sda1 on /boot type ext4 (rw,relatime)\n",
        "file:/boot/grub/grub.cfg": NONE,
        "dhcp-clients": "".join(f"{'yes' if each == family['dhcp'] else 'no'} {each}\n" for each in clients),
        "commands": "yes vgdisplay\nyes rpm\nyes systemctl\n",
        "packages": "rpm\nopenssh 8.0p1-1\nopenssh-server 8.0p1-1\nopenssl 1.1.1-1\npackage lsscsi is not installed\n",
        "rpm-database": "consistent\n",
        "selinux": "1",
    }
    if variant.get("layout"):
        volumes = "/dev/mapper/vg-root on / type xfs (rw)\n/dev/mapper/vg-boot on /boot type xfs (rw)\n"
        sections["mount"] = volumes if "lvm" in variant["layout"] else str(sections["mount"])
    if family["grub"] == "menu.lst":
        sections["file:/boot/grub/menu.lst"] = f"\tkernel{grub.removeprefix('linux16')}"
        sections["boot-image"] = f"file /boot/initramfs-{variant['kernel']}.img\nhv_storvsc.ko\nhv_vmbus.ko\n"
        sections["run-level"] = "3\n"
        sections["addresses"] = (  # net-tools of the time
            "eth0      Link encap:Ethernet  HWaddr 00:50:56:00:00:01\n"
            "          inet addr:192.0.2.21  Bcast:192.0.2.255  Mask:255.255.255.0\n"
        )
        sections["services"] = NONE
    else:
        sections["file:/boot/grub2/grub.cfg"] = f"\t{grub}"
    return sections | _release(variant)


def _release(variant: dict[str, Any]) -> dict[str, str | int]:
    like = variant["like"]
    if like == "sles12":
        text = f"SUSE Linux Enterprise Server 12 (x86_64)\nVERSION = 12\nPATCHLEVEL = {variant['patch']}\n"
        return {"file:/etc/SuSE-release": text}
    if like == "sles15":
        patch = variant["patch"]
        return {"file:/etc/os-release": f'NAME="SLES"\nVERSION="15-SP{patch}"\nPRETTY_NAME="SLES 15 SP{patch}"\n'}
    release = f"{variant['release']}\n"
    if like.startswith("oracle"):
        return {"file:/etc/oracle-release": release, "file:/etc/redhat-release": "Red Hat Enterprise Linux release\n"}
    return {"file:/etc/redhat-release": release}


def main() -> None:
    """Write every picture's folder."""
    for name, variant in variants().items():
        folder = FOLDER / name
        folder.mkdir(exist_ok=True)
        (folder / "collector.txt").write_text(collector(variant), encoding="utf-8")
        expected = {"token": variant["expect"]["token"], "verdict": variant["expect"]["verdict"]}
        found = {kind: variant["expect"].get(kind, []) for kind in ("fail", "unknown")}
        (folder / "expected.yaml").write_text(yaml.safe_dump(expected | found, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    main()
