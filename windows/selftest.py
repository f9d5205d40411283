"""What siteprep needs of a Windows host and its WinRM, tried one by one; nothing is changed on the host."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from host.errors import HostError
from host.session import Session
from windows import scripts
from windows.cmd_collect import CommandLines

SECONDS = 120.0
_MEBIBYTE = 1024 * 1024
_TEXT = "gr\u00fc\u00df \u4f60\u597d \u2713"


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing that was tried: whether it went as siteprep needs it (None: it could not be told), and what was
    seen.
    """

    name: str
    passed: bool | None
    seen: str
    seconds: float


def trials(session: Session) -> Iterator[Trial]:
    """Every trial in turn; one that fails does not end the others."""
    for name, attempt in _TRIALS.items():
        began = time.monotonic()
        try:
            passed, seen = attempt(session)
        except HostError as error:
            passed, seen = False, str(error)
        yield Trial(name, passed, seen, time.monotonic() - began)


def _text(session: Session) -> tuple[bool | None, str]:
    found = session.run(f"'{_TEXT}'", deadline=SECONDS).text.strip()
    return found == _TEXT, f"The host said {found!r}."


def _codes(session: Session) -> tuple[bool | None, str]:
    if not isinstance(session, CommandLines):
        return None, "This session runs no command lines."
    codes = [session.run_line(f"exit {code}", deadline=SECONDS).exit_code for code in (0, 7, 3010)]
    return codes == [0, 7, 3010], f"Exit codes 0, 7 and 3010 came back as {codes}."


def _errors(session: Session) -> tuple[bool | None, str]:
    result = session.run("throw 'siteprep tries an error'", deadline=SECONDS)
    said = result.stderr.decode("utf-8", "replace").strip()
    return result.exit_code == 1 and said == "siteprep tries an error", f"Exit code {result.exit_code}, said {said!r}."


def _input(session: Session) -> tuple[bool | None, str]:
    data = os.urandom(_MEBIBYTE)
    script = f"{scripts.part('hash')}\nsha256_of ([Console]::OpenStandardInput())"
    began = time.monotonic()
    found = session.run(script, stdin=[data], deadline=SECONDS).text.strip()
    rate = 1 / max(time.monotonic() - began, 0.001)
    return found == hashlib.sha256(data).hexdigest(), f"1 MiB of random bytes, {rate:.1f} MiB/s with all around it."


def _output(session: Session) -> tuple[bool | None, str]:
    found = session.run(
        "foreach ($i in 1..20000) { 'a line of fifty characters, so that it adds up to MB' }", deadline=SECONDS
    )
    return found.text.count("\n") == 20000, f"{len(found.stdout)} bytes of output."


def _patience(session: Session) -> tuple[bool | None, str]:
    found = session.run("Start-Sleep 25; 'awake'", deadline=SECONDS).text.strip()
    return found == "awake", "A script that is silent for 25 seconds."


def _administrator(session: Session) -> tuple[bool | None, str]:
    found = session.run(scripts.IS_ADMINISTRATOR, deadline=SECONDS).text.strip()
    return found == "True", f"Member of Administrators with a full token: {found or 'not told'}."


def _powershell(session: Session) -> tuple[bool | None, str]:
    script = (
        "$PSVersionTable.PSVersion.ToString(); [IntPtr]::Size * 8; "
        "[string]$ExecutionContext.SessionState.LanguageMode; "
        "[Environment]::Version.ToString()"
    )
    found = ", ".join(session.run(script, deadline=SECONDS).text.split())
    return "FullLanguage" in found, f"PowerShell, bits, language mode and .NET: {found}."


def _wmi(session: Session) -> tuple[bool | None, str]:
    """Jobs are started by way of it; here it is only asked for its class."""
    script = (
        "if ($PSVersionTable.PSVersion.Major -lt 6) { "
        "([wmiclass]'\\\\.\\root\\cimv2:Win32_Process').Methods['Create'].Name } "
        "else { 'not needed' }"
    )
    found = session.run(script, deadline=SECONDS).text.strip()
    return found in (
        "Create",
        "not needed",
    ), f"Starting jobs by Windows Management Instrumentation: {found or 'no answer'}."


def _rights(session: Session) -> tuple[bool | None, str]:
    script = f"{scripts.part('rights')}\n(@(trustees_of $env:ProgramData).Length).ToString()"
    found = session.run(script, deadline=SECONDS).text.strip()
    return found.isdecimal() and int(found) > 0, f"Rights of %ProgramData% name {found or 'no'} accounts."


def _mutex(session: Session) -> tuple[bool | None, str]:
    script = (
        "try { [Threading.Mutex]::OpenExisting('siteprep-selftest-no-such-mutex').Close(); 'there' } "
        "catch { $e = $_.Exception; if ($e.InnerException) { $e = $e.InnerException }; $e.GetType().Name }"
    )
    found = session.run(script, deadline=SECONDS).text.strip()
    return found == "WaitHandleCannotBeOpenedException", f"A mutex that is not there: {found}."


def _signature(session: Session) -> tuple[bool | None, str]:
    script = (
        "$s = Get-AuthenticodeSignature -FilePath (Join-Path $env:SystemRoot "
        "'System32\\WindowsPowerShell\\v1.0\\powershell.exe'); "
        "[string]$s.Status"
    )
    found = session.run(script, deadline=SECONDS).text.strip()
    return found == "Valid", f"The signature of powershell.exe: {found or 'not told'}."


def _tls(session: Session) -> tuple[bool | None, str]:
    script = "[Net.ServicePointManager]::SecurityProtocol = 3072; [string][Net.ServicePointManager]::SecurityProtocol"
    found = session.run(script, deadline=SECONDS).text.strip()
    return "Tls12" in found or found == "3072", f".NET's protocols after asking for TLS 1.2: {found or 'not told'}."


def _cmd(session: Session) -> tuple[bool | None, str]:
    if not isinstance(session, CommandLines):
        return None, "This session runs no command lines."
    told = {
        line: session.run_line(line, deadline=SECONDS)
        for line in ("chcp", "wmic os get Version /format:list", "whoami /user", "reg query HKLM\\SOFTWARE /ve")
    }
    silent = [line for line, result in told.items() if not result.stdout.strip()]
    return not silent, f"Silent: {', '.join(silent)}." if silent else "chcp, wmic, whoami and reg answer."


_TRIALS: dict[str, Callable[[Session], tuple[bool | None, str]]] = {
    "text": _text,
    "exit-codes": _codes,
    "errors": _errors,
    "input": _input,
    "output": _output,
    "patience": _patience,
    "powershell": _powershell,
    "administrator": _administrator,
    "job-start": _wmi,
    "rights": _rights,
    "mutex": _mutex,
    "signature": _signature,
    "tls": _tls,
    "cmd": _cmd,
}
