"""The local session on Windows: scripts run in this machine's own Windows PowerShell."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from access.process_tree import end_tree
from host.errors import SessionLost, Unreachable
from host.session import OUTPUT_LIMIT, CommandResult
from windows.loader import Framing

GRACE = 5.0
"""Seconds for the last output after PowerShell's end; a process it left behind may hold the pipes for ever."""
RETRIES = (0.5, 2.0)
"""Seconds to wait before PowerShell is started again."""
# PowerShell 7, where it started siteprep, sets these, and Windows PowerShell would load modules of 7 or refuse scripts.
_OTHER_SHELL = ("PSMODULEPATH", "PSEXECUTIONPOLICYPREFERENCE")

if sys.platform == "win32":
    _FLAGS = subprocess.CREATE_NO_WINDOW
else:
    _FLAGS = 0


def powershell_path(environment: Mapping[str, str] = os.environ) -> str:
    """Windows PowerShell by its absolute path; the 64-bit one for a 32-bit Python, too."""
    windows = Path(environment.get("SystemRoot", r"C:\Windows"))
    tail = Path("WindowsPowerShell", "v1.0", "powershell.exe")
    native = windows / "Sysnative" / tail  # seen by 32-bit processes only
    return str(native if native.exists() else windows / "System32" / tail)


@dataclass(frozen=True, slots=True)
class LocalWindowsSession:
    """This machine, as the user who runs siteprep.

    ``LocalWindowsSession().run("'hello'", deadline=30).text`` is ``"hello\\n"``.
    """

    powershell: str = field(default_factory=powershell_path)

    @property
    def own_clock(self) -> bool:
        return False

    def run(self, script: str, *, stdin: Iterable[bytes] = (), deadline: float) -> CommandResult:
        """Run a PowerShell script; see host.session.Session. Raises Unreachable where PowerShell does not run it.

        A machine under load may fail to start PowerShell now and then; what never began is tried again.
        """
        payload = list(stdin)
        for wait in RETRIES:
            try:
                return self._run(script, payload, deadline)
            except Unreachable:
                time.sleep(wait)
        return self._run(script, payload, deadline)

    def _run(self, script: str, payload: list[bytes], deadline: float) -> CommandResult:
        framing = Framing.new(script)
        process = self._start(framing)
        out, err = (_Reader(process, stream) for stream in (process.stdout, process.stderr) if stream)
        threading.Thread(target=_write, args=(process.stdin, framing.wrap(payload)), daemon=True).start()
        try:
            process.wait(deadline)
        except subprocess.TimeoutExpired as error:
            raise SessionLost(
                "deadline",
                f"The script did not finish within {deadline:.0f} seconds on this machine.",
                "Look at the machine's load and at hung disks, then run the same command again.",
            ) from error
        finally:
            if process.poll() is None:
                end_tree(process.pid)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(GRACE)
        ends = time.monotonic() + GRACE
        stdout, stderr = out.read(ends), err.read(ends)
        output = framing.unwrap(stdout)
        if output is None:
            said = " ".join(stderr.decode("utf-8", "replace").split())[:300] or "nothing"
            raise _refused(f"Windows PowerShell did not run siteprep's script on this machine; it said: {said}.")
        cut = out.cut or err.cut
        return CommandResult(None if cut or process.returncode < 0 else process.returncode, output, stderr)

    def close(self) -> None:
        """Nothing is open."""

    def _start(self, framing: Framing) -> subprocess.Popen[bytes]:
        environment = {key: value for key, value in os.environ.items() if key.upper() not in _OTHER_SHELL}
        try:
            return subprocess.Popen(
                [self.powershell, *framing.arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment,
                creationflags=_FLAGS,
                bufsize=0,
            )
        except OSError as error:
            raise _refused(f"{self.powershell} could not be started: {error.strerror}.") from error


class _Reader:
    """What one stream of a process says, up to OUTPUT_LIMIT; a process that says more is ended."""

    def __init__(self, process: subprocess.Popen[bytes], stream: IO[bytes]) -> None:
        self.cut = False
        self._parts = bytearray()
        self._process = process
        self._thread = threading.Thread(target=self._run, args=(stream,), daemon=True)
        self._thread.start()

    def read(self, ends: float) -> bytes:
        """Everything that came, waiting for the stream's end until the given monotonic time."""
        self._thread.join(max(0.0, ends - time.monotonic()))
        return bytes(self._parts[:OUTPUT_LIMIT])

    def _run(self, stream: IO[bytes]) -> None:
        with suppress(OSError, ValueError), stream:
            while data := stream.read(65_536):
                self._parts += data
                if len(self._parts) > OUTPUT_LIMIT:
                    self.cut = True
                    end_tree(self._process.pid)
                    return


def _write(stream: IO[bytes], chunks: Iterable[bytes]) -> None:
    with suppress(OSError, ValueError), stream:  # a script that ends early does not read the rest; its answer says why
        for chunk in chunks:
            view = memoryview(chunk)
            while view:  # unbuffered, so that a write may take a part only
                view = view[stream.write(view) :]


def _refused(message: str) -> Unreachable:
    return Unreachable(
        "no-powershell",
        message,
        "Check that Windows PowerShell is there and that no policy (AppLocker, App Control, Constrained Language Mode) "
        "keeps administrators from running scripts, then run the same command again.",
    )
