"""A practice Windows host behind the lab's WinRM server, with an inventory that names it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from host.secret import Secret
from host.target import Platform, Target, WinRm
from lab.winrm.authentication import Accounts
from lab.winrm.server import WinRmServer
from lab.winrm.service import Service
from lab.winrm.settings import Settings
from lab.winrm.shells import Backend
from tests.warm_python import run_python
from windows.winrm.session import WinRmConnector, WinRmSession

USER, PASSWORD = "admin", "Canary-Passw0rd"
ROOT = Path(__file__).parents[1]


@dataclass
class Lab:
    """The server, and the folder with inventory, password and journal."""

    server: WinRmServer
    folder: Path
    winrm: Mapping[str, str]
    overrides: Mapping[str, object] = field(default_factory=dict)

    def target(self, **changes: object) -> Target:
        """The host as a target."""
        values = {"scheme": "http", **self.winrm}
        return Target(
            **{
                "name": "win01",
                "address": "127.0.0.1",
                "port": self.server.port,
                "platform": Platform.WINDOWS,
                "user": USER,
                "winrm": WinRm(**values),
                **changes,
            }  # type: ignore[arg-type]
        )

    def connect(self, password: str = PASSWORD, **changes: object) -> WinRmSession:
        """A session with the host. Raises Unreachable."""
        return WinRmConnector(5).connect(self.target(**changes), password=Secret(password))

    def inventory(self, **host: object) -> Path:
        """An inventory that names the host win01."""
        path = self.folder / "hosts.yaml"
        listed = {
            "name": "win01",
            "address": "127.0.0.1",
            "port": self.server.port,
            "platform": "windows",
            "user": USER,
            "password": "file:password",
            "winrm": {"scheme": "http", **self.winrm},
            **self.overrides,
            **host,
        }
        path.write_text(yaml.safe_dump({"hosts": [listed]}))
        return path

    def siteprep(self, *arguments: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """Run a siteprep command with the host's inventory and a journal of its own."""
        return self._run(arguments, ["--journal", str(self.folder / "journal.db")], timeout)

    def siteprep_only(self, *arguments: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """The same for a command that keeps no journal."""
        return self._run(arguments, [], timeout)

    def _run(self, arguments: Sequence[str], more: Sequence[str], timeout: float) -> subprocess.CompletedProcess[str]:
        split = arguments.index("--") if "--" in arguments else len(arguments)
        own = ["--inventory", str(self.inventory()), *more]
        return self.run(*arguments[:split], *own, *arguments[split:], timeout=timeout)

    def run(self, *arguments: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """Run a siteprep command as it is, in the lab's folder."""
        env = {**os.environ, "COLUMNS": "200"}
        return run_python(["-m", "siteprep", *arguments], cwd=self.folder, env=env, timeout=timeout)


@contextmanager
def winrm_lab(
    folder: Path,
    backend: Backend,
    settings: Settings | None = None,
    *,
    pace: float = 1.0,
    certificate: Path | None = None,
    key: Path | None = None,
    **winrm: str,
) -> Iterator[Lab]:
    """Serve a host until the block ends; `winrm` are settings of the target."""
    folder.mkdir(exist_ok=True)
    accounts = Accounts.write("WINHOST", {USER: PASSWORD}, folder / "users")
    service = Service(backend, settings or Settings(owner=USER), pace)
    server = WinRmServer(service, accounts, certificate=certificate, key=key)
    (folder / "password").write_text(f"{PASSWORD}\n")
    try:
        yield Lab(server, folder, winrm)
    finally:
        server.close()
