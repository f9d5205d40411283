"""A practice host whose PowerShell is a PowerShell engine on Linux, and whose other programs are doubled."""

from __future__ import annotations

import re
import shlex
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from lab.winrm.programs import ProcessProgram
from lab.winrm.shells import Program, Sink

SYSTEM = {
    "SystemRoot": r"C:\Windows",
    "windir": r"C:\Windows",
    "ComSpec": r"C:\Windows\system32\cmd.exe",
    "ProgramData": r"C:\ProgramData",
}
_VARIABLE = re.compile(r"%([^%\s]+)%")
_POWERSHELL = re.compile(r"(?:\S*\\)?powershell(?:\.exe)?(?=\s|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """What a doubled program says, in this order: (stream, bytes), or a pause in seconds; then it ends."""

    pieces: Sequence[tuple[str, bytes] | float] = ()
    exit_code: int = 0


Double = Callable[[str], Said | None]
"""Takes a command line as cmd.exe would see it, variables expanded; None where it is another double's."""


@dataclass
class EngineBackend:
    """One host. `runner` is the engine's program, `environment` describes the host to it."""

    runner: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    doubles: Sequence[Double] = ()
    running: list[ProcessProgram] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def start(
        self, line: str, *, through_cmd: bool, environment: Mapping[str, str], folder: str, sink: Sink
    ) -> Program:
        """Start a program; see lab.winrm.shells.Backend. Without cmd.exe only a full path finds one."""
        if through_cmd:
            line = expand(line, {**SYSTEM, **environment})
        elif not re.match(r'"?[A-Za-z]:\\', line):
            raise FileNotFoundError(line)
        self.lines.append(line)
        for double in self.doubles:
            said = double(line)
            if said is not None:
                return SaidProgram(said, sink)
        found = _POWERSHELL.match(line)
        if found and self.runner:
            argv = [*self.runner, *shlex.split(line[found.end() :].replace("\\", "\\\\"))]
            program = ProcessProgram(argv, {**self.environment, **environment}, None, sink)
            self.running.append(program)
            return program
        word = line.split(" ")[0]
        text = f"'{word}' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n"
        return SaidProgram(Said([("stderr", text.encode())], 1), sink)

    def close(self) -> None:
        """End what still runs."""
        for program in self.running:
            program.kill()


class SaidProgram:
    """A program that says what it was told to, at its own time."""

    def __init__(self, said: Said, sink: Sink) -> None:
        self._ended = threading.Event()
        self.input = bytearray()
        self._thread = threading.Thread(target=self._run, args=(said, sink), daemon=True)
        self._thread.start()

    def write(self, data: bytes) -> None:
        self.input += data

    def end_input(self) -> None: ...

    def kill(self) -> None:
        self._ended.set()

    def _run(self, said: Said, sink: Sink) -> None:
        for piece in said.pieces:
            if not isinstance(piece, tuple):
                self._ended.wait(piece)
            elif not self._ended.is_set():
                sink.output(*piece)
        sink.ended(1 if self._ended.is_set() else said.exit_code)


def expand(line: str, environment: Mapping[str, str]) -> str:
    """A line with its %VARIABLES% as cmd.exe expands them; unknown ones stay.

    >>> expand(r"dir %windir%\\x %NO%", {"WinDir": "C:"})
    'dir C:\\\\x %NO%'
    """
    known = {name.lower(): value for name, value in environment.items()}
    return _VARIABLE.sub(lambda match: known.get(match.group(1).lower(), match.group(0)), line)


__all__ = ["Double", "EngineBackend", "Said"]
