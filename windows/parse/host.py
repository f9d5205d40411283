"""From one collector run's evidence to the facts of a Windows host."""

from __future__ import annotations

from host.evidence import Evidence
from preflight.windows_facts import WindowsFacts
from windows.parse import asr, boot, clock, files, iis, network, policies, restart, running, software, storage, system
from windows.parse.probes import parse_probes
from windows.parse.registry import Registry


def parse_facts(evidence: Evidence) -> WindowsFacts:
    """All facts. Never raises, whatever the host printed: what cannot be read is Unknown."""
    registry = Registry(evidence)
    return WindowsFacts(
        system=system.parse_system(evidence, registry),
        languages=system.parse_languages(evidence, registry),
        computer=system.parse_computer(evidence),
        identity=system.parse_identity(evidence),
        account=system.parse_account(evidence),
        powershell=system.parse_powershell(evidence),
        environment=system.parse_environment(evidence),
        boot=boot.parse_boot(evidence, registry),
        features=software.parse_features(evidence),
        policies=policies.parse_policies(evidence, registry),
        schannel=policies.parse_schannel(registry),
        dotnet=policies.parse_dotnet(registry),
        iis=iis.parse_iis(evidence),
        services=running.parse_services(evidence),
        starts=running.parse_starts(registry),
        control_sets=running.parse_control_sets(evidence),
        listeners=running.parse_listeners(evidence),
        adapters=network.parse_adapters(evidence),
        disks=storage.parse_disks(evidence),
        partitions=storage.parse_partitions(evidence),
        volumes=storage.parse_volumes(evidence),
        encryption=storage.parse_encryption(evidence),
        free_memory_bytes=system.parse_free_memory(evidence),
        restart=restart.parse_restart(evidence, registry),
        clock=clock.parse_clock(evidence, registry),
        firewall=network.parse_firewall(evidence, registry),
        products=software.parse_products(evidence),
        hotfixes=software.parse_hotfixes(evidence),
        antivirus=software.parse_antivirus(evidence),
        proxy=network.parse_proxy(evidence),
        asr_products=asr.parse_asr_products(evidence),
        registration=asr.parse_registration(evidence, registry),
        agent_configuration=asr.parse_configuration(evidence, "agent-configuration"),
        server_configuration=asr.parse_configuration(evidence, "server-configuration"),
        programs=running.parse_programs(evidence),
        installer_running=software.parse_installer_running(registry),
        files=files.parse_files(evidence),
        shares=files.parse_shares(evidence),
        iis_marker=asr.parse_iis_marker(registry),
        jobs=files.parse_jobs(evidence),
        probes=parse_probes(evidence),
    )
