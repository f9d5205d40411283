"""The practice fleet behind real OpenSSH servers: one sshd a host, in namespaces of its own. Needs root."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from lab.environment import ENVIRONMENT
from lab.fleet import USER, PracticeFleet, Server
from lab.namespaces import Holder
from lab.profiles import PracticeHostSpec

SSHD = "/usr/sbin/sshd"
DROPBEAR = "/usr/sbin/dropbear"
START_SECONDS = 20.0


def why_not() -> str | None:
    """The reason why real sshds cannot be started here, or None."""
    if os.getuid() != 0:
        return "real sshds need root"
    return None if shutil.which(SSHD) else "openssh-server is not installed"


class SshdFleet(PracticeFleet):
    """As PracticeFleet, with OpenSSH's sshd in place of the server written in Python.

    `lines` are more lines of sshd's configuration by host, which win over the usual ones; `dropbear` names hosts that
    run that server instead.
    """

    def __init__(
        self,
        folder: Path,
        hosts: Sequence[PracticeHostSpec],
        lines: Mapping[str, str] | None = None,
        dropbear: Collection[str] = (),
    ) -> None:
        self._lines = lines or {}
        self._dropbear = dropbear
        self.running: dict[str, SshServer] = {}
        super().__init__(folder, hosts, kind="namespaces")

    def serve(self, name: str, root: Path, host_key: str, password: str) -> Server:
        configuration = root / "opt/practice/sshd"
        configuration.mkdir()
        (configuration / "host_key").write_text(host_key)
        (configuration / "host_key").chmod(0o600)
        derive = ["ssh-keygen", "-y", "-f", str(self.client_key)]
        public = subprocess.run(derive, capture_output=True, text=True, check=True).stdout
        (configuration / "authorized_keys").write_text(public)
        (root / "root/.ssh").mkdir(mode=0o700)
        (root / "root/.ssh/authorized_keys").write_text(public)
        _set_password(root, password)
        port = _free_port()
        command = _dropbear(root, port) if name in self._dropbear else _sshd(root, port, self._lines.get(name, ""))
        server = SshServer(name, root, port, command)
        self.running[name] = server
        return server


class SshServer:
    """One host's SSH server, which can be started anew on the same port, as after a reboot."""

    def __init__(self, name: str, root: Path, port: int, command: Sequence[str]) -> None:
        self.port = port
        self._start = (root, name, command)
        self._begin()

    def _begin(self) -> None:
        root, name, command = self._start
        # Root of this machine, not of a user namespace: sshd wants to drop privileges.
        self._holder = Holder(root, name, user=(), own_processes=True, command=list(command))
        _wait_for(self.port)

    def inside(self, *command: str) -> str:
        """Run a program among the host's mounts and processes, as its root; what it printed."""
        line = ["nsenter", "-t", str(self._holder.pid), "-m", "-p", "--", *command]
        return subprocess.run(line, check=True, capture_output=True, text=True, timeout=60).stdout

    def reboot(self) -> None:
        """End every process of the host, and start its server again."""
        self._holder.close()
        self._begin()

    def close(self) -> None:
        """End it."""
        self._holder.close()


def _sshd(root: Path, port: int, more: str) -> list[str]:
    environment = " ".join(f'{key}="{value}"' for key, value in ENVIRONMENT.items() if key in ("PATH", "LANG"))
    (root / "opt/practice/sshd/config").write_text(
        f"{more}ListenAddress 127.0.0.1\nPort {port}\nHostKey /opt/practice/sshd/host_key\n"
        "AuthorizedKeysFile /opt/practice/sshd/authorized_keys\nStrictModes no\nUsePAM no\nPidFile none\n"
        f"PermitRootLogin yes\nPasswordAuthentication yes\nMaxStartups 200\nSetEnv {environment}\n"
        "Subsystem sftp internal-sftp\n"
    )
    return [SSHD, "-D", "-e", "-f", "/opt/practice/sshd/config"]


def _dropbear(root: Path, port: int) -> list[str]:
    folder = root / "opt/practice/sshd"
    convert = ["dropbearconvert", "openssh", "dropbear", str(folder / "host_key"), str(folder / "dropbear_key")]
    subprocess.run(convert, check=True, capture_output=True, timeout=30)
    # It gives every user a PATH of its own, so root's shell says where the host's programs are.
    shell = root / "opt/practice/shell"
    shell.write_text(f'#!/bin/sh\nPATH={ENVIRONMENT["PATH"]}\nexport PATH\nexec /bin/sh "$@"\n')
    shell.chmod(0o755)
    accounts = root / "etc/passwd"
    lines = [
        line.rpartition(":")[0] + ":/opt/practice/shell" if line.startswith("root:") else line
        for line in accounts.read_text().splitlines()
    ]
    accounts.write_text("\n".join([*lines, ""]))
    (root / "etc/shells").write_text("/opt/practice/shell\n")
    key = "/opt/practice/sshd/dropbear_key"
    return [DROPBEAR, "-F", "-E", "-p", f"127.0.0.1:{port}", "-r", key, "-P", "/run/dropbear"]


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
