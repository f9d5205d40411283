"""The mobility agent on a Windows host, as its registry, its configuration and its service tell."""

from __future__ import annotations

from collections.abc import Mapping

from preflight.facts import Absent, Agent, Unknown
from preflight.windows_facts import WindowsFacts

AGENT = 5
SERVICE = "svagents"


def windows_agent(facts: WindowsFacts) -> Agent | Absent | Unknown:
    """The agent; Absent where the registry names none."""
    product = facts.asr_product(AGENT)
    if isinstance(product, Absent | Unknown):
        return product
    configuration = facts.agent_configuration
    if isinstance(configuration, Unknown):
        return configuration
    service = facts.service(SERVICE)
    return agent_from(
        product.values,
        {} if isinstance(configuration, Absent) else configuration,
        service if isinstance(service, Unknown) else not isinstance(service, Absent) and service.state == "Running",
    )


def agent_from(
    product: Mapping[str, str], configuration: Mapping[str, str], service_running: bool | Unknown
) -> Agent | Unknown:
    """The agent from its values under Installed Products, those of drscout.conf, and whether svagents runs."""
    version = product.get("Build_Version") or product.get("Version", "")
    if not version:
        return Unknown("The registry names no version of the agent that is installed.")
    return Agent(
        version=version,
        install_dir=product.get("InstallDirectory", ""),
        os_built_for="Windows",
        configuration_status=product.get("AgentConfigurationStatus", ""),
        cs_type=configuration.get("CSType", ""),
        cs_address=configuration.get("Hostname", ""),
        vm_platform=configuration.get("VmPlatform") or product.get("Platform", ""),
        role=configuration.get("Role", ""),
        service_running=service_running,
        host_id=configuration.get("HostId") or Absent(),
    )
