"""A practice Windows host (a Wine prefix) behind the lab's WinRM server: real programs, registry, files and exit codes.

Windows Management Instrumentation is what Wine lacks; where a picture is given, its answers come from there.
"""

from __future__ import annotations

import itertools
import json
import os
import selectors
import shutil
import subprocess
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

from lab.winrm.shells import Program, Sink
from tests.wine_build import COMPILER, PROGRAMS, command, environment
from tests.wine_host import WineHost

_WMI, _DOUBLES = "C:\\wmi", "C:\\doubles"
_NOT_DOUBLED = ("Get-Service",)
"""Commands of a picture that the host has itself."""


class WineBackend:
    """The host's programs. `settings` are variables of every program."""

    def __init__(self, host: WineHost, settings: Mapping[str, str] | None = None) -> None:
        self.host = host
        self.settings = dict(settings or {})
        self._numbers = itertools.count()
        self._running: list[WineProgram] = []

    def start(
        self, line: str, *, through_cmd: bool, environment: Mapping[str, str], folder: str, sink: Sink
    ) -> Program:
        """Start a program as the remote shell does: by way of cmd.exe, in the user's folder."""
        whole = f"cmd.exe /c {line}" if through_cmd else line
        program = WineProgram(self.host, f"winrm{next(self._numbers)}", whole, {**self.settings, **environment}, sink)
        self._running.append(program)
        return program

    def close(self) -> None:
        """End what still runs."""
        for program in self._running:
            program.kill()


class WineProgram:
    """One program, started by the host's runner, which keeps the exit code in full.

    Wine fails to start a program now and then under load; one that never began is started again, with the same input.
    """

    def __init__(self, host: WineHost, name: str, line: str, settings: Mapping[str, str], sink: Sink) -> None:
        self._host, self._sink = host, sink
        jobs = host.path("C:\\jobs")
        jobs.mkdir(exist_ok=True)
        self._job, self._result = jobs / name, jobs / f"{name}.result"
        parts = [f"C:\\jobs\\{self._result.name}", "C:\\", line, *(f"{k}={v}" for k, v in settings.items())]
        self._job.write_text("".join(part + "\0" for part in parts), encoding="utf-8")
        self._process = self._start()
        self._killed = threading.Event()
        threading.Thread(target=self._follow, daemon=True).start()

    def _start(self) -> subprocess.Popen[bytes]:
        for _ in range(4):
            self._result.unlink(missing_ok=True)
            process = subprocess.Popen(
                ["wine", "C:\\harness\\run.exe", f"C:\\jobs\\{self._job.name}"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment(self._host.prefix),
                cwd=self._job.parent,
                bufsize=0,
            )
            while process.poll() is None:
                if self._result.exists() and self._result.read_text().endswith("\n"):
                    return process
                time.sleep(0.01)
            if self._result.exists():
                return process
        return process

    def write(self, data: bytes) -> None:
        with suppress(OSError, ValueError):
            view = memoryview(data)
            while view and self._process.stdin:
                view = view[self._process.stdin.write(view) or 0 :]

    def end_input(self) -> None:
        with suppress(OSError, ValueError):
            if self._process.stdin:
                self._process.stdin.close()

    def kill(self) -> None:
        """End the program, as the end of its shell does; what it started apart from the shell lives on."""
        if self._process.poll() is not None or self._killed.is_set():
            return
        self._killed.set()
        lines = self._result.read_text().splitlines() if self._result.exists() else []
        if lines and lines[0].isdecimal():
            with suppress(subprocess.SubprocessError):
                self._host.run(["taskkill", "/f", "/t", "/pid", lines[0]], timeout=20)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        self._process.kill()

    def _follow(self) -> None:
        """Hand on what the program writes, until it has ended and its pipes are empty.

        Their ends are not waited for: Wine's services keep them open for a second and more.
        """
        with ExitStack() as stack:
            ready = stack.enter_context(selectors.DefaultSelector())
            ended = os.pidfd_open(self._process.pid)
            stack.callback(os.close, ended)
            ready.register(ended, selectors.EVENT_READ)
            for name, stream in (("stdout", self._process.stdout), ("stderr", self._process.stderr)):
                if stream:
                    stack.enter_context(stream)
                    ready.register(stream, selectors.EVENT_READ, name)
            while self._process.poll() is None:
                self._hand_on(ready, None)
            while self._hand_on(ready, 0):
                pass
        lines = self._result.read_text().splitlines() if self._result.exists() else []
        self._sink.ended(int(lines[1]) if len(lines) > 1 and lines[1].isdecimal() else 1)

    def _hand_on(self, ready: selectors.BaseSelector, seconds: float | None) -> bool:
        """Read once from each pipe that has something; whether any had."""
        found = False
        for key, _ in ready.select(seconds):
            if key.data is None:
                continue
            if data := os.read(key.fd, 65536):
                self._sink.output(key.data, data)
                found = True
            else:
                ready.unregister(key.fileobj)
        return found


def give_picture(host: WineHost, picture: Path) -> None:
    """Let a host answer WMI queries as a picture does, and give it the picture's registry."""
    for folder, target in (("wmi", _WMI), ("commands", _DOUBLES)):
        shutil.copytree(picture / folder, host.path(target))
    for name in _NOT_DOUBLED:
        (host.path(_DOUBLES) / f"{name}.json").unlink(missing_ok=True)
    shutil.copy(picture / "registry.reg", host.path("C:\\picture.reg"))
    host.run(["regedit", "/S", "C:\\picture.reg"])
    _double(host, "whoami", picture)


def picture_settings(picture: Path) -> dict[str, str]:
    """The variables with which a host's programs answer as a picture that was given to it."""
    claimed = json.loads((picture / "environment.json").read_text())
    del claimed["PWSH_CLAIM_VERSION"]  # the scripts choose what .NET offers by it, and this .NET is that of version 7
    return {"PWSH_WMI": _WMI, "PWSH_DOUBLES": _DOUBLES, **claimed}


def _double(host: WineHost, name: str, picture: Path) -> None:
    """Put the picture's answers of a program in the place of Wine's own."""
    folder = host.path(_DOUBLES) / name
    folder.mkdir()
    for answer in json.loads((picture / "programs" / f"{name}.json").read_text()):
        word = answer["args_regex"].split()[0].removeprefix("^/")
        (folder / f"{word}.txt").write_text("".join(f"{line}\r\n" for line in answer["stdout"]), newline="")
    program = host.path("C:\\windows") / "system32" / f"{name}.exe"
    program.unlink(missing_ok=True)
    command(COMPILER, "-s", "-O1", str(PROGRAMS / "double.c"), "-o", str(program))
    host.run(["reg", "add", r"HKCU\Software\Wine\DllOverrides", "/v", f"{name}.exe", "/d", "native", "/f"])
