"""The Linux mobility agent's own command lines and files, pure.

Source: azure-docs vmware-physical-mobility-service-overview.md; the agent's scripts in AzMigrate-Hydration @8344a7f9.
"""

from __future__ import annotations

import shlex

from installer.agent_programs import AgentPrograms
from installer.push_request import CsType, PushRequest

DEFAULT_FOLDER = "/usr/local/ASR"
VERSION_FILE = "/usr/local/.vx_version"
CONFIGURATOR = "UnifiedAgentConfigurator.sh"
PLATFORM = "VmWare"
"""Physical machines are told this platform too."""


def effective_folder(folder: str) -> str:
    """Where `install -d` really puts the agent: any folder but the default gets "/ASR" appended.

    >>> effective_folder("/opt/agent")
    '/opt/agent/ASR'
    """
    folder = folder.rstrip("/") or "/"
    return folder if folder == DEFAULT_FOLDER else f"{folder.rstrip('/')}/ASR"


def install_command(folder: str, role: str, cs_type: CsType) -> list[str]:
    """Install the agent silently; `role` is MS or MT."""
    return ["./install", "-d", folder, "-r", role, "-v", PLATFORM, "-q", "-a", "Install", "-c", cs_type.value]


def upgrade_command(role: str, platform: str, cs_type: str) -> list[str]:
    """Upgrade the installed agent silently; platform and server type are the ones it is set up for."""
    return ["./install", "-q", "-r", role, "-v", platform, "-a", "Upgrade", "-c", cs_type]


def configure_arguments(cs_type: CsType, server: str, secret_file: str) -> list[str]:
    """What the configurator is told: the server and its passphrase's file, or the file made by the appliance."""
    if cs_type is CsType.MODERNIZED:
        return ["-S", secret_file, "-c", cs_type.value, "-q"]
    return ["-i", server, "-P", secret_file, "-c", cs_type.value, "-q"]


def _configure(request: PushRequest, secret_file: str) -> list[str]:
    return [CONFIGURATOR, *configure_arguments(request.cs_type, request.server, secret_file)]


LINUX = AgentPrograms(
    folders="/var/lib/siteprep",
    separator="/",
    install=lambda request, role: install_command(request.folder, role, request.cs_type),
    upgrade=lambda role, platform, cs_type: upgrade_command(role, platform or PLATFORM, cs_type),
    configure=_configure,
    show=shlex.join,
    uninstall="uninstall.sh -Y",
    service="vxagent",
    logs="/var/log/ua_install.log",
)
"""Run folders are root's alone, and never under /tmp."""
