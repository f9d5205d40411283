"""The checks of disks and of the start on documented hosts, and the disk discovery behind them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linux.parse.block import parse_block_devices, parse_physical_volumes
from preflight.block import BlockDevices, Mapped
from preflight.finding import Status
from tests.data.documented import DF, Sections, evidence
from tests.test_check_outcomes import DISKS_AND_START, finding

NONE = 127
LVM = (
    "disk sda\npart sda1 sda\npart sda2 sda\ndisk sdb\npart sdb1 sdb\n"
    "mapped dm-0 my--group-root LVM-abc\nslave dm-0 sda2\nmapped dm-1 my--group-boot LVM-def\nslave dm-1 sda2\n"
)
ON_LVM: dict[str, str | int] = {
    "block-devices": LVM,
    "df-root": DF.format(device="/dev/mapper/my--group-root", total=20_000_000, free=9_000_000, mount="/"),
    "mount": "/dev/mapper/my--group-root on / type xfs (rw)\n/dev/sda1 on /boot type ext4 (rw)\n",
    "commands": "yes vgdisplay\n",
    "physical-volumes": "  /dev/sda2|my-group\n",
}
BOOT_ON_LVM: dict[str, str | int] = {
    **ON_LVM,
    "df-boot": DF.format(device="/dev/my-group/boot", total=500_000, free=300_000, mount="/boot"),
    "mount": "/dev/mapper/my--group-root on / type xfs (rw)\n/dev/my-group/boot on /boot type ext4 (rw)\n",
}
RHEL_6: dict[str, str | int] = {
    "file:/etc/redhat-release": "Red Hat Enterprise Linux Server release 6.10 (Santiago)\n",
    "file:/etc/debian_version": NONE,
    "boot-image": "file /boot/initramfs-2.6.32.img\nhv_storvsc.ko\nhv_vmbus.ko\n",
}
GRUB = "file:/boot/grub/grub.cfg"


@pytest.mark.parametrize(
    ("check", "changes", "status"),
    [
        ("linux.boot-disk", {}, Status.PASS),
        ("linux.boot-disk", BOOT_ON_LVM, Status.PASS),
        ("linux.boot-disk", {"df-boot": NONE}, Status.PASS),
        ("linux.boot-disk", {"block-devices": "disk sdb\npart sda1 sda\n"}, Status.FAIL),
        ("linux.boot-disk", {"block-devices": "disk sdb\n"}, Status.UNKNOWN),
        ("linux.boot-disk", {"block-devices": 1}, Status.UNKNOWN),
        ("linux.boot-disk", {"block-devices": "nonsense\n"}, Status.UNKNOWN),
        ("linux.boot-partition-mounted", {}, Status.PASS),
        ("linux.boot-partition-mounted", {"df-boot": NONE}, Status.FAIL),
        ("linux.boot-partition-mounted", {"block-devices": "disk sdb\n"}, Status.UNKNOWN),
        ("linux.lvm-package", {}, Status.NOT_APPLICABLE),
        ("linux.lvm-package", ON_LVM, Status.PASS),
        ("linux.lvm-package", {**ON_LVM, "commands": "no vgdisplay\n"}, Status.FAIL),
        ("linux.lvm-package", {**ON_LVM, "commands": "yes rpm\n"}, Status.UNKNOWN),
        ("linux.boot-on-one-disk", {}, Status.NOT_APPLICABLE),
        ("linux.boot-on-one-disk", BOOT_ON_LVM, Status.PASS),
        ("linux.boot-on-one-disk", {**BOOT_ON_LVM, "physical-volumes": "/dev/sda2|my-group\n/dev/sdb1|my-group\n"},
         Status.FAIL),
        ("linux.boot-on-one-disk", {**BOOT_ON_LVM, "physical-volumes": "/dev/sda2|my-group\n/dev/sdb1|\n"},
         Status.PASS),
        ("linux.boot-on-one-disk", {**BOOT_ON_LVM, "physical-volumes": NONE}, Status.UNKNOWN),
        ("linux.boot-on-one-disk", {**BOOT_ON_LVM, "physical-volumes": "/dev/sda2|other\n"}, Status.UNKNOWN),
        ("linux.acpi", {}, Status.PASS),
        ("linux.acpi", {"file:/proc/cmdline": "ro acpi=0 quiet\n"}, Status.FAIL),
        ("linux.acpi", {"file:/proc/cmdline": "ro noacpi=0 quiet\n"}, Status.PASS),
        ("linux.acpi", {GRUB: NONE, "file:/proc/cmdline": "acpi=0\n"}, Status.NOT_APPLICABLE),
        ("linux.grub-volumes", {}, Status.PASS),
        ("linux.grub-volumes", {**ON_LVM, GRUB: "linux /v rd.lvm.lv=my-group/root\n"}, Status.PASS),
        ("linux.grub-volumes", {**ON_LVM, GRUB: "linux /v rd.lvm.lv=my-group/swap\n"}, Status.FAIL),
        ("linux.grub-volumes", {"file:/etc/default/grub": 'X="rd_LVM_LV=vg/gone"\n'}, Status.FAIL),
        ("linux.grub-volumes", {"file:/etc/default/grub": '# X="rd_LVM_LV=vg/gone"\n'}, Status.PASS),
        ("linux.kernel-folder", {}, Status.PASS),
        ("linux.kernel-folder", {"kernel-folder": "no /lib/modules/x\n"}, Status.FAIL),
        ("linux.kernel-folder", {"kernel-folder": "\n"}, Status.UNKNOWN),
        ("linux.hyperv-drivers", {}, Status.NOT_APPLICABLE),
        ("linux.hyperv-drivers", RHEL_6, Status.PASS),
        ("linux.hyperv-drivers", {**RHEL_6, "boot-image": "file /boot/x\nhv_vmbus.ko\n"}, Status.FAIL),
        ("linux.hyperv-drivers", {**RHEL_6, "boot-image": 1}, Status.UNKNOWN),
        ("linux.run-level", {}, Status.PASS),
        ("linux.run-level", {"run-level": "0\n"}, Status.FAIL),
        ("linux.run-level", {"run-level": NONE}, Status.FAIL),
        ("linux.run-level", {"run-level": "unknown\n"}, Status.UNKNOWN),
    ],
)  # fmt: skip
def test_outcomes(check: str, changes: Sections, status: Status) -> None:
    found = finding(check, changes)
    assert found.status is status, found.actual
    assert found.actual.endswith(".") or status is Status.UNKNOWN  # the host's own words may stand at its end
    assert bool(found.remedy) == (status in (Status.FAIL, Status.UNKNOWN))


def test_disks_are_found_through_every_layer() -> None:
    blocks = BlockDevices(
        ("sda", "sdb", "sdc", "md0", "cciss!c0d0"),
        {"sda1": "sda", "cciss!c0d0p1": "cciss!c0d0"},
        {"dm-0": Mapped("mpatha", "mpath-1"), "dm-1": Mapped("luks", "CRYPT-1"), "dm-2": Mapped("vg-a--b", "LVM-1")},
        {"dm-0": ("sdb", "sdc"), "dm-1": ("sda1",), "dm-2": ("dm-1", "dm-0"), "md0": ("sda", "sdb")},
    )
    assert blocks.find("/dev/vg/a-b") == "dm-2"
    assert blocks.find("/dev/dm-2") == "dm-2"
    assert blocks.find("/dev/cciss/c0d0p1") == "cciss!c0d0p1"
    assert blocks.find("/dev/root") is None
    assert blocks.disks_behind("dm-2") == {"sda", "dm-0"}
    assert blocks.disks_behind("md0") == {"sda", "sdb"}
    assert blocks.volume_group("dm-2") == "vg"
    assert blocks.volume_group("dm-1") is None


LINES = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.builds(
            lambda word, *names: " ".join((word, *names)),
            st.sampled_from(["disk", "part", "slave", "mapped"]),
            *[st.sampled_from(["a", "b", "dm-0", "x|y"])] * 3,
        ),
    ),
    max_size=12,
)


@given(LINES)
def test_no_list_goes_round_for_ever(lines: list[str]) -> None:
    said = evidence({"block-devices": "\n".join(lines), "physical-volumes": "\n".join(lines)})
    parse_physical_volumes(said)
    blocks = parse_block_devices(said)
    if isinstance(blocks, BlockDevices):
        for name in (*blocks.disks, *blocks.partitions, *blocks.mapped, *blocks.slaves):
            blocks.disks_behind(name)
            blocks.find(f"/dev/{name}")


def test_every_check_of_this_file_passes_and_fails_in_it() -> None:
    shown = {(mark[0], mark[2]) for mark in test_outcomes.pytestmark[0].args[1]}  # type: ignore[attr-defined]
    for check in DISKS_AND_START:
        assert {(check, Status.PASS), (check, Status.FAIL)} <= shown
