"""Writing a file by SFTP: for hosts where bytes get lost on the way to programs, as through a wrapped login shell."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable

import paramiko

from host.errors import SessionLost
from linux.ssh_errors import plain


def put(client: paramiko.SSHClient, name: str, chunks: Iterable[bytes], deadline: float) -> str:
    """Write a file into a new folder of the user's alone in the home folder; its path.

    `name` is the host's, for messages. Raises SessionLost when there is no SFTP, and when it breaks or takes too long.
    """
    ends = time.monotonic() + deadline
    try:
        with client.open_sftp() as sftp:
            folder = f"{sftp.normalize('.').rstrip('/')}/.siteprep-{secrets.token_hex(8)}"
            sftp.mkdir(folder, 0o700)
            path = f"{folder}/package"
            with sftp.open(path, "wx") as file:
                file.chmod(0o600)
                file.set_pipelined(True)
                for chunk in chunks:
                    if time.monotonic() > ends:
                        raise TimeoutError("it took too long")
                    file.write(chunk)
            return path
    except (OSError, EOFError, paramiko.SSHException) as error:
        raise SessionLost(
            "sftp",
            f"The package could not be written to {name} by SFTP: {plain(error)}.",
            "Check that sshd on the host has its sftp subsystem, then run the same command again.",
        ) from error
