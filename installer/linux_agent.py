"""The Linux mobility agent's own command lines and files, pure.

Source: azure-docs vmware-physical-mobility-service-overview.md; the agent's scripts in AzMigrate-Hydration @8344a7f9.
"""

from __future__ import annotations

DEFAULT_FOLDER = "/usr/local/ASR"
VERSION_FILE = "/usr/local/.vx_version"


def effective_folder(folder: str) -> str:
    """Where `install -d` really puts the agent: any folder but the default gets "/ASR" appended.

    >>> effective_folder("/opt/agent")
    '/opt/agent/ASR'
    """
    folder = folder.rstrip("/") or "/"
    return folder if folder == DEFAULT_FOLDER else f"{folder.rstrip('/')}/ASR"


def install_command(folder: str) -> list[str]:
    """Install the mobility service for a configuration server (classic), silently."""
    return ["./install", "-d", folder, "-r", "MS", "-v", "VmWare", "-q", "-a", "Install", "-c", "CSLegacy"]


def configure_command(folder: str, server: str, passphrase_file: str) -> list[str]:
    """Register with the configuration server."""
    script = f"{effective_folder(folder)}/Vx/bin/UnifiedAgentConfigurator.sh"
    return [script, "-i", server, "-P", passphrase_file, "-c", "CSLegacy", "-q"]
