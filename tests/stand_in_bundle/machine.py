"""A Windows host with the stand-in bundle on it, ready for Unified Setup's documented command lines."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.stand_in_bundle.build import FILE_NAME
from tests.wine_host import WineHost
from tests.wine_process import WineProcess, WineResult

EXTRACTED = r"C:\Temp\Extracted"
SETUP = EXTRACTED + r"\UNIFIEDSETUP.EXE"
LOGS = r"C:\ProgramData\ASRSetupLogs"
DOTNET_4_8 = 528040

MYSQL = r"C:\Temp\MySQLCredentialsfile.txt"
VAULT = r"C:\Temp\MyVault.vaultcredentials"
PASSPHRASE = r"C:\Temp\Passphrase.txt"

# The documented samples, with a port that a process server does not ignore.
CS = [
    *("/AcceptThirdpartyEULA", "/servermode", "CS", "/InstallLocation", "D:\\", "/MySQLCredsFilePath", MYSQL),
    *("/VaultCredsFilePath", VAULT, "/EnvType", "VMWare"),
]
PS = [
    *("/AcceptThirdpartyEULA", "/servermode", "PS", "/InstallLocation", "D:\\", "/EnvType", "VMWare"),
    *("/CSIP", "10.150.24.119", "/PassphraseFilePath", PASSPHRASE, "/DataTransferSecurePort", "9444"),
]

Scenario = Mapping[str, Mapping[str, object]]
ROOMY: Scenario = {"Machine": {"FreeGB": 700}}


class BundleHost:
    """What tests do with the bundle on a host; the host's own doings are in `host`."""

    def __init__(self, host: WineHost) -> None:
        self.host = host

    def prepare(self, bundle: Path) -> WineResult:
        """Give a started host what Unified Setup asks of a machine and the input files; unpack the bundle."""
        self.host.add_drive("d")
        self.host.registry_set(r"HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full", "Release", DOTNET_4_8)
        self.note_program("VMware Tools", "12.1.0")
        self.write(MYSQL, '[MySQLCredentials]\nMySQLRootPassword = "Practice_1"\nMySQLUserPassword = "Practice_2"\n')
        self.write(VAULT, "<RSVaultAsrCreds/>\n")
        self.write(PASSPHRASE, "practicePassphra")
        shutil.copy(bundle, self.host.path("C:\\Temp"))
        return self.host.run([f"C:\\Temp\\{FILE_NAME}", "/q", f"/x:{EXTRACTED}"])

    def note_program(self, name: str, version: str) -> None:
        """Put a program on the list of installed programs."""
        key = rf"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\{name}"
        self.host.registry_set(key, "DisplayName", name)
        self.host.registry_set(key, "DisplayVersion", version)

    def write(self, windows_path: str, content: str) -> None:
        """Write a text file on the host."""
        path = self.host.path(windows_path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)

    def play(self, *parts: Scenario) -> None:
        """Set the scenario; later parts are laid over earlier ones."""
        sections: dict[str, dict[str, object]] = {}
        for part in parts:
            for section, values in part.items():
                sections.setdefault(section, {}).update(values)
        lines = [
            line
            for section, values in sections.items()
            for line in (f"[{section}]", *(f"{key}={value}" for key, value in values.items()))
        ]
        self.write(EXTRACTED + r"\stand-in-scenario.ini", "\n".join(lines) + "\n")

    def setup(self, arguments: Sequence[str] | str, scenario: Scenario = ROOMY, timeout: float = 120) -> WineResult:
        """Run UNIFIEDSETUP.EXE to its end."""
        return self.started(arguments, scenario).wait(timeout)

    def started(self, arguments: Sequence[str] | str, scenario: Scenario = ROOMY) -> WineProcess:
        """Start UNIFIEDSETUP.EXE and go on; a string is the rest of its command line, as it is."""
        self.play(ROOMY, scenario)
        line = f"{SETUP} {arguments}" if isinstance(arguments, str) else [SETUP, *arguments]
        return self.host.background(line, cwd=EXTRACTED)

    def log(self, name: str = "ASRUnifiedSetup.log") -> str:
        """A setup log's text; empty where it does not exist."""
        path = self.host.path(LOGS) / name
        return path.read_text() if path.exists() else ""

    def calls(self) -> list[tuple[str, list[str]]]:
        """Every start of a component installer so far: its name and arguments."""
        lines = [line.split("\t") for line in self.log("StandInComponents.log").splitlines()]
        return [(name, [] if words == [""] else words) for name, *words in lines]

    def started_components(self) -> list[str]:
        """The names of the component installers in the order of their starts."""
        return [name for name, _ in self.calls()]

    def summary(self) -> dict[str, Any]:
        """The newest installation summary."""
        found = self.host.path(LOGS).glob("InstallationSummary-*.json")
        newest = max(found, key=lambda path: path.stat().st_mtime_ns)
        summary: dict[str, Any] = json.loads(newest.read_text())
        return summary
