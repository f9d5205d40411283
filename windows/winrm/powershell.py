"""PowerShell on a host reached over WinRM: how it is started, and why it may not run a script."""

from __future__ import annotations

from contextlib import suppress
from typing import Protocol

from host.errors import HostError, Unreachable
from host.session import CommandResult
from windows.winrm.clixml import plain_errors

POWERSHELL = r"%SystemRoot%\System32\WindowsPowerShell\v1.0\powershell.exe"
_MODE = f"{POWERSHELL} -NoProfile -NonInteractive -Command $ExecutionContext.SessionState.LanguageMode"
_THERE = f'if exist "{POWERSHELL}" (echo present) else (echo missing)'
_SECONDS = 60.0


class Lines(Protocol):
    """A session that runs command lines."""

    def run_line(self, line: str, *, deadline: float) -> CommandResult: ...


def not_run(session: Lines, name: str, result: CommandResult) -> Unreachable:
    """Why the loader never started a script, found out with two command lines of cmd."""
    said = " ".join(plain_errors(result.stderr.decode("utf-8", "replace")).split())[:300]
    if "missing" in _answer(session, _THERE):
        return Unreachable(
            "no-powershell",
            f"{name} has no Windows PowerShell at {POWERSHELL}.",
            "Install Windows PowerShell 2.0 or later; siteprep's scripts need it.",
        )
    mode = _answer(session, _MODE)
    if mode and mode != "FullLanguage" and mode.isalpha():
        return Unreachable(
            "constrained-language",
            f"PowerShell on {name} runs in the mode {mode}, in which it does not run siteprep's scripts.",
            "Application control (AppLocker, App Control for Business) restricts scripts there; let siteprep's "
            "account be "
            "excepted while the work is done.",
        )
    if not mode:
        return Unreachable(
            "powershell-blocked",
            f"PowerShell on {name} does not start: {said or 'it said nothing'}.",
            "Look for AppLocker or a software restriction policy that blocks powershell.exe, in the host's event log.",
        )
    return Unreachable(
        "no-powershell",
        f"PowerShell on {name} did not run siteprep's script (exit code {result.exit_code}); it said: "
        f"{said or 'nothing'}.",
        "Check that no policy or antivirus program (AMSI) keeps administrators from running scripts there.",
    )


def _answer(session: Lines, line: str) -> str:
    with suppress(HostError):
        return session.run_line(line, deadline=_SECONDS).text.strip()
    return ""
