"""A session in which the PowerShell runner (SITEPREP_PWSH) runs siteprep's scripts on this machine.

Two things of Windows are doubled because .NET has neither elsewhere: rights of folders, and Windows Management
Instrumentation, which starts jobs. Everything else, the jobs' processes included, is real.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from host.session import CommandResult
from windows import scripts
from windows.local import LocalWindowsSession

RUNNER = os.environ.get("SITEPREP_PWSH", "")
needs_runner = pytest.mark.skipif(not RUNNER, reason="SITEPREP_PWSH names no PowerShell runner")

# Who may enter a folder stands beside it, in a file PATH.sids; no such file: administrators alone.
RIGHTS = """
function make_folder($path) { [void][IO.Directory]::CreateDirectory($path) }
function trustees_of($path) { if (Test-Path "$path.sids") { Get-Content "$path.sids" } else { 'S-1-5-32-544' } }
function trusted_sids { 'S-1-5-32-544'; 'S-1-5-18' }
"""
WMI = """
class wmiclass {
    wmiclass([string]$path) { if ($path -ne '\\\\.\\root\\cimv2:Win32_Process') { throw "no class $path" } }
    [object] Create([string]$line) {
        if ($env:WMI_REFUSES) { return New-Object PSObject -Property @{ ReturnValue = [int]$env:WMI_REFUSES } }
        $start = New-Object Diagnostics.ProcessStartInfo '/bin/sh'
        $start.ArgumentList.Add('-c')
        $start.ArgumentList.Add("exec setsid $line </dev/null >/dev/null 2>&1 &")
        [Diagnostics.Process]::Start($start).WaitForExit()
        return New-Object PSObject -Property @{ ReturnValue = 0 }
    }
}
"""


@dataclass
class RunnerSession:
    """The session; `scripts` are those that ran, `before` is PowerShell text to run first."""

    own_clock: bool = False
    before: str = ""
    scripts: list[str] = field(default_factory=list)

    def run(self, script: str, *, stdin: Iterable[bytes] = (), deadline: float) -> CommandResult:
        self.scripts.append(script)
        assert scripts.part("rights") in script or "function" not in script
        text = script.replace(scripts.part("rights"), RIGHTS)
        text = f"{self.before}\n{WMI if 'wmiclass' in text else ''}\n{text}"
        return LocalWindowsSession(RUNNER).run(text, stdin=stdin, deadline=deadline)

    def close(self) -> None: ...


@pytest.fixture
def windows_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This machine as a Windows host of version 2.0; the folder is its %ProgramData%."""
    data = tmp_path / "ProgramData"
    data.mkdir()
    settings = {
        "PWSH_WINDOWS": "1",
        "PWSH_KEEP_PATH": "1",
        "PWSH_CLAIM_VERSION": "2.0",
        "ProgramData": str(data),
        "PWSH_REGISTRY": str(tmp_path / "host.reg"),
        "PWSH_DOUBLES": str(tmp_path / "doubles"),
    }
    (tmp_path / "doubles").mkdir()
    (tmp_path / "host.reg").write_text("Windows Registry Editor Version 5.00\n\n")
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return data
