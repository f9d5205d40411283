"""A practice Windows host: a Wine prefix of its own, in which real Windows programs run.

>>> with WineHost(tmp_path / "host") as host:
...     host.run(["cmd", "/c", "exit 3010"]).exit_code
...     host.python("-c", "import sys; print(sys.platform)").stdout
3010
b'win32\\r\\n'

The host sees its own drives and nothing else of this machine's files. Wine is not Windows: the registry, files,
services, processes and exit codes are real; netsh, tasklist, icacls, schtasks and more are silent stubs that end
with 0.
"""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path, PureWindowsPath
from types import TracebackType

from tests.wine_build import TESTS, environment
from tests.wine_process import NothingStarted, WineProcess, WineResult
from tests.wine_template import copy_folder, copy_template

PACKAGES = (
    "access",
    "cli",
    "fleet",
    "host",
    "installer",
    "lab",
    "linux",
    "preflight",
    "report",
    "siteprep",
    "templates",
    "windows",
)
PYTHON = r"C:\Python311\python.exe"
REGISTRY_TOOL = (TESTS / "wine_programs" / "registry.py").read_text()


class WineHost:
    """One Windows host. `folder` is its place on this machine; siteprep's packages are copied to C:\\siteprep."""

    def __init__(self, folder: Path, *, origin: Path | None = None) -> None:
        """Make the host: from the template, or as a copy of `origin`, the folder of a host that is stopped.

        Raises TemplateUnavailable, with a reason fit for skipping a test, where no host can be made.
        """
        self.prefix = folder
        self._numbers = itertools.count()
        if origin:
            copy_folder(origin, folder, shared=False)
            return
        copy_template(folder)
        for package in PACKAGES:
            shutil.copytree(TESTS.parent / package, self.path("C:\\siteprep") / package, symlinks=True)

    def __enter__(self) -> WineHost:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Boot the host: its services run until `stop`."""
        self._own("wineserver", "-p")
        self._own("wine", "cmd", "/c", "exit")  # the services keep the output of the first program open

    def stop(self) -> None:
        """End every process of the host, its services and its wineserver; the registry is saved."""
        self._own("wineserver", "-k")
        self._own("wineserver", "-w")

    def clone(self, folder: Path) -> WineHost:
        """A second host with this one's present state. Stop this one first, so that its registry is on disk."""
        return WineHost(folder, origin=self.prefix)

    def path(self, windows_path: str) -> Path:
        r"""Where a path of the host, such as C:\Temp, lies on this machine; only exact spelling is found."""
        place = PureWindowsPath(windows_path)
        return (self.prefix / "dosdevices" / place.drive.lower()).resolve().joinpath(*place.parts[1:])

    def add_drive(self, letter: str) -> Path:
        """Give the host another empty fixed drive; its folder on this machine is returned."""
        folder = self.prefix / f"drive_{letter.lower()}"
        folder.mkdir()
        (self.prefix / "dosdevices" / f"{letter.lower()}:").symlink_to(f"../{folder.name}")
        return folder

    def run(
        self,
        argv: Sequence[str] | str,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        cwd: str = "C:\\",
        timeout: float = 120,
    ) -> WineResult:
        """Run a program to its end, `timeout` seconds at most. A string is a command line, taken as it is.

        Raises StartFailed, or subprocess.TimeoutExpired after the program was ended.
        """
        try:
            return self.background(argv, env, cwd).wait(timeout, stdin)
        except NothingStarted:
            return self.background(argv, env, cwd).wait(timeout, stdin)

    def background(
        self, argv: Sequence[str] | str, env: Mapping[str, str] | None = None, cwd: str = "C:\\"
    ) -> WineProcess:
        """Start a program and go on; call `wait` to have its output read."""
        number = next(self._numbers)
        jobs = self.path("C:\\jobs")
        jobs.mkdir(exist_ok=True)
        job, result = jobs / f"job{number}", jobs / f"result{number}"
        result.unlink(missing_ok=True)  # a copied host has its origin's
        line = argv if isinstance(argv, str) else subprocess.list2cmdline(argv)
        settings = [f"{name}={value}" for name, value in (env or {}).items()]
        parts = [f"C:\\jobs\\{result.name}", cwd, line, *settings]
        job.write_text("".join(part + "\0" for part in parts))
        runner = subprocess.Popen(
            ["wine", "C:\\harness\\run.exe", f"C:\\jobs\\{job.name}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(self.prefix),
            cwd=jobs,
        )
        return WineProcess(runner, result, self._end)

    def python(self, *arguments: str, env: Mapping[str, str] | None = None, timeout: float = 120) -> WineResult:
        """Run Windows CPython 3.11; siteprep's packages and runtime dependencies can be imported."""
        return self.run([PYTHON, *arguments], env={"PYTHONPATH": "C:\\siteprep", **(env or {})}, timeout=timeout)

    def siteprep(self, *arguments: str, env: Mapping[str, str] | None = None, timeout: float = 300) -> WineResult:
        """Run a siteprep command as a user of this Windows host does."""
        return self.python("-m", "siteprep", *arguments, env=env, timeout=timeout)

    def powershell(self, script: str, timeout: float = 120) -> WineResult:
        """Run a PowerShell script's text."""
        return self.run(["powershell", "-NoProfile", "-NonInteractive", "-Command", script], timeout=timeout)

    def registry_get(self, key: str, name: str) -> str | int | list[str] | None:
        r"""A registry value by key (HKLM\... or HKCU\..., the 64-bit view) and name; None where it is not there."""
        value: str | int | list[str] | None = json.loads(self._registry("get", key, name))
        return value

    def registry_set(self, key: str, name: str, value: str | int | list[str]) -> None:
        """Write a registry value, as REG_SZ, REG_DWORD or REG_MULTI_SZ; the key is made where it is missing."""
        self._registry("set", key, name, json.dumps(value))

    def registry_delete(self, key: str, name: str | None = None) -> None:
        """Remove a registry value, or a key with all below it; nothing happens where it is not there."""
        self._registry("delete", key, *([] if name is None else [name]))

    def _registry(self, *arguments: str) -> bytes:
        result = self.run([PYTHON, "-c", REGISTRY_TOOL, *arguments])
        if result.exit_code:
            raise RuntimeError(f"The registry access {arguments} failed: {result.stderr.decode(errors='replace')}")
        return result.stdout

    def _end(self, pid: int) -> None:
        self._own("wine", "taskkill", "/f", "/pid", str(pid))

    def _own(self, *argv: str) -> None:
        """Run a command of Wine's on this prefix; some end with 1 where there is nothing to do."""
        nowhere = subprocess.DEVNULL
        subprocess.run(
            argv,
            env=environment(self.prefix),
            cwd=self.path("C:\\"),
            stdin=nowhere,
            stdout=nowhere,
            stderr=nowhere,
            timeout=60,
            check=False,
        )
