"""The SSH session: one connection a host, kept from preflight to the last step."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import paramiko

from host.errors import SessionLost, Unreachable
from host.secret import Secret
from host.session import OUTPUT_LIMIT, CommandResult
from host.target import Target
from linux.host_keys import HostKeyStore
from linux.loader import Framing
from linux.ssh_errors import plain, unreachable

# What goes wrong is raised and told once, in siteprep's words; paramiko would print it a second time.
logging.getLogger("paramiko").addHandler(logging.NullHandler())

PORT = 22
SLICE = 32_704
"""Bytes a write: what fits one SSH packet together with its headers."""
_FAST_CIPHER = "aes128-gcm@openssh.com"  # measured: half the CPU of paramiko's first choice


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait for the TCP connection, the SSH banner, authentication and a new channel."""

    connect: float = 15
    banner: float = 30
    authentication: float = 30
    channel: float = 30


@dataclass
class SshSession:
    """A connected Linux host.

    >>> session = connect(target, password=None, host_keys=store)   # doctest: +SKIP
    >>> session.run("uname -r", deadline=10).text                   # doctest: +SKIP
    '6.1.0-32-amd64\\n'
    """

    client: paramiko.SSHClient
    target: Target
    password: Secret | None = None
    timeouts: Timeouts = field(default_factory=Timeouts)
    own_clock: bool = True

    def run(self, script: str, *, stdin: Iterable[bytes] = (), deadline: float) -> CommandResult:
        """Run a sh script as root (or as the user, where the target has no sudo); see host.session.Session."""
        ends = time.monotonic() + deadline
        framing = Framing.new(sudo=self.target.sudo)
        password = self.password if self.target.sudo else None
        try:
            with self._channel(framing.command, deadline) as channel:
                self._send(channel, framing.wrap(script, stdin, password), ends)
                stdout, cut = _receive(channel.recv, channel, ends, OUTPUT_LIMIT)
                stderr, cut_too = (b"", False) if cut else _receive(channel.recv_stderr, channel, ends, OUTPUT_LIMIT)
                code = -1 if cut or cut_too else _exit_status(channel, ends)
        except TimeoutError as error:
            raise SessionLost(
                "deadline",
                f"{self.target.name} did not finish within {deadline:.0f} seconds.",
                "Look at the load of the host and of the network, then run the same command again.",
            ) from error
        except (OSError, EOFError, paramiko.SSHException) as error:
            raise SessionLost(
                "connection-lost",
                f"The connection to {self.target.name} broke: {plain(error)}.",
                "Run the same command again; it goes on where it stopped.",
            ) from error
        output = framing.unwrap(stdout)
        if output is None:
            raise self._not_started(stderr.decode("utf-8", "replace"))
        return CommandResult(code if code >= 0 else None, output, stderr)

    def close(self) -> None:
        self.client.close()

    def _channel(self, command: str, deadline: float) -> paramiko.Channel:
        transport = self.client.get_transport()
        if transport is None:
            raise paramiko.SSHException("the connection is closed")
        channel = transport.open_session(timeout=min(self.timeouts.channel, deadline))
        channel.settimeout(deadline)
        channel.exec_command(command)
        return channel

    def _send(self, channel: paramiko.Channel, chunks: Iterable[bytes], ends: float) -> None:
        for chunk in chunks:
            view = memoryview(chunk)
            while view:
                channel.settimeout(_left(ends))
                try:
                    sent = channel.send(bytes(view[:SLICE]))
                except OSError:
                    if channel.closed or channel.eof_received:  # the script ended early; its answer says why
                        return
                    raise
                view = view[sent:]
        channel.shutdown_write()

    def _not_started(self, stderr: str) -> Unreachable:
        name = self.target.name
        said = " ".join(stderr.split())[:300] or "nothing"
        if self.target.sudo:
            return Unreachable(
                "sudo-refused",
                f"{name} let {self.target.user} sign in, but sudo did not start a shell as root; it said: {said}.",
                "Check that the account may run sudo, and that the password reference holds its sudo password.",
            )
        return Unreachable(
            "no-shell",
            f"{name} did not start a POSIX shell for the command; it said: {said}.",
            "Check the account's login shell and any forced command in its authorized_keys.",
        )


def connect(
    target: Target,
    *,
    password: Secret | None,
    host_keys: HostKeyStore,
    timeouts: Timeouts | None = None,
) -> SshSession:
    """Open a session; raises Unreachable with the reason in plain words."""
    timeouts = timeouts or Timeouts()
    port = target.port or PORT
    explicit = target.key_file is not None or password is not None
    client = paramiko.SSHClient()
    host_keys.teach(client, target.address if port == PORT else f"[{target.address}]:{port}")
    try:
        client.connect(
            target.address,
            port=port,
            username=target.user,
            password=password.reveal() if password else None,
            pkey=_load_key(target.key_file) if target.key_file else None,
            timeout=timeouts.connect,
            banner_timeout=timeouts.banner,
            auth_timeout=timeouts.authentication,
            channel_timeout=timeouts.channel,
            allow_agent=not explicit,
            look_for_keys=not explicit,
            transport_factory=_transport,
        )
    except Unreachable:
        client.close()
        raise
    except (OSError, EOFError, paramiko.SSHException) as error:
        client.close()
        raise unreachable(target, port, error) from error
    return SshSession(client, target, password, timeouts)


def _transport(sock: Any, /, **options: Any) -> paramiko.Transport:
    transport = paramiko.Transport(sock, **options)
    security = transport.get_security_options()
    security.ciphers = (_FAST_CIPHER, *(name for name in security.ciphers if name != _FAST_CIPHER))
    return transport


@lru_cache(maxsize=64)
def _load_key(path: str) -> paramiko.PKey:
    """A private key, read once for all hosts that share it."""
    try:
        return paramiko.PKey.from_path(Path(path))
    except (OSError, ValueError, TypeError, paramiko.SSHException) as error:
        raise Unreachable(
            "key-file",
            f"The private key {path} cannot be used: {plain(error)}.",
            "Name a readable private key without a passphrase as key_file, or load it into ssh-agent.",
        ) from error


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _receive(read: Callable[[int], bytes], channel: paramiko.Channel, ends: float, limit: int) -> tuple[bytes, bool]:
    """Everything until the end of a stream, cut at `limit` bytes."""
    parts = bytearray()
    while True:
        channel.settimeout(_left(ends))
        data = read(65_536)
        if not data:
            return bytes(parts), False
        parts += data
        if len(parts) > limit:
            return bytes(parts[:limit]), True


def _exit_status(channel: paramiko.Channel, ends: float) -> int:
    if not channel.status_event.wait(_left(ends)):
        raise TimeoutError
    return channel.recv_exit_status()
