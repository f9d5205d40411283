"""Pictures of Windows hosts for a PowerShell runner: registry, WMI, commands, programs and files.

Composed by hand from documented values; none of them was recorded on a host.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from access.probe_plan import probe_lines
from host.evidence import ClockMeasurement, Evidence, parse_evidence
from preflight.network import Wanted

ROOT = Path(__file__).parents[3]
COLLECTOR = ROOT / "windows" / "collect.ps1"
_ROOTS = {"HKLM": "HKEY_LOCAL_MACHINE", "HKCU": "HKEY_CURRENT_USER"}

FOLDERS = ("wmi", "commands", "programs", "drive")
RegistryValue = int | str | bytes | list[str]


@dataclass
class Picture:
    """One host. A WMI class that is None is not there; a registry key without values is just there."""

    registry: dict[str, dict[str, RegistryValue]] = field(default_factory=dict)
    wmi: dict[str, Any] = field(default_factory=dict)
    commands: dict[str, Any] = field(default_factory=dict)
    programs: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    powershell: str = "5.1"

    def but(
        self,
        *,
        registry: Mapping[str, Mapping[str, RegistryValue] | None] | None = None,
        wmi: Mapping[str, Any] | None = None,
        powershell: str | None = None,
        **others: Mapping[str, Any],
    ) -> Picture:
        """A copy with some things changed: registry values are merged key by key (None: no such key), properties of a
        WMI class given as a mapping are merged into its first object.
        """
        changed = deepcopy(self)
        for key, values in (registry or {}).items():
            if values is None:
                changed.registry.pop(key, None)
            else:
                changed.registry.setdefault(key, {}).update(values)
        for name, value in (wmi or {}).items():
            if isinstance(value, Mapping) and "error" not in value:
                changed.wmi[name][0].update(value)
            else:
                changed.wmi[name] = deepcopy(value)
        for member, entries in others.items():
            getattr(changed, member).update(deepcopy(dict(entries)))
        changed.powershell = powershell or self.powershell
        return changed

    def write(self, folder: Path) -> None:
        """Write the picture, which then is a host for the runner."""
        for name in FOLDERS:
            (folder / name).mkdir(parents=True)
        (folder / "registry.reg").write_text(_reg(self.registry), encoding="utf-8")
        for member in ("wmi", "commands", "programs"):
            for name, content in getattr(self, member).items():
                if content is not None:
                    path = folder / member / f"{name}.json"
                    path.parent.mkdir(exist_ok=True)
                    path.write_text(json.dumps(content), encoding="utf-8")
        for name, text in self.files.items():
            path = folder / "drive" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        modules = {"PWSH_MODULES": "ServerManager"} if self.commands.get("Get-WindowsFeature") else {}
        environment = {"PWSH_CLAIM_VERSION": self.powershell, **modules, **self.environment}
        (folder / "environment.json").write_text(json.dumps(environment, indent=1) + "\n", encoding="utf-8")

    def collect(self, folder: Path, clock: ClockMeasurement | None = None) -> Evidence:
        """Write the picture and run the collector against it."""
        self.write(folder)
        return collect(folder, clock)


def runner_environment(folder: Path) -> dict[str, str]:
    """The runner's environment for the host that a picture's folder describes."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),  # where the runner keeps itself unpacked
        **{name: value for name, value in os.environ.items() if name.startswith("DOTNET_")},
        "PWSH_WINDOWS": "1",
        "PWSH_REGISTRY": str(folder / "registry.reg"),
        "PWSH_WMI": str(folder / "wmi"),
        "PWSH_DOUBLES": str(folder / "commands"),
        "PWSH_PROGRAMS": str(folder / "programs"),
        "PWSH_DRIVE_C": str(folder / "drive"),
        **json.loads((folder / "environment.json").read_text(encoding="utf-8")),
    }


def collect(folder: Path, clock: ClockMeasurement | None = None) -> Evidence:
    """Run the collector against a picture's folder with the runner that SITEPREP_PWSH names."""
    ran = subprocess.run(
        [os.environ["SITEPREP_PWSH"], "-NoProfile", "-NonInteractive", "-File", str(COLLECTOR)],
        env=runner_environment(folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert ran.stderr == b""
    return parse_evidence(ran.stdout, clock)


def probing(folder: Path, work: Path, wanted: Sequence[Wanted], **environment: str) -> bytes:
    """What the collector prints on a picture's host where it is to probe addresses; `work` takes its script."""
    script = work / "collector.ps1"
    parts = [path.read_text(encoding="utf-8") for path in (COLLECTOR.with_name("probes.ps1"), COLLECTOR)]
    script.write_text("\n".join(["$probeSeconds = 4", *parts]), encoding="utf-8")
    return subprocess.run(
        [os.environ["SITEPREP_PWSH"], "-NoProfile", "-NonInteractive", "-File", str(script)],
        env={**runner_environment(folder), **environment},
        input=probe_lines(wanted),
        capture_output=True,
        timeout=120,
        check=True,
    ).stdout


def _reg(registry: Mapping[str, Mapping[str, RegistryValue]]) -> str:
    lines = ["Windows Registry Editor Version 5.00"]
    for key, values in registry.items():
        root, _, rest = key.partition("\\")
        lines += ["", f"[{_ROOTS[root]}\\{rest}]", *(f'"{name}"={_data(value)}' for name, value in values.items())]
    return "\n".join([*lines, ""])


def _data(value: RegistryValue) -> str:
    if isinstance(value, int):
        return f"dword:{value:08x}"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list):
        raw = "".join(f"{text}\0" for text in [*value, ""]).encode("utf-16-le")
        return "hex(7):" + ",".join(f"{byte:02x}" for byte in raw)
    return "hex:" + ",".join(f"{byte:02x}" for byte in value)
