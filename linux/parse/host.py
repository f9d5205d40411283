"""From one collector run's evidence to the facts of a Linux host."""

from __future__ import annotations

from host.evidence import Evidence
from linux.parse.agent import parse_agent
from linux.parse.block import parse_block_devices, parse_physical_volumes
from linux.parse.boot import (
    parse_boot_image,
    parse_cmdline,
    parse_file,
    parse_grub,
    parse_kernel_folder,
    parse_run_level,
    parse_secure_boot,
)
from linux.parse.clock import parse_clock
from linux.parse.identity import parse_host_name, parse_user, parse_value
from linux.parse.machine import (
    parse_azure_encrypted,
    parse_btrfs,
    parse_capacity,
    parse_disks,
    parse_fips,
    parse_hardware,
    parse_selinux,
)
from linux.parse.network import parse_addresses, parse_bonds, parse_hosts, parse_listeners, parse_proxies
from linux.parse.probes import parse_probes
from linux.parse.release import parse_release_files
from linux.parse.services import (
    parse_packages,
    parse_pending_reboot,
    parse_processes,
    parse_rpm_database,
    parse_services,
    parse_time_sources,
)
from linux.parse.software import parse_flags, parse_jobs, parse_locales
from linux.parse.sshd import parse_sshd
from linux.parse.storage import parse_file_systems, parse_install_dir, parse_mapped_devices, parse_mounts
from preflight.facts import LinuxFacts


def parse_facts(evidence: Evidence) -> LinuxFacts:
    """All facts. Never raises, whatever the host printed: what cannot be read is Unknown."""
    return LinuxFacts(
        user=parse_user(evidence),
        machine=parse_value(evidence, "machine"),
        kernel=parse_value(evidence, "kernel"),
        host_name=parse_host_name(evidence),
        release_files=parse_release_files(evidence),
        file_systems=parse_file_systems(evidence),
        install_dir=parse_install_dir(evidence),
        cmdline=parse_cmdline(evidence),
        grub=parse_grub(evidence),
        default_grub=parse_file(evidence, "/etc/default/grub"),
        mapped_devices=parse_mapped_devices(evidence),
        block_devices=parse_block_devices(evidence),
        physical_volumes=parse_physical_volumes(evidence),
        commands=parse_flags(evidence, "commands"),
        kernel_folder=parse_kernel_folder(evidence),
        boot_image=parse_boot_image(evidence),
        run_level=parse_run_level(evidence),
        locales=parse_locales(evidence),
        dhcp_clients=parse_flags(evidence, "dhcp-clients"),
        writable=parse_flags(evidence, "writable"),
        sshd=parse_sshd(evidence),
        clock=parse_clock(evidence),
        secure_boot=parse_secure_boot(evidence),
        agent=parse_agent(evidence),
        jobs=parse_jobs(evidence),
        mounts=parse_mounts(evidence),
        disks=parse_disks(evidence),
        btrfs=parse_btrfs(evidence),
        addresses=parse_addresses(evidence),
        hosts=parse_hosts(evidence),
        listeners=parse_listeners(evidence),
        bonds=parse_bonds(evidence),
        proxies=parse_proxies(evidence),
        time_sources=parse_time_sources(evidence),
        services=parse_services(evidence),
        processes=parse_processes(evidence),
        selinux=parse_selinux(evidence),
        fips=parse_fips(evidence),
        hardware=parse_hardware(evidence),
        capacity=parse_capacity(evidence),
        packages=parse_packages(evidence),
        rpm_database=parse_rpm_database(evidence),
        pending_reboot=parse_pending_reboot(evidence),
        files=parse_flags(evidence, "files"),
        azure_encrypted=parse_azure_encrypted(evidence),
        probes=parse_probes(evidence),
    )
