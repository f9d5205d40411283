"""Documented hosts: collector outputs written by hand after public descriptions, none of them recorded anywhere."""

from __future__ import annotations

from collections.abc import Mapping

from host.evidence import ClockMeasurement, Evidence, parse_evidence

NONCE = "00112233445566778899aabbccddeeff"
NOW = 1_800_000_000

DF = "Filesystem     1024-blocks    Used Available Capacity Mounted on\n{device} {total} 1000 {free} 20% {mount}\n"

DEBIAN_12: dict[str, str | int] = {
    "clock": f"{NOW}\n",
    "identity": ("uid=0\nuser=root\nsystem=Linux\nmachine=x86_64\nkernel=6.1.0-32-amd64\nhost_name=web01\n"),
    "file:/etc/oracle-release": 127,
    "file:/etc/redhat-release": 127,
    "file:/etc/SuSE-release": 127,
    "file:/etc/os-release": 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n',
    "file:/etc/lsb-release": 127,
    "file:/etc/debian_version": "12.10\n",
    "install-folder": "/usr/local/ASR\n",
    "df-root": DF.format(device="/dev/sda2", total=20_000_000, free=9_000_000, mount="/"),
    "df-boot": DF.format(device="/dev/sda1", total=500_000, free=300_000, mount="/boot"),
    "df-install": DF.format(device="/dev/sda2", total=20_000_000, free=9_000_000, mount="/"),
    "df-copy": DF.format(device="/dev/sda2", total=20_000_000, free=9_000_000, mount="/"),
    "mount": (
        "rootfs on / type rootfs (rw)\n/dev/sda2 on / type ext4 (rw,relatime)\n/dev/sda1 on /boot type ext2 (rw)\n"
    ),
    "file:/proc/cmdline": "BOOT_IMAGE=/vmlinuz root=UUID=0 ro quiet\n",
    "file:/boot/grub/grub.cfg": (
        "set root='hd0,msdos1'\n"
        "\tlinux\t/vmlinuz-6.1.0-32-amd64 root=UUID=11111111-2222-3333-4444-555555555555 ro quiet\n"
    ),
    "file:/boot/grub2/grub.cfg": 127,
    "file:/boot/grub/menu.lst": 127,
    "file:/etc/default/grub": '# root=/dev/sda9\nGRUB_CMDLINE_LINUX_DEFAULT="quiet"\n',
    "mapped-devices": "No devices found\n",
    "block-devices": "disk sda\npart sda1 sda\npart sda2 sda\n",
    "physical-volumes": 127,
    "disks": (
        "looked\ndisk sda 41943040 512 512 /sys/devices/pci0000:00/0000:00:10.0/host2/target2:0:0/2:0:0:0/block/sda\n"
    ),
    "btrfs-devices": 127,
    "commands": "no vgdisplay\nno lvdisplay\nno mokutil\nyes systemctl\nno rpm\n",
    "kernel-folder": "yes /lib/modules/6.1.0-32-amd64/kernel/drivers/char\n",
    "boot-image": 127,
    "run-level": "3\n",
    "locales": "C\nC.utf8\nPOSIX\n",
    "dhcp-clients": "yes dhclient\nno dhcpcd\nno /usr/lib/wicked/bin/wickedd-dhcp4\n",
    "writable": "yes /\nyes /boot\nyes /etc\nyes /var\n",
    "sshd": ("port 22\npermitrootlogin yes\npasswordauthentication yes\nsubsystem sftp /usr/lib/openssh/sftp-server\n"),
    "sshd-files": "file /etc/ssh/sshd_config\n PermitRootLogin yes\n",
    "synchronised": "NTPSynchronized=yes\n",
    "secure-boot": "no EFI\n",
    "time-sources": "looked\nsource /etc/chrony/chrony.conf 2.debian.pool.ntp.org\n",
    "file:/etc/hosts": (
        "127.0.0.1\tlocalhost\n192.0.2.21\tweb01.example.test web01 # its own\n::1 localhost ip6-localhost\n"
    ),
    "addresses": (
        "1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever\n"
        "2: ens192    inet 192.0.2.21/24 brd 192.0.2.255 scope global ens192\\       valid_lft forever\n"
        "2: ens192    inet6 fe80::250:56ff:fe00:1/64 scope link \\       valid_lft forever\n"
    ),
    "listeners": (
        "State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n"
        'LISTEN 0      128          0.0.0.0:22        0.0.0.0:*    users:(("sshd",pid=611,fd=3))\n'
        'LISTEN 0      128             [::]:22           [::]:*    users:(("sshd",pid=611,fd=4))\n'
    ),
    "bonds": "looked\n",
    "proxies": "looked\n",
    "services": (
        "Id=ssh.service\nLoadState=loaded\nActiveState=active\nUnitFileState=enabled\n\n"
        "Id=chrony.service\nLoadState=loaded\nActiveState=active\nUnitFileState=enabled\n\n"
        "Id=firewalld.service\nLoadState=not-found\nActiveState=inactive\nUnitFileState=\n"
    ),
    "processes": "looked\nprocess sshd\nprocess chronyd\nprocess sshd\n",
    "selinux": 127,
    "fips": "0\n",
    "hardware": (
        "sys_vendor=VMware, Inc.\nproduct_name=VMware Virtual Platform\n"
        "product_uuid=564d0000-0000-0000-0000-000000000001\nchassis_asset_tag=No Asset Tag\n"
        "bios_vendor=Phoenix Technologies LTD\n"
    ),
    "capacity": (
        "MemTotal:        4026140 kB\nMemFree:         2026140 kB\nMemAvailable:    3026140 kB\nprocessors: 2\n"
    ),
    "packages": (
        "dpkg\nopenssh-client 1:9.2p1-2+deb12u7 install ok installed\n"
        "openssh-server 1:9.2p1-2+deb12u7 install ok installed\nopenssl 3.0.17-1~deb12u2 install ok installed\n"
    ),
    "rpm-database": 127,
    "pending-reboot": "looked\n",
    "files": "no /etc/.appliedmtcustomchanges\nno /usr/local/.fx_version\n",
    "azure-encryption": 127,
    "agent": 127,
    "agent-configuration": 127,
    "agent-service": 127,
    "agent-id": 127,
    "jobs": 127,
}
"""A host on which nothing is wrong. A number is a section that prints nothing and ends with that exit code."""

SYNCHRONOUS = ClockMeasurement(NOW - 1.0, NOW + 1.0)

Sections = Mapping[str, str | int]


def raw(sections: Sections) -> bytes:
    """The sections as the collector prints them."""
    lines = [f"siteprep-evidence 1 {NONCE}\n"]
    for name, text in sections.items():
        body, code = ("", text) if isinstance(text, int) else (text, 0)
        lines.append(f"{NONCE} begin {name}\n{body}\n{NONCE} end {name} {code}\n")
        if isinstance(text, int) and text != 127:
            lines.append(f"{NONCE} error {name} it was refused\n")
    return "".join([*lines, f"{NONCE} done\n"]).encode()


def evidence(changes: Sections | None = None, clock: ClockMeasurement | None = SYNCHRONOUS) -> Evidence:
    """The evidence of DEBIAN_12 with some sections changed."""
    return parse_evidence(raw({**DEBIAN_12, **(changes or {})}), clock)
