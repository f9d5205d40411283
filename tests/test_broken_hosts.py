"""Real runs of the collector on this machine, in namespaces, on hosts with one setting deliberately broken."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from access.catalogue import load_requirements
from host.evidence import parse_evidence
from host.target import Role
from lab import tree
from lab.namespaces import NamespaceHost, support
from lab.profiles import machine
from linux.parse.host import parse_facts
from preflight.finding import Status
from preflight.judge import Context, judge
from preflight.verdict import Verdict, verdict

REQUIREMENTS = load_requirements()
CONTEXT = Context(REQUIREMENTS, REQUIREMENTS.release, "/usr/local/ASR")
COLLECTOR = Path(__file__).parent.parent / "linux/collect.sh"
Break = Callable[[Path], None]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bool]:
    """The root folder of a host on which nothing is wrong, to copy from."""
    folder = tmp_path_factory.mktemp("hosts")
    own_processes, reason = support(folder)
    if reason:
        pytest.skip(f"namespaces cannot be used: {reason}")
    tree.build(folder / "whole", machine("web01"))
    return folder / "whole", own_processes


def collected(root: Path, own_processes: bool) -> bytes:
    shutil.copy(COLLECTOR, root / "tmp/collect.sh")
    host = NamespaceHost(root, "web01", own_processes=own_processes)
    try:
        process = host.start(b"sh /tmp/collect.sh")
        output, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        return output
    finally:
        host.close()


def write(path: str, text: str) -> Break:
    def change(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)

    return change


def append(path: str, text: str) -> Break:
    return lambda root: write(path, (root / path).read_text() + text)(root)


def swap(path: str, old: str, new: str) -> Break:
    def change(root: Path) -> None:
        text = (root / path).read_text()
        assert old in text
        (root / path).write_text(text.replace(old, new))

    return change


def program(name: str, body: str) -> Break:
    def change(root: Path) -> None:
        write(f"opt/practice/bin/{name}", f"#!/bin/sh\n{body}\n")(root)
        (root / "opt/practice/bin" / name).chmod(0o755)

    return change


def without(path: str) -> Break:
    def change(root: Path) -> None:
        target = root / path
        if target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink()

    return change


def newer_kernel(root: Path) -> None:
    later = time.time() + 10
    write("boot/vmlinuz-6.1.0-33-amd64", "x")(root)
    os.utime(root / "boot/vmlinuz-6.1.0-33-amd64", (later, later))


def boot_on_another_disk(root: Path) -> None:
    without("sys/block/sda/sda1")(root)
    write("sys/block/sdb/sdb1/dev", "8:17\n")(root)
    swap(FS, "/dev/sda1", "/dev/sdb1")(root)


FS = "opt/practice/facts/filesystems"
BROKEN: dict[str, Break] = {
    "linux.os-supported": write("etc/debian_version", "13.1\n"),
    "linux.kernel-supported": write("opt/practice/facts/kernel", "6.1.0-2-amd64\n"),
    "linux.host-name": program("hostname", ":"),
    "linux.machine-name": program("hostname", "echo web_01"),
    "linux.root-space": swap(FS, "31457280", "1048575"),
    "linux.root-space-documented": swap(FS, "31457280", "2097151"),
    "linux.install-space": swap(FS, "31457280", "255999"),
    "linux.copy-space": swap(FS, "31457280", "102399"),
    "linux.root-file-system": swap(FS, "/ ext4", "/ jfs"),
    "linux.boot-file-system": swap(FS, "/boot ext4", "/boot vfat"),
    "linux.grub-device-names": swap("boot/grub/grub.cfg", "root=UUID=", "root=/dev/sda2 was="),
    "linux.grub-defaults": append("etc/default/grub", 'GRUB_CMDLINE_LINUX="resume=/dev/sda3"\n'),
    "linux.grub-volumes": append("etc/default/grub", 'GRUB_CMDLINE_LINUX="rd.lvm.lv=vg/gone"\n'),
    "linux.acpi": append("proc/cmdline", " acpi=0"),
    "linux.secure-boot": write("opt/practice/facts/secure-boot", "enabled\n"),
    "linux.kernel-folder": without("lib/modules/6.1.0-32-amd64/kernel"),
    "linux.dhcp-client": without("opt/practice/bin/dhclient"),
    "linux.c-locale": program("locale", "echo POSIX"),
    "linux.run-level": program("systemctl", 'case "$*" in *shutdown.target) echo activating ;; *) exit 1 ;; esac'),
    "linux.ssh-password": swap("etc/ssh/sshd_config", "PasswordAuthentication yes", "PasswordAuthentication no"),
    "linux.ssh-root-login": swap("etc/ssh/sshd_config", "PermitRootLogin yes", "PermitRootLogin no"),
    "linux.ssh-sftp": swap("etc/ssh/sshd_config", "Subsystem sftp", "#Subsystem sftp"),
    "linux.ssh-port": swap("etc/ssh/sshd_config", "Port 22", "Port 2222"),
    "linux.ssh-packages": write("var/lib/dpkg/status", ""),
    "linux.hosts-file": write("etc/hosts", "127.0.0.1 localhost\n127.0.1.1 web01\n"),
    "linux.ipv4-address": program("ip", "echo '1: lo    inet 127.0.0.1/8 scope host lo'"),
    "linux.nic-teaming": write("sys/class/net/bond0/bonding/slaves", "eth0 eth1\n"),
    "linux.multipath": write("sys/block/dm-0/dm/uuid", "mpath-3600\n"),
    "linux.encryption": write("sys/block/dm-0/dm/uuid", "CRYPT-LUKS2-0-root\n"),
    "linux.disk-drivers": write("sys/block/xvdb/size", "41943040\n"),
    "linux.sector-size": write("sys/block/sda/queue/logical_block_size", "4096\n"),
    "linux.disk-sizes": write("sys/block/sda/size", "99999999999\n"),
    "linux.one-boot-disk": boot_on_another_disk,
    "linux.names-by-case": append(FS, "/dev/sdc1 /data ext4 100 50 u1\n/dev/sdd1 /Data ext4 100 50 u2\n"),
    "linux.fx-agent": write("usr/local/.fx_version", "VERSION=7\n"),
    "linux.pending-reboot": newer_kernel,
    "linux.agent-version": write("usr/local/.vx_version", "VERSION=9.99.1.1\nINSTALLATION_DIR=/usr/local/ASR\n"),
    "linux.agent-upgrade-gap": write("usr/local/.vx_version", "VERSION=9.50.1.1\nINSTALLATION_DIR=/usr/local/ASR\n"),
    "linux.clock": write("opt/practice/facts/synchronised", "no\n"),
}  # fmt: skip


def judged(raw: bytes) -> tuple[dict[str, Status], Verdict]:
    findings = judge(parse_facts(parse_evidence(raw)), Role.MOBILITY_AGENT, CONTEXT)
    return {each.id: each.status for each in findings}, verdict(findings)


def test_a_host_on_which_nothing_is_wrong_is_ready(whole: tuple[Path, bool]) -> None:
    statuses, found = judged(collected(*whole))
    assert found is Verdict.READY, {name: each for name, each in statuses.items() if each is not Status.PASS}


@pytest.mark.parametrize("check", BROKEN)
def test_one_broken_setting_fails_its_check(check: str, whole: tuple[Path, bool], tmp_path: Path) -> None:
    root, own_processes = whole
    shutil.copytree(root, tmp_path / "root", symlinks=True)
    BROKEN[check](tmp_path / "root")
    statuses, found = judged(collected(tmp_path / "root", own_processes))
    assert statuses[check] is Status.FAIL
    assert found in (Verdict.BLOCKED, Verdict.READY_WITH_WARNINGS, Verdict.UNDETERMINED)
