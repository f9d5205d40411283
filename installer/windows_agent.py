"""The Windows mobility agent's own command lines, files and registry, pure.

Sources: azure-docs vmware-physical-mobility-service-overview.md, vmware-physical-manage-mobility-service.md;
AzMigrate-Hydration @8344a7f9: host/ASRSetup (UnifiedAgentInstaller, UnifiedAgentConfigurator, UnifiedAgentMSI).
"""

from __future__ import annotations

from collections.abc import Sequence

from installer.agent_programs import AgentPrograms
from installer.command_line.quoting import windows_line
from installer.push_request import CsType, PushRequest

TOKEN = "Windows"
"""What packages for Windows are marked with."""
DEFAULT_FOLDER = r"C:\Program Files (x86)\Microsoft Azure Site Recovery"
PLATFORM = "VmWare"
INSTALLER, CONFIGURATOR = "UnifiedAgent.exe", "UnifiedAgentConfigurator.exe"
PRODUCT_CODE = "{275197FC-14FD-4560-A5EB-38217F80CBD1}"
UNINSTALL_LOG = "UnifiedAgentMSIUninstall.log"
SERVICES = ("svagents", "InMage Scout Application Service")
LOGS = r"%ProgramData%\ASRSetupLogs"
ERRORS = "InstallerErrors.json"
CONFIGURATION_CLI = "AzureRcmCli.exe"


def install_command(request: PushRequest, role: str) -> list[str]:
    """Install the agent silently; without a folder of the user's the installer takes its own default."""
    place = ["/InstallLocation", request.windows_folder] if request.windows_folder else []
    return [INSTALLER, "/Role", role, "/Platform", PLATFORM, "/Silent", "/CSType", request.cs_type.value, *place]


def upgrade_command(role: str, platform: str, cs_type: str) -> list[str]:
    """Upgrade the installed agent silently; platform and server type are the ones it is set up for."""
    given = ["/Role", role, "/Platform", platform or PLATFORM, "/Silent", "/InstallationType", "Upgrade"]
    return [INSTALLER, *given, "/CSType", cs_type]


def configure_command(request: PushRequest, secret_file: str) -> list[str]:
    """Register the agent: the server and its passphrase's file, or the file made by the appliance."""
    if request.cs_type is CsType.MODERNIZED:
        return [CONFIGURATOR, "/SourceConfigFilePath", secret_file, "/CSType", request.cs_type.value]
    return [
        *(CONFIGURATOR, "/CSEndPoint", request.server, "/PassphraseFilePath", secret_file),
        *("/CSType", request.cs_type.value),
    ]


def uninstall_arguments(log: str) -> list[str]:
    """msiexec's arguments; the log's path is the host's own."""
    return ["/qn", "/x", PRODUCT_CODE, "/L+*V", log]


def _show(command: Sequence[str]) -> str:
    return windows_line(command)


WINDOWS = AgentPrograms(
    folders=r"%ProgramData%\siteprep",
    separator="\\",
    install=install_command,
    upgrade=upgrade_command,
    configure=configure_command,
    show=_show,
    uninstall=f"msiexec /qn /x {PRODUCT_CODE}",
    service="svagents",
    logs=rf"{LOGS}\ASRUnifiedAgentInstaller.log",
    signed=True,
)
