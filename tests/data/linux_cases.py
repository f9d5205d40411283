"""Outcomes of the checks of layout, network, packages, agents, master targets: check, changes, status."""

from __future__ import annotations

from preflight.finding import Status
from tests.data.documented import DF, Sections

NONE = 127
PASS, FAIL, UNKNOWN, NOT = Status.PASS, Status.FAIL, Status.UNKNOWN, Status.NOT_APPLICABLE


def disk(name: str, sectors: object = 41943040, logical: object = 512, place: str = "/sys/devices/pci0/block/x") -> str:
    return f"disk {name} {sectors} {logical} 512 {place}\n"


def address(interface: str, text: str) -> str:
    return f"2: {interface}    inet {text}/24 scope global {interface}\n"


def agent(version: str, platform: str = "VmWare") -> Sections:
    drscout = f"file /usr/local/drscout.conf\nVmPlatform={platform}\n"
    return {"agent": f"VERSION={version}\n", "agent-configuration": drscout, "agent-service": 0}


RPM: Sections = {
    "file:/etc/redhat-release": "CentOS Linux release 7.4.1708 (Core)\n",
    "file:/etc/os-release": 'PRETTY_NAME="CentOS Linux 7 (Core)"\n',
    "file:/etc/debian_version": NONE,
    "commands": "yes rpm\n",
    "rpm-database": "consistent\n",
    "packages": "rpm\nopenssh-server 7.4p1-11.el7\npackage openssl is not installed\n",
}
UBUNTU_16: Sections = {
    "file:/etc/lsb-release": "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=16.04\n",
    "identity": "uid=0\nuser=root\nmachine=x86_64\nkernel=4.15.0-142-generic\nhost_name=mt01\n",
}
AZURE = "sys_vendor=Microsoft Corporation\nchassis_asset_tag=7783-7084-3265-9085-8269-3286-77\n"
CRYPT = "disk sda\npart sda2 sda\nmapped dm-0 osencrypt CRYPT-PLAIN-osencrypt\nslave dm-0 sda2\n"
MPATH = "disk sda\ndisk sdb\nmapped dm-0 mpatha mpath-36000\nslave dm-0 sda\nslave dm-0 sdb\n"
RAID = "disk sda\npart sda1 sda\npart sda2 sda\ndisk sdb\npart sdb1 sdb\ndisk md0\nslave md0 sda1\nslave md0 sdb1\n"
BTRFS: Sections = {"mount": "/dev/sda2 on / type btrfs (rw)\n"}
ON_LVM: Sections = {
    "df-root": DF.format(device="/dev/mapper/vg-root", total=20_000_000, free=9_000_000, mount="/"),
    "block-devices": "disk sda\npart sda1 sda\npart sda2 sda\nmapped dm-0 vg-root LVM-x\nslave dm-0 sda2\n",
}
BIG: Sections = {
    "capacity": "MemTotal: 6060000 kB\nMemFree: 5000000 kB\nprocessors: 4\n",
    "disks": "looked\n" + disk("sda", 209715200),
}
UNITS = "Id=lvm2-lvmetad.service\nLoadState=loaded\nActiveState={}\nUnitFileState=enabled\n"

AGENT_CASES: list[tuple[str, Sections, Status]] = [
    ("linux.copy-space", {}, PASS),
    ("linux.copy-space", {"df-copy": DF.format(device="tmpfs", total=200_000, free=102_400, mount="/tmp")}, PASS),
    ("linux.copy-space", {"df-copy": DF.format(device="tmpfs", total=200_000, free=102_399, mount="/tmp")}, FAIL),
    ("linux.machine-name", {}, PASS),
    ("linux.machine-name", {"identity": "host_name=web01.example.test\n"}, PASS),
    ("linux.machine-name", {"identity": "host_name=web_01\n"}, FAIL),
    ("linux.machine-name", {"identity": "host_name=-web\n"}, FAIL),
    ("linux.machine-name", {"identity": f"host_name={'w' * 64}\n"}, FAIL),
    ("linux.hosts-file", {}, PASS),
    ("linux.hosts-file", {"file:/etc/hosts": "127.0.0.1 localhost\n127.0.1.1 web01\n"}, FAIL),
    ("linux.hosts-file", {"file:/etc/hosts": "# 192.0.2.21 web01\n"}, FAIL),
    ("linux.hosts-file", {"file:/etc/hosts": NONE}, FAIL),
    ("linux.hosts-file", {"addresses": address("eth0", "192.0.2.21") + address("eth1", "198.51.100.1")}, FAIL),
    ("linux.hosts-file", {"addresses": address("eth0", "192.0.2.21") + address("docker0", "172.17.0.1")}, PASS),
    ("linux.hosts-file", {"addresses": NONE}, UNKNOWN),
    ("linux.ipv4-address", {}, PASS),
    ("linux.ipv4-address", {"addresses": "1: lo inet 127.0.0.1/8\n2: eth0 inet6 2001:db8::1/64\n"}, FAIL),
    ("linux.ipv4-address", {"addresses": "eth0: error\n"}, UNKNOWN),
    ("linux.ssh-port", {}, PASS),
    ("linux.ssh-port", {"listeners": "State Local Address:Port\nLISTEN 0 128 0.0.0.0:2222 0.0.0.0:*\n"}, FAIL),
    ("linux.ssh-port", {"listeners": NONE}, UNKNOWN),
    ("linux.nic-teaming", {}, PASS),
    ("linux.nic-teaming", {"bonds": "looked\nbond bond0\n"}, FAIL),
    ("linux.ssh-packages", {}, PASS),
    ("linux.ssh-packages", RPM, FAIL),
    ("linux.ssh-packages", {"packages": "rpm\nopenssh 8.4p1-3\nopenssl-3 3.0.8-1\n"}, PASS),
    ("linux.ssh-packages", {"packages": "dpkg\nopenssh-server 1 deinstall ok config-files\n"}, FAIL),
    ("linux.ssh-packages", {"packages": NONE}, UNKNOWN),
    ("linux.rpm-command", {}, NOT),
    ("linux.rpm-command", RPM, PASS),
    ("linux.rpm-command", {**RPM, "commands": "no rpm\n"}, FAIL),
    ("linux.rpm-database", {}, NOT),
    ("linux.rpm-database", RPM, PASS),
    ("linux.rpm-database", {**RPM, "rpm-database": "inconsistent\n"}, FAIL),
    ("linux.rpm-database", {**RPM, "rpm-database": 1}, UNKNOWN),
    ("linux.package-manager-idle", {}, PASS),
    ("linux.package-manager-idle", {"processes": "looked\nprocess apt-get\n"}, FAIL),
    ("linux.agent-version", {}, NOT),
    ("linux.agent-version", agent("9.66.7567.1"), PASS),
    ("linux.agent-version", agent("9.99.1.1"), FAIL),
    ("linux.agent-version", agent("new"), UNKNOWN),
    ("linux.agent-version", {"agent": "BUILD_TAG=x\n"}, UNKNOWN),
    ("linux.agent-platform", agent("9.66.7567.1"), PASS),
    ("linux.agent-platform", agent("9.66.7567.1", "Azure"), FAIL),
    ("linux.agent-upgrade-gap", agent("9.62.1.1"), PASS),
    ("linux.agent-upgrade-gap", agent("9.61.1.1"), FAIL),
    ("linux.agent-upgrade-gap", agent("8.1"), UNKNOWN),
    ("linux.fx-agent", {}, PASS),
    ("linux.fx-agent", {"files": "yes /usr/local/.fx_version\n"}, FAIL),
    ("linux.pending-reboot", {}, PASS),
    ("linux.pending-reboot", {"pending-reboot": "looked\nfile /var/run/reboot-required\n"}, FAIL),
    ("linux.pending-reboot", {"pending-reboot": "looked\nkernel 6.1.0-33-amd64\n"}, FAIL),
    ("linux.pending-reboot", {"pending-reboot": "file x\n"}, UNKNOWN),
    ("linux.old-encryption", {}, NOT),
    ("linux.old-encryption", {"hardware": AZURE}, PASS),
    (
        "linux.old-encryption",
        {"hardware": AZURE, "azure-encryption": "/mnt/x /dev/mapper/osencrypt 1\n", "block-devices": CRYPT},
        FAIL,
    ),
    ("linux.multipath", {}, PASS),
    ("linux.multipath", {"block-devices": MPATH}, FAIL),
    ("linux.encryption", {}, PASS),
    ("linux.encryption", {"block-devices": CRYPT}, FAIL),
    ("linux.fips", {}, PASS),
    ("linux.fips", {"fips": NONE}, PASS),
    ("linux.fips", {"fips": "1\n"}, FAIL),
    ("linux.disk-drivers", {}, PASS),
    ("linux.disk-drivers", {"disks": "looked\n" + disk("xvda")}, FAIL),
    ("linux.disk-drivers", {"disks": "looked\n" + disk("cciss!c0d0")}, FAIL),
    ("linux.remote-disks", {}, PASS),
    ("linux.remote-disks", {"disks": "looked\n" + disk("sdb", place="/sys/devices/platform/host3/session1/sdb")}, FAIL),
    ("linux.sector-size", {}, PASS),
    ("linux.sector-size", {"disks": "looked\n" + disk("sdb", logical=4096)}, FAIL),
    ("linux.sector-size", {"disks": "looked\n" + disk("sdb", logical="-")}, UNKNOWN),
    ("linux.disk-sizes", {}, PASS),
    ("linux.disk-sizes", {"disks": "looked\n" + disk("sda", 8587837440)}, PASS),
    ("linux.disk-sizes", {"disks": "looked\n" + disk("sda", 8587837442)}, FAIL),
    ("linux.disk-sizes", {"disks": "looked\n" + disk("sdb", 68717379584)}, PASS),
    ("linux.disk-sizes", {"disks": "looked\n" + disk("sdb", 68717379586)}, FAIL),
    ("linux.disk-sizes", {"disks": "looked\n" + "".join(disk(f"sd{n}") for n in range(66))}, FAIL),
    ("linux.disk-sizes", {"disks": "looked\n" + disk("sdb", "-")}, UNKNOWN),
    ("linux.btrfs-devices", {}, NOT),
    ("linux.btrfs-devices", {**BTRFS, "btrfs-devices": "looked\ndevice u sda2\n"}, PASS),
    ("linux.btrfs-devices", {**BTRFS, "btrfs-devices": "looked\ndevice u sda2\ndevice u sdb\n"}, FAIL),
    ("linux.btrfs-devices", {**BTRFS, "btrfs-devices": NONE}, UNKNOWN),
    ("linux.one-boot-disk", {}, PASS),
    (
        "linux.one-boot-disk",
        {"block-devices": RAID, "df-boot": DF.format(device="/dev/md0", total=9, free=1, mount="/boot")},
        FAIL,
    ),
    ("linux.one-boot-disk", {"block-devices": "disk sda\npart sda2 sda\ndisk sdb\npart sda1 sdb\n"}, FAIL),
    ("linux.one-boot-disk", {"block-devices": "disk sdz\n"}, UNKNOWN),
    ("linux.names-by-case", {}, PASS),
    ("linux.names-by-case", {"mount": "a on /Data type ext4 (rw)\nb on /data type ext4 (rw)\n"}, FAIL),
]
MASTER_TARGET_CASES: list[tuple[str, Sections, Status]] = [
    ("linux.mt-system", {}, FAIL),
    ("linux.mt-system", UBUNTU_16, PASS),
    ("linux.mt-system", RPM, PASS),
    ("linux.mt-system", {**RPM, "file:/etc/redhat-release": "CentOS Linux release 7.9.2009 (Core)\n"}, FAIL),
    ("linux.mt-kernel", {}, NOT),
    ("linux.mt-kernel", UBUNTU_16, PASS),
    ("linux.mt-kernel", {**UBUNTU_16, "identity": "machine=x86_64\nkernel=4.4.0-81-generic\n"}, FAIL),
    ("linux.mt-prepared", {}, FAIL),
    ("linux.mt-prepared", {"files": "yes /etc/.appliedmtcustomchanges\n"}, PASS),
    ("linux.mt-lvmetad", {}, NOT),
    ("linux.mt-lvmetad", UBUNTU_16, PASS),
    ("linux.mt-lvmetad", {**UBUNTU_16, "services": UNITS.format("inactive")}, PASS),
    ("linux.mt-lvmetad", {**UBUNTU_16, "services": UNITS.format("active")}, FAIL),
    ("linux.mt-size", {}, FAIL),
    ("linux.mt-size", BIG, PASS),
    ("linux.mt-size", {**BIG, "disks": "looked\n" + disk("sda", 209715198)}, FAIL),
    ("linux.mt-size", {**BIG, "capacity": "MemTotal: 6060000 kB\nMemFree: 1 kB\nprocessors: 3\n"}, FAIL),
    ("linux.mt-virtual", {}, PASS),
    ("linux.mt-virtual", {"hardware": "sys_vendor=HP\nproduct_name=ProLiant DL380 Gen9\n"}, FAIL),
    ("linux.mt-virtual", {"hardware": NONE}, UNKNOWN),
    ("linux.mt-no-lvm", {}, PASS),
    ("linux.mt-no-lvm", ON_LVM, FAIL),
    ("linux.mt-packages", {}, FAIL),
    (
        "linux.mt-packages",
        {
            "packages": "dpkg\n"
            + "".join(
                f"{name} 1.0 install ok installed\n"
                for name in ("multipath-tools", "lsscsi", "python-pyasn1", "lvm2", "kpartx")
            )
        },
        PASS,
    ),
    ("linux.mt-packages", RPM, NOT),
    ("linux.mt-proxy", {}, PASS),
    ("linux.mt-proxy", {"proxies": "looked\nproxy /etc/environment http_proxy http://***@proxy:3128\n"}, FAIL),
    ("linux.mt-retention", {}, FAIL),
    ("linux.mt-retention", {"mount": "/dev/mapper/36000 on /mnt/retention type ext4 (rw)\n"}, PASS),
    ("linux.mt-retention", {"mount": "/dev/mapper/36000 on /mnt/retention type xfs (rw)\n"}, FAIL),
]
