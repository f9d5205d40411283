"""The texts in a practice host's /etc, /boot, /proc and /sys, made from its profile."""

from __future__ import annotations

import uuid

from lab.profiles import PracticeHostSpec

_PASSWD = """\
root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
sshd:x:101:65534::/run/sshd:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
"""
ADDRESS = "192.0.2.21"  # for documentation; a practice host shares the machine's network, its doubles tell this one
_PACKAGE = "Package: {name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {version}\n\n"
_PACKAGES = {"openssh-client": "1:9.2p1-2", "openssh-server": "1:9.2p1-2", "openssl": "3.0.17-1"}
_SSHD_CONFIG = """\
Port 22
PermitRootLogin yes
PubkeyAuthentication yes
PasswordAuthentication yes
Subsystem sftp /usr/lib/openssh/sftp-server
"""


def system_files(spec: PracticeHostSpec) -> dict[str, str]:
    """Files of /etc, /var, /proc and /sys: path inside the root -> text."""
    arguments = _kernel_arguments(spec)
    return {
        "etc/passwd": _PASSWD,
        "etc/group": "root:x:0:\ndaemon:x:1:\nnogroup:x:65534:\n",
        "etc/shadow": "root:*:20000:0:99999:7:::\nsshd:*:20000::::::\n",
        "etc/hostname": f"{spec.name}\n",
        "etc/hosts": f"127.0.0.1 localhost\n{ADDRESS} {spec.name}\n",
        "etc/nsswitch.conf": "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n",
        "etc/fstab": "".join(f"UUID={fs.uuid} {fs.mount} {fs.type} defaults 0 1\n" for fs in spec.file_systems),
        "etc/ssh/sshd_config": _SSHD_CONFIG,
        "var/lib/dpkg/status": "".join(_PACKAGE.format(name=name, version=_PACKAGES[name]) for name in _PACKAGES),
        "proc/cmdline": f"BOOT_IMAGE=/vmlinuz-{spec.kernel} {arguments}\n",
        "proc/cpuinfo": "".join(f"processor\t: {number}\nmodel name\t: Practice CPU\n\n" for number in range(2)),
        "proc/meminfo": "MemTotal:        4030456 kB\nMemFree:         1523404 kB\nMemAvailable:    2945208 kB\n",
        "proc/version": f"Linux version {spec.kernel} (practice host) #1 SMP\n",
        "proc/sys/kernel/osrelease": f"{spec.kernel}\n",
        "proc/sys/kernel/random/boot_id": f"{uuid.uuid4()}\n",
        "sys/block/sda/dev": "8:0\n",
        "sys/block/sda/size": "88080384\n",
        "sys/block/sda/queue/logical_block_size": "512\n",
        "sys/block/sda/queue/physical_block_size": "512\n",
        "sys/block/sda/sda1/dev": "8:1\n",
        "sys/block/sda/sda2/dev": "8:2\n",
        "sys/class/dmi/id/sys_vendor": "VMware, Inc.\n",
        "sys/class/dmi/id/product_name": "VMware Virtual Platform\n",
        "sys/class/dmi/id/product_uuid": f"{uuid.uuid5(uuid.NAMESPACE_DNS, spec.name)}\n",
        "sys/class/dmi/id/chassis_asset_tag": "No Asset Tag\n",
    }


def boot_files(spec: PracticeHostSpec) -> dict[str, str]:
    """The boot loader's files; / is named by UUID, as the agent wants it."""
    kernel = spec.kernel
    menu = (
        f"menuentry 'Linux {kernel}' {{\n\tlinux /vmlinuz-{kernel} {_kernel_arguments(spec)}\n"
        f"\tinitrd /initrd.img-{kernel}\n}}\n"
    )
    return {
        "boot/grub/grub.cfg": f"set default=0\nset timeout=5\n{menu}",
        f"boot/vmlinuz-{kernel}": "A practice host boots no kernel of its own.\n",
        f"boot/initrd.img-{kernel}": "A practice host boots no kernel of its own.\n",
        "etc/default/grub": 'GRUB_DEFAULT=0\nGRUB_CMDLINE_LINUX_DEFAULT="quiet"\nGRUB_CMDLINE_LINUX=""\n',
    }


def facts(spec: PracticeHostSpec) -> dict[str, str]:
    """What the doubles read: one file a fact."""
    rows = (f"{fs.device} {fs.mount} {fs.type} {fs.size_kb} {fs.free_kb} {fs.uuid}\n" for fs in spec.file_systems)
    return {
        "opt/practice/facts/address": f"{ADDRESS}\n",
        "opt/practice/facts/kernel": f"{spec.kernel}\n",
        "opt/practice/facts/filesystems": "".join(rows),
        "opt/practice/facts/secure-boot": "enabled\n" if spec.secure_boot else "disabled\n",
        "opt/practice/facts/synchronised": "yes\n" if spec.clock_synchronised else "no\n",
    }


def _kernel_arguments(spec: PracticeHostSpec) -> str:
    root = next(fs for fs in spec.file_systems if fs.mount == "/")
    return f"root=UUID={root.uuid} ro quiet"
