"""What a failed SSH connection means, in plain words."""

from __future__ import annotations

import socket

import paramiko

from host.errors import Unreachable
from linux.ssh_config import Endpoint


def unreachable(name: str, endpoint: Endpoint, error: Exception) -> Unreachable:
    """The reason why no session could be opened, with what to do about it."""
    where = f"{name} ({endpoint.address} port {endpoint.port})"
    if isinstance(error, paramiko.BadHostKeyException):
        return Unreachable(
            "host-key-changed",
            f"The host key of {where} is not the known one: expected {error.expected_key.fingerprint}, "
            f"got {error.key.fingerprint}. Somebody may be listening in, or the host was reinstalled.",
            "If the host was reinstalled, remove its old line from the known-hosts file; otherwise do not connect.",
        )
    if isinstance(error, paramiko.AuthenticationException):
        return Unreachable(
            "authentication",
            f"{where} refused the credentials of user {endpoint.user}.",
            "Correct user, password or key_file of this host in the inventory, or load its key into ssh-agent.",
        )
    if isinstance(error, socket.gaierror):
        return Unreachable(
            "unknown-host",
            f"The address of {where} cannot be resolved.",
            "Correct the address in the inventory, or make the name known to DNS or /etc/hosts.",
        )
    if isinstance(error, TimeoutError):
        return Unreachable(
            "timeout",
            f"{where} did not answer in time.",
            "Check that the host is up and that no firewall drops SSH between here and there.",
        )
    if isinstance(error, OSError):
        return Unreachable(
            "connection-refused",
            f"{where} cannot be connected to: {plain(error)}.",
            "Check that the SSH server runs, that the port is right and that no firewall is in between.",
        )
    return Unreachable(
        "ssh",
        f"No SSH session with {where} could be agreed on: {plain(error)}.",
        "Check with `ssh -v` from this machine what the server offers.",
    )


def plain(error: BaseException) -> str:
    """An error's text on one line, without its closing full stop; the class name when it has none."""
    if isinstance(error, paramiko.ssh_exception.NoValidConnectionsError):
        causes = {str(getattr(cause, "strerror", None) or cause) for cause in error.errors.values()}
        return ", ".join(sorted(causes))
    text = getattr(error, "strerror", None) or str(error)
    return " ".join(text.split()).rstrip(".") or type(error).__name__
