"""A user's home whose SSH files can only break what looks at them, and whatever is done to it shows."""

from __future__ import annotations

import os
import socket
from pathlib import Path

CONFIG = """\
Host *
    Port 1
    ProxyCommand touch {home}/proxied
    IdentityFile {home}/.ssh/id_ed25519
    UserKnownHostsFile {home}/.ssh/known_hosts
Match nonsense
this is no line of a configuration
"""


class HostileHome:
    """The home, and `environment`, which leads siteprep there."""

    def __init__(self, home: Path) -> None:
        self.home = home
        (home / ".ssh/known_hosts").mkdir(parents=True)  # nobody can read it
        (home / ".ssh/config").write_text(CONFIG.format(home=home))
        (home / ".ssh/id_ed25519").write_text("no key\n")
        (home / ".ssh/id_ed25519").chmod(0)
        self._agent = socket.socket(socket.AF_UNIX)
        self._agent.bind(str(home / "agent"))
        self._agent.listen()
        self._agent.setblocking(False)
        state = {"HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "XDG_CONFIG_HOME": str(home / "config")}
        self.environment = {
            **os.environ,
            **state,
            "SSH_AUTH_SOCK": str(home / "agent"),
            "SITEPREP_JOURNAL": str(home / "journal.db"),
        }
        self._before = self._picture()

    def untouched(self) -> bool:
        """Whether everything is as it was, and nobody called the agent."""
        try:
            self._agent.accept()
        except BlockingIOError:
            return self._picture() == self._before
        return False

    def _picture(self) -> dict[str, tuple[int, ...]]:
        found = {path: path.lstat() for path in (self.home, *self.home.rglob("*"))}
        return {str(path): (stat.st_ino, stat.st_mode, stat.st_size, stat.st_mtime_ns) for path, stat in found.items()}
