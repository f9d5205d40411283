"""Each check on documented hosts: what passes, fails, is unknown, does not apply."""

from __future__ import annotations

import pytest

from access.catalogue import load_requirements
from host.evidence import ClockMeasurement
from host.target import Role
from linux.parse.host import parse_facts
from preflight.finding import Finding, Status
from preflight.judge import Context, judge
from tests.data.documented import DF, NOW, SYNCHRONOUS, Sections, evidence
from tests.data.linux_cases import AGENT_CASES, MASTER_TARGET_CASES

REQUIREMENTS = load_requirements()
NONE = 127
DISKS_AND_START = {  # shown in test_check_disks.py
    "linux.boot-disk", "linux.boot-partition-mounted", "linux.lvm-package", "linux.boot-on-one-disk", "linux.acpi",
    "linux.grub-volumes", "linux.kernel-folder", "linux.hyperv-drivers", "linux.run-level",
}  # fmt: skip


def finding(
    check: str,
    changes: Sections | None = None,
    *,
    clock: ClockMeasurement | None = SYNCHRONOUS,
    folder: str = "/usr/local/ASR",
    release: str = REQUIREMENTS.release,
    role: Role = Role.MOBILITY_AGENT,
) -> Finding:
    facts = parse_facts(evidence(changes, clock))
    findings = judge(facts, role, Context(REQUIREMENTS, release, folder))
    (found,) = [each for each in findings if each.id == check]
    return found


def space(free: int) -> str:
    return DF.format(device="/dev/sda2", total=20_000_000, free=free, mount="/")


def identity(**changes: str) -> str:
    values = {
        "uid": "0",
        "user": "root",
        "machine": "x86_64",
        "kernel": "6.1.0-32-amd64",
        "host_name": "web01",
        **changes,
    }
    return "".join(f"{key}={value}\n" for key, value in values.items())


def grub(line: str) -> dict[str, str | int]:
    return {"file:/boot/grub/grub.cfg": f"# kernel /v root=/dev/sda1\n\t{line}\n"}


RHEL_9: dict[str, str | int] = {
    "file:/etc/redhat-release": "Red Hat Enterprise Linux release 9.4 (Plow)\n",
    "file:/etc/debian_version": NONE,
    "identity": identity(kernel="5.14.0-427.13.1.el9_4.x86_64"),
}
SLES_15: dict[str, str | int] = {
    "file:/etc/os-release": 'NAME="SLES"\nVERSION="15-SP5"\n',
    "file:/etc/debian_version": NONE,
}
LVM = "vg-root--lv: 0 100 linear 8:2 2048\nmp: 0 9 multipath 1 x\n"
CASES: list[tuple[str, Sections, Status]] = [
    ("linux.root-account", {}, Status.PASS),
    ("linux.root-account", {"identity": identity(user="toor")}, Status.FAIL),
    ("linux.root-account", {"identity": identity(uid="1000", user="root")}, Status.FAIL),
    ("linux.root-account", {"identity": 1}, Status.UNKNOWN),
    ("linux.os-supported", {}, Status.PASS),
    ("linux.os-supported", RHEL_9, Status.PASS),
    ("linux.os-supported", {"identity": identity(machine="aarch64")}, Status.FAIL),
    ("linux.os-supported", {"file:/etc/debian_version": "13.1\n"}, Status.FAIL),
    ("linux.os-supported", {"file:/etc/debian_version": NONE}, Status.FAIL),
    ("linux.os-supported", {"file:/etc/redhat-release": 1}, Status.UNKNOWN),
    ("linux.release-documented", {}, Status.PASS),
    ("linux.release-documented", {"file:/etc/debian_version": "9.0\n"}, Status.FAIL),
    ("linux.release-documented", {"file:/etc/debian_version": "13.1\n"}, Status.NOT_APPLICABLE),
    ("linux.release-documented", {"file:/etc/redhat-release": 1}, Status.UNKNOWN),
    ("linux.kernel-supported", {}, Status.PASS),
    ("linux.kernel-supported", RHEL_9, Status.PASS),
    ("linux.kernel-supported", {"identity": identity(kernel="6.1.0-32-custom")}, Status.FAIL),
    ("linux.kernel-supported", {"identity": identity(kernel="")}, Status.UNKNOWN),
    ("linux.kernel-supported", {"file:/etc/debian_version": "13.1\n"}, Status.NOT_APPLICABLE),
    ("linux.host-name", {}, Status.PASS),
    ("linux.host-name", {"identity": identity(host_name="")}, Status.FAIL),
    ("linux.host-name", {"identity": "uid=0\n"}, Status.UNKNOWN),
    ("linux.root-space", {"df-root": space(1048576)}, Status.PASS),
    ("linux.root-space", {"df-root": space(1048575)}, Status.FAIL),
    ("linux.root-space", {"df-root": 1}, Status.UNKNOWN),
    ("linux.root-space-documented", {"df-root": space(2097152)}, Status.PASS),
    ("linux.root-space-documented", {"df-root": space(2097151)}, Status.FAIL),
    ("linux.install-space", {"df-install": space(256000)}, Status.PASS),
    ("linux.install-space", {"df-install": space(255999)}, Status.FAIL),
    ("linux.install-space", {"install-folder": "/elsewhere\n"}, Status.UNKNOWN),
    ("linux.root-file-system", {}, Status.PASS),
    ("linux.root-file-system", {"mount": "/dev/sda2 on / type ext2 (rw)\n"}, Status.FAIL),
    ("linux.root-file-system", {"mount": "none on /proc type proc (rw)\n"}, Status.UNKNOWN),
    ("linux.boot-file-system", {}, Status.PASS),
    ("linux.boot-file-system", {"mount": "/dev/sda1 on /boot type vfat (rw)\n"}, Status.FAIL),
    ("linux.boot-file-system", {"df-boot": NONE}, Status.FAIL),
    ("linux.boot-file-system", {"mount": 1}, Status.UNKNOWN),
    ("linux.writable-folders", {}, Status.PASS),
    ("linux.writable-folders", {"writable": "yes /\nno /boot\nyes /etc\nyes /var\n"}, Status.FAIL),
    ("linux.writable-folders", {"writable": "yes /\nyes /boot\n"}, Status.UNKNOWN),
    ("linux.grub-device-names", {}, Status.PASS),
    ("linux.grub-device-names", grub("linux /v root=/dev/sda1 ro"), Status.FAIL),
    ("linux.grub-device-names", grub("kernel /v root=UUID=1 resume=/dev/disk/by-id/x"), Status.FAIL),
    ("linux.grub-device-names", grub("linux16 /v root=/dev/disk/by-uuid/1 resume=/dev/disk/by-label/s"), Status.PASS),
    ("linux.grub-device-names", {**grub("linux /v root=/dev/mapper/vg-root--lv"), "mapped-devices": LVM}, Status.PASS),
    ("linux.grub-device-names", {**grub("linux /v root=/dev/vg/root-lv"), "mapped-devices": LVM}, Status.PASS),
    ("linux.grub-device-names", {**grub("linux /v root=/dev/mapper/mp"), "mapped-devices": LVM}, Status.FAIL),
    ("linux.grub-device-names", {**grub("linux /v root=/dev/mapper/x"), "mapped-devices": 1}, Status.UNKNOWN),
    ("linux.grub-device-names", {**grub("linux /v root=/dev/sda1"), "mapped-devices": 1}, Status.FAIL),
    ("linux.grub-device-names", {**grub("linux /v root=/dev/mapper/x"), "mapped-devices": NONE}, Status.FAIL),
    ("linux.grub-device-names", grub("set root=/dev/sda1"), Status.PASS),
    ("linux.grub-device-names", {"file:/boot/grub/grub.cfg": NONE}, Status.NOT_APPLICABLE),
    ("linux.grub-device-names", {"file:/boot/grub/grub.cfg": 1}, Status.UNKNOWN),
    ("linux.grub-defaults", {}, Status.PASS),
    ("linux.grub-defaults", {"file:/etc/default/grub": 'GRUB_CMDLINE_LINUX="resume=/dev/sda2 quiet"\n'}, Status.FAIL),
    ("linux.grub-defaults", {"file:/etc/default/grub": NONE}, Status.NOT_APPLICABLE),
    ("linux.secure-boot", {}, Status.PASS),
    ("linux.secure-boot", {"secure-boot": "SecureBoot enabled\n"}, Status.FAIL),
    ("linux.secure-boot", {"secure-boot": NONE}, Status.UNKNOWN),
    ("linux.c-locale", {"locales": "de_DE.utf8\nC.UTF-8\n"}, Status.PASS),
    ("linux.c-locale", {"locales": "POSIX\nca_ES\n"}, Status.FAIL),
    ("linux.c-locale", {"locales": NONE}, Status.FAIL),
    ("linux.c-locale", {"locales": 1}, Status.UNKNOWN),
    ("linux.dhcp-client", {}, Status.PASS),
    ("linux.dhcp-client", {"dhcp-clients": "no dhclient\n"}, Status.FAIL),
    ("linux.dhcp-client", SLES_15, Status.FAIL),
    ("linux.dhcp-client", {**SLES_15, "dhcp-clients": "yes dhclient\n"}, Status.UNKNOWN),
    ("linux.dhcp-client", {"file:/etc/debian_version": "13\n"}, Status.NOT_APPLICABLE),
    ("linux.ssh-password", {}, Status.PASS),
    ("linux.ssh-password", {"sshd": "passwordauthentication no\n"}, Status.FAIL),
    ("linux.ssh-password", {"sshd": 255}, Status.PASS),
    ("linux.ssh-password", {"sshd": "port 22\n"}, Status.UNKNOWN),
    ("linux.ssh-root-login", {"sshd": "permitrootlogin without-password\n"}, Status.FAIL),
    ("linux.ssh-root-login", {"sshd": 255, "sshd-files": "file /etc/ssh/sshd_config\n Port 22\n"}, Status.UNKNOWN),
    ("linux.ssh-root-login", {"sshd": NONE, "sshd-files": NONE}, Status.FAIL),
    ("linux.ssh-sftp", {}, Status.PASS),
    ("linux.ssh-sftp", {"sshd": "subsystem other /x\n"}, Status.FAIL),
    ("linux.ssh-sftp", {"sshd": 255, "sshd-files": 1}, Status.UNKNOWN),
    *AGENT_CASES,
]


@pytest.mark.parametrize(("check", "changes", "status"), CASES, ids=lambda value: str(value)[:60])
def test_check(check: str, changes: Sections, status: Status) -> None:
    expect(finding(check, changes), status)


@pytest.mark.parametrize(("check", "changes", "status"), MASTER_TARGET_CASES, ids=lambda value: str(value)[:60])
def test_check_of_a_master_target(check: str, changes: Sections, status: Status) -> None:
    expect(finding(check, changes, role=Role.MASTER_TARGET), status)


def expect(found: Finding, status: Status) -> None:
    assert found.status is status, found
    assert found.actual
    assert found.expected.endswith(".")
    assert bool(found.remedy) == (status in (Status.FAIL, Status.UNKNOWN))


def test_every_linux_check_is_shown_to_pass_and_fail_here() -> None:
    shown = {(check, status) for check, _, status in (*CASES, *MASTER_TARGET_CASES)}
    facts = parse_facts(evidence())
    ids = {each.id for each in judge(facts, Role.MOBILITY_AGENT, Context(REQUIREMENTS, REQUIREMENTS.release, "/x"))}
    elsewhere = {
        "linux.clock",
        "common.role-platform",
        "linux.registration-port",
        *DISKS_AND_START,
    }
    for check in ids - elsewhere:
        assert (check, Status.FAIL) in shown
        assert (check, Status.PASS) in shown or check == "linux.ssh-root-login"


@pytest.mark.parametrize(
    ("offset", "span", "synchronised", "status"),
    [
        (0, 2, "no", Status.PASS),
        (297, 2, "no", Status.PASS),
        (-304, 2, "yes", Status.FAIL),
        (302, 2, "yes", Status.FAIL),
        (300, 20, "yes", Status.PASS),
        (300, 20, "no", Status.FAIL),
        (None, 0, "yes", Status.PASS),
        (None, 0, "no", Status.FAIL),
    ],
)
def test_clock(offset: int | None, span: int, synchronised: str, status: Status) -> None:
    clock = None if offset is None else ClockMeasurement(NOW - offset - span / 2, NOW - offset + span / 2)
    assert finding("linux.clock", {"synchronised": f"NTPSynchronized={synchronised}\n"}, clock=clock).status is status


def test_a_clock_of_which_nothing_is_sure_is_unknown() -> None:
    assert finding("linux.clock", {"synchronised": NONE}, clock=None).status is Status.UNKNOWN
    unsure = ClockMeasurement(NOW - 310.0, NOW - 290.0)
    assert "uncertain" in finding("linux.clock", {"synchronised": NONE}, clock=unsure).actual


@pytest.mark.parametrize(
    ("release", "status"),
    [("9.66.7567.1", Status.FAIL), ("9.66.7643.1", Status.PASS), ("9.65", Status.UNKNOWN), ("9.70.1.1", Status.PASS)],
)
def test_a_kernel_is_judged_for_the_release_that_is_installed(release: str, status: Status) -> None:
    (newest,) = [each for each in REQUIREMENTS.kernels.lists["DEBIAN12-64"] if each.release == "9.66.7643.1"]
    changes = {"identity": identity(kernel=min(newest.added))}
    assert finding("linux.kernel-supported", changes, release=release).status is status


def test_an_agent_newer_than_the_lists_may_know_more_kernels() -> None:
    changes = {"identity": identity(kernel="6.1.0-99-amd64")}
    assert finding("linux.kernel-supported", changes, release="9.70.1.1").status is Status.UNKNOWN


def test_sizes_are_told_in_units_and_never_rounded_up() -> None:
    found = finding("linux.root-space", {"df-root": space(1048575)})
    assert found.expected == "The file system of / has at least 1 GiB free."
    assert found.actual.startswith("1023.9 MiB of 19 GiB are free on /dev/sda2")
    assert "at least 1 KiB more" in found.remedy


def test_an_installed_agent_changes_nothing() -> None:
    changes: Sections = {"agent": "VERSION=9.66.7567.1\n", "agent-service": 3}
    with_agent = judge(
        parse_facts(evidence(changes)),
        Role.MOBILITY_AGENT,
        Context(REQUIREMENTS, REQUIREMENTS.release, "/usr/local/ASR"),
    )
    assert all(each.status in (Status.PASS, Status.NOT_APPLICABLE) for each in with_agent)
