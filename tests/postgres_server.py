"""A PostgreSQL server of its own in a folder, over a Unix socket and loopback TCP with a password."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from pathlib import Path

PASSWORD = "practice-password"


def programs() -> Path | None:
    """The folder of the newest server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def why_not() -> str | None:
    """Why no server can be started here, or None."""
    if programs() is None:
        return "postgresql is not installed"
    if os.getuid() == 0 and "postgres" not in {entry.pw_name for entry in pwd.getpwall()}:
        return "the user postgres is missing, and a server does not run as root"
    return None


class PostgresServer:
    """Runs from the moment it is made until it is closed."""

    def __init__(self, folder: Path) -> None:
        bin_folder = programs()
        if bin_folder is None:
            raise RuntimeError("postgresql is not installed")
        self._bin = bin_folder
        self._data = folder / "data"
        folder.mkdir(parents=True)
        secret = folder / "password"
        secret.write_text(PASSWORD)
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
            shutil.chown(secret, "postgres")
            for parent in folder.parents:
                if parent != Path("/") and parent.stat().st_uid == 0 and parent.stat().st_mode & 0o001 == 0:
                    parent.chmod(parent.stat().st_mode | 0o011)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port: int = listener.getsockname()[1]
        self._run("initdb", "-D", self._data, "-A", "scram-sha-256", "-U", "siteprep", "--pwfile", secret, "-N")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        self._run("pg_ctl", "-D", self._data, "-l", folder / "log", "-w", "-o", options, "start")

    def url(self, reference: str) -> str:
        """Where a journal lies there, with a reference to the password."""
        return f"postgresql://siteprep:{reference}@127.0.0.1:{self.port}/postgres"

    def close(self) -> None:
        """End the server."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def _run(self, program: str, *arguments: object) -> None:
        as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        line = [*as_user, str(self._bin / program), *map(str, arguments)]
        # The server keeps what it is given: no pipe that somebody would wait for.
        done = subprocess.run(line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd="/", check=False)
        if done.returncode:
            raise RuntimeError(f"{program} ended with {done.returncode}")
