"""A real Samba server on loopback with one account, whose C$ is a folder; needs root for switching users."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER = "root"
"""Samba's accounts are accounts of the system."""
_CONFIG = """
[global]
  server role = standalone server
  bind interfaces only = yes
  interfaces = 127.0.0.1
  smb ports = {port}
  private dir = {folder}/private
  lock directory = {folder}/lock
  state directory = {folder}/state
  cache directory = {folder}/cache
  pid directory = {folder}
  ncalrpc dir = {folder}/ncalrpc
  log file = {folder}/log
  smb passwd file = {folder}/private/smbpasswd
  passdb backend = smbpasswd
  server min protocol = SMB2
  server max protocol = {newest}
  disable spoolss = yes
  load printers = no
[C$]
  path = {drive}
  read only = no
  valid users = root
"""


@dataclass(frozen=True, slots=True)
class Samba:
    """The server's port, its password for USER, and the folder that is drive C:."""

    port: int
    password: str
    drive: Path


def why_not() -> str:
    """Why no server can be started here; empty where one can."""
    if shutil.which("smbd") is None:
        return "Samba's smbd is not installed."
    return "" if os.geteuid() == 0 else "smbd needs root to switch users."


@contextmanager
def samba(folder: Path, *, drive: Path | None = None, newest: str = "SMB3") -> Iterator[Samba]:
    """A server until the block ends; `drive` is drive C:, `newest` the newest dialect that it speaks."""
    password = "Canary-Samba1"
    for name in ("private", "lock", "state", "cache", "ncalrpc"):
        (folder / name).mkdir(parents=True)
    drive = drive or folder / "drive"
    drive.mkdir(exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = folder / "smb.conf"
    config.write_text(_CONFIG.format(folder=folder, port=port, drive=drive, newest=newest))
    added = ["smbpasswd", "-c", str(config), "-s", "-a", USER]
    subprocess.run(added, input=f"{password}\n{password}\n", text=True, check=True, capture_output=True)
    process = subprocess.Popen(
        ["smbd", "--foreground", "--no-process-group", f"--configfile={config}"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # at its end it ends its whole group
    )
    try:
        for _ in range(100):
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield Samba(port, password, drive)
    finally:
        process.terminate()
        process.wait(10)
