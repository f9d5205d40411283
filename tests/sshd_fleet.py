"""The practice fleet behind real OpenSSH servers: one sshd a host, in namespaces of its own. Needs root."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

from lab import tree
from lab.fleet import USER, PracticeFleet, Server
from lab.namespaces import Holder

SSHD = "/usr/sbin/sshd"
START_SECONDS = 20.0


def why_not() -> str | None:
    """The reason why real sshds cannot be started here, or None."""
    if os.getuid() != 0:
        return "real sshds need root"
    return None if shutil.which(SSHD) else "openssh-server is not installed"


class SshdFleet(PracticeFleet):
    """As PracticeFleet, with OpenSSH's sshd in place of the server written in Python."""

    def serve(self, name: str, root: Path, host_key: str, password: str) -> Server:
        return _Sshd(name, root, host_key, password, self.client_key)


class _Sshd:
    def __init__(self, name: str, root: Path, host_key: str, password: str, client_key: Path) -> None:
        self.port = _free_port()
        configuration = root / "opt/practice/sshd"
        configuration.mkdir()
        (configuration / "host_key").write_text(host_key)
        (configuration / "host_key").chmod(0o600)
        derive = ["ssh-keygen", "-y", "-f", str(client_key)]
        public = subprocess.run(derive, capture_output=True, text=True, check=True).stdout
        (configuration / "authorized_keys").write_text(public)
        _set_password(root, password)
        environment = " ".join(f'{key}="{value}"' for key, value in tree.ENVIRONMENT.items() if key in ("PATH", "LANG"))
        (configuration / "config").write_text(
            f"ListenAddress 127.0.0.1\nPort {self.port}\nHostKey /opt/practice/sshd/host_key\n"
            "AuthorizedKeysFile /opt/practice/sshd/authorized_keys\nStrictModes no\nUsePAM no\nPidFile none\n"
            f"PermitRootLogin yes\nPasswordAuthentication yes\nMaxStartups 200\nSetEnv {environment}\n"
            "Subsystem sftp internal-sftp\n"
        )
        # Root of this machine, not of a user namespace: sshd wants to drop privileges.
        command = [SSHD, "-D", "-e", "-f", "/opt/practice/sshd/config"]
        self._holder = Holder(root, name, user=(), own_processes=True, command=command)
        _wait_for(self.port)

    def close(self) -> None:
        self._holder.close()


def _set_password(root: Path, password: str) -> None:
    line = ["openssl", "passwd", "-6", "-stdin"]
    hashed = subprocess.run(line, input=password, capture_output=True, text=True, check=True).stdout.strip()
    shadow = root / "etc/shadow"
    others = (
        [entry for entry in shadow.read_text().splitlines() if not entry.startswith(f"{USER}:")]
        if shadow.exists()
        else []
    )
    shadow.write_text("\n".join([f"{USER}:{hashed}:20000:0:99999:7:::", *others, ""]))
    shadow.chmod(0o600)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    ends = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.02)
        else:
            return
