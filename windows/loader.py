"""How a script reaches a Windows host's PowerShell: framing for one process, pure.

The command is a fixed one-line loader, different only in its marker and the script's length. The script, and after it
whatever the script reads, travel on standard input, so neither shows in the host's process list. The loader runs
nothing unless the script has arrived whole, with the marker at its end, and says ``ready-MARK`` before it starts.

What the script outputs is written as UTF-8 without a byte order mark, one line an object, ends of lines LF, whatever
the code page and the width of the host's console. It reads its payload from ``[Console]::OpenStandardInput()``.
An error ends it: the message goes to standard error and the exit code is 1.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

ARGUMENTS = (
    "-NoLogo",
    "-NoProfile",
    "-NonInteractive",
    *("-ExecutionPolicy", "Bypass"),
    *("-InputFormat", "None"),  # else PowerShell reads standard input itself, as text
    *("-OutputFormat", "Text"),  # else errors come as CLIXML
)

# The script sees the loader's variables; their names keep out of its way.
_LOADER = """
$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue'
$siteprep_utf8 = New-Object Text.UTF8Encoding($false)
$siteprep_out = New-Object IO.StreamWriter([Console]::OpenStandardOutput(), $siteprep_utf8)
$siteprep_err = New-Object IO.StreamWriter([Console]::OpenStandardError(), $siteprep_utf8)
$siteprep_out.NewLine = "`n"; $siteprep_out.AutoFlush = $true
$siteprep_err.NewLine = "`n"; $siteprep_err.AutoFlush = $true
$siteprep_in = [Console]::OpenStandardInput()
$siteprep_bytes = New-Object byte[] {length}; $siteprep_at = 0
while ($siteprep_at -lt {length}) {{
  $siteprep_got = $siteprep_in.Read($siteprep_bytes, $siteprep_at, {length} - $siteprep_at)
  if ($siteprep_got -le 0) {{ break }}
  $siteprep_at += $siteprep_got
}}
$siteprep_text = $siteprep_utf8.GetString($siteprep_bytes, 0, $siteprep_at)
if (-not $siteprep_text.EndsWith("#{mark}`n", [StringComparison]::Ordinal)) {{
  $siteprep_err.WriteLine('The script did not arrive whole.'); exit 1
}}
$siteprep_out.WriteLine('ready-{mark}')
try {{ & ([ScriptBlock]::Create($siteprep_text)) | ForEach-Object {{ $siteprep_out.WriteLine([string]$_) }} }}
catch {{ $siteprep_err.WriteLine($_.Exception.Message); exit 1 }}
exit 0
"""


@dataclass(frozen=True, slots=True)
class Framing:
    """One process: its arguments, and how to wrap the script and unwrap the answer."""

    mark: str
    arguments: tuple[str, ...]
    script: bytes

    @classmethod
    def new(cls, script: str) -> Framing:
        """A framing for one script, with a marker of its own. `arguments` need no quoting for any shell."""
        mark = secrets.token_hex(16)
        framed = f"{script}\n#{mark}\n".encode()
        loader = encoded(_LOADER.format(mark=mark, length=len(framed)))
        return cls(mark, (*ARGUMENTS, "-EncodedCommand", loader), framed)

    def wrap(self, payload: Iterable[bytes]) -> Iterator[bytes]:
        """What to send on standard input: the script with its marker, then the payload."""
        yield self.script
        yield from payload

    def unwrap(self, stdout: bytes) -> bytes | None:
        """The script's own output, or None when the loader never got as far as starting it."""
        ready = f"ready-{self.mark}\n".encode()
        at = stdout.find(ready)
        return None if at < 0 else stdout[at + len(ready) :]


def encoded(script: str) -> str:
    """A short script as the value of PowerShell's -EncodedCommand; indentation and empty lines are left out."""
    lines = [line.strip() for line in script.splitlines() if line.strip()]
    return base64.b64encode("\n".join(lines).encode("utf-16-le")).decode("ascii")
