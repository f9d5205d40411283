"""The SSH session: one connection a host, kept from preflight to the last step."""

from __future__ import annotations

import getpass
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import paramiko

from host.errors import SessionLost, Unreachable, UsageError
from host.secret import Secret
from host.session import OUTPUT_LIMIT, CommandResult
from host.target import Target
from linux.bastions import Bastions
from linux.host_keys import HostKeyStore
from linux.loader import Framing
from linux.ssh_config import PORT, Endpoint, SshConfig
from linux.ssh_errors import plain, unreachable

# What goes wrong is raised and told once, in siteprep's words; paramiko would print it a second time.
logging.getLogger("paramiko").addHandler(logging.NullHandler())

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

    ``SshConnector(config, store).connect(target, password=None).run("uname -r", deadline=10).text`` is its kernel.
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

    def put(self, chunks: Iterable[bytes], *, deadline: float) -> str:
        """Write a file by SFTP as the user who signed in; see linux.sftp.put."""
        from linux.sftp import put

        return put(self.client, self.target.name, chunks, deadline)

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
            rest = chunk
            while rest:
                channel.settimeout(_left(ends))
                try:
                    sent = channel.send(rest if len(rest) <= SLICE else rest[:SLICE])
                except OSError:
                    if channel.closed or channel.eof_received:  # the script ended early; its answer says why
                        return
                    raise
                rest = rest[sent:] if sent < len(rest) else b""
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


class SshConnector:
    """Opens sessions by one SSH configuration and one file of host keys; jump hosts are connected to once."""

    def __init__(self, config: SshConfig, host_keys: HostKeyStore, timeouts: Timeouts | None = None) -> None:
        self._config = config
        self._host_keys = host_keys
        self._timeouts = timeouts or Timeouts()
        self._bastions = Bastions(config, self._sign_in, self._timeouts.connect)

    def connect(self, target: Target, *, password: Secret | None, passphrase: Secret | None = None) -> SshSession:
        """Open a session; raises Unreachable with the reason in plain words.

        What the target says wins over the configuration. `passphrase` is that of the target's key file.
        """
        key = _load_key(target.key_file, passphrase) if target.key_file else None
        try:
            endpoint = self._config.endpoint(target.address, target.port, target.user)
            sock = self._bastions.socket(endpoint, target.name)
        except UsageError as error:
            raise Unreachable("ssh-config", error.message, error.remedy) from error
        endpoint = replace(endpoint, user=endpoint.user or getpass.getuser())
        client = self._sign_in(endpoint, sock, target.name, password, key)
        return SshSession(client, replace(target, user=endpoint.user), password, self._timeouts)

    def close(self) -> None:
        """Close what the sessions shared."""
        self._bastions.close()

    def _sign_in(
        self, endpoint: Endpoint, sock: Any, name: str, password: Secret | None = None, key: paramiko.PKey | None = None
    ) -> paramiko.SSHClient:
        explicit = key is not None or password is not None
        client = paramiko.SSHClient()
        called = endpoint.address if endpoint.port == PORT else f"[{endpoint.address}]:{endpoint.port}"
        self._host_keys.teach(client, called, endpoint.known_as)
        keys: Any = list(endpoint.key_files) or None  # a list will do, whatever the type hint says
        try:
            client.connect(
                endpoint.address,
                port=endpoint.port,
                username=endpoint.user or getpass.getuser(),
                password=password.reveal() if password else None,
                pkey=key,
                key_filename=keys if not explicit else None,
                timeout=self._timeouts.connect,
                banner_timeout=self._timeouts.banner,
                auth_timeout=self._timeouts.authentication,
                channel_timeout=self._timeouts.channel,
                allow_agent=not explicit,
                look_for_keys=not explicit,
                sock=sock,
                transport_factory=_transport,
            )
        except Unreachable:
            client.close()
            raise
        except (OSError, EOFError, paramiko.SSHException) as error:
            client.close()
            raise unreachable(name, endpoint, error) from error
        return client


def _transport(sock: Any, /, **options: Any) -> paramiko.Transport:
    transport = paramiko.Transport(sock, **options)
    security = transport.get_security_options()
    security.ciphers = (_FAST_CIPHER, *(name for name in security.ciphers if name != _FAST_CIPHER))
    return transport


@lru_cache(maxsize=64)
def _load_key(path: str, passphrase: Secret | None) -> paramiko.PKey:
    """A private key, read once for all hosts that share it."""
    password: Any = passphrase.reveal().encode() if passphrase else None  # bytes, whatever the type hint says
    try:
        return paramiko.PKey.from_path(Path(path), password)
    except (OSError, ValueError, TypeError, paramiko.SSHException) as error:
        wrong = passphrase is not None and isinstance(error, ValueError)
        raise Unreachable(
            "key-file",
            f"The private key {path} cannot be used: "
            f"{'the passphrase is wrong, or it is no private key' if wrong else plain(error)}.",
            "Name a readable private key as key_file, with key_passphrase where it has one, or load it into ssh-agent.",
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
