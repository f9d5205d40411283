"""An installed mobility agent: version file, the server's lines of drscout.conf, service."""

from __future__ import annotations

from collections.abc import Iterable

from host.evidence import Evidence
from preflight.facts import Absent, Agent, Unknown
from preflight.sections import NOT_HERE, answer

AGENT_SECTIONS = ("agent", "agent-configuration", "agent-service", "agent-id")
"""The sections of the collector that an agent is read from."""
_STOPPED = frozenset({1, 2, 3})
"""How an init script (LSB) and `systemctl is-active` say that a service does not run."""
_NO_SUCH_UNIT = 4


def parse_agent(evidence: Evidence) -> Agent | Absent | Unknown:
    """The agent, as far as its files tell; Absent without a version file."""
    version_file = answer(evidence, "agent")
    if not isinstance(version_file, str):
        return version_file
    configuration = answer(evidence, "agent-configuration")
    if isinstance(configuration, Unknown):
        return configuration
    values = _values(version_file.split("\n"))
    server = {} if isinstance(configuration, Absent) else _values(configuration.split("\n")[1:])
    if not values.get("VERSION"):
        return Unknown("The agent's version file /usr/local/.vx_version names no VERSION.")
    return Agent(
        version=values["VERSION"],
        install_dir=values.get("INSTALLATION_DIR", ""),
        os_built_for=values.get("OS_BUILT_FOR", ""),
        configuration_status=values.get("AGENT_CONFIGURATION_STATUS", ""),
        cs_type=server.get("CSType", ""),
        cs_address=server.get("Hostname", ""),
        vm_platform=server.get("VmPlatform") or server.get("VM_PLATFORM", ""),
        role=server.get("Role", ""),
        service_running=_service(evidence),
        host_id=_host_id(evidence),
    )


def _values(lines: Iterable[str]) -> dict[str, str]:
    pairs = (line.partition("=") for line in lines)
    return {key.strip(): value.strip().strip('"') for key, equals, value in pairs if equals}


def _host_id(evidence: Evidence) -> str | Absent | Unknown:
    found = answer(evidence, "agent-id")
    return found.strip() if isinstance(found, str) else found


def _service(evidence: Evidence) -> bool | Unknown:
    section = evidence.sections.get("agent-service")
    if section is None or section.exit_code is None:
        return Unknown("The evidence does not tell whether the service vxagent runs.")
    if section.exit_code == 0:
        return True
    if section.exit_code in _STOPPED:
        return False
    if section.exit_code == _NO_SUCH_UNIT and section.text.strip() == "inactive":
        return False
    if section.exit_code == NOT_HERE and not section.error:
        return Unknown("The host has neither the init script vxagent nor systemctl.")
    return Unknown(f"The state of the service vxagent was asked for and ended with exit code {section.exit_code}.")
