"""Ways through other hosts: one connection to each jump host, shared by all the hosts behind it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import paramiko

from host.errors import Unreachable
from linux.ssh_config import Endpoint, SshConfig, split_jump

Connect = Callable[[Endpoint, Any, str], paramiko.SSHClient]
"""Sign in at an endpoint over a socket (None: make one); the text names the host in messages."""

_JUMPS_MAX = 8


class Bastions:
    """Open connections to jump hosts, by the whole way to each."""

    def __init__(self, config: SshConfig, connect: Connect, timeout: float) -> None:
        self._config = config
        self._connect = connect
        self._timeout = timeout
        self._lock = threading.Lock()
        self._open: dict[tuple[str, ...], tuple[threading.Lock, list[paramiko.SSHClient]]] = {}

    def socket(self, endpoint: Endpoint, name: str) -> Any:
        """What to speak SSH over with an endpoint: None for an own connection. Raises Unreachable.

        A jump host that the configuration says lies behind others itself is reached through those.
        """
        if endpoint.command:
            return _by_command(endpoint.command, name)
        if not endpoint.jumps:
            return None
        return self._channel(self._whole(endpoint.jumps, name), endpoint, name)

    def close(self) -> None:
        """Close the connections to all jump hosts."""
        with self._lock:
            for _, clients in self._open.values():
                for client in clients:
                    client.close()
            self._open.clear()

    def _whole(self, jumps: tuple[str, ...], name: str) -> tuple[str, ...]:
        """The jump hosts with those that the first one itself lies behind, and so on."""
        way = jumps
        while before := self._config.endpoint(*split_jump(way[0])).jumps:
            way = (*before, *way)
            if len(way) > _JUMPS_MAX:
                raise Unreachable(
                    "bastion",
                    f"The way to {name} goes through more than {_JUMPS_MAX} jump hosts: {', '.join(way)}.",
                    "Correct ProxyJump in the SSH configuration; a jump host may lead back to itself there.",
                )
        return way

    def _channel(self, way: tuple[str, ...], endpoint: Endpoint, name: str) -> paramiko.Channel:
        transport = self._client(way, name).get_transport()
        try:
            if transport is None:
                raise paramiko.SSHException("the connection is closed")
            where = (endpoint.address, endpoint.port)
            return transport.open_channel("direct-tcpip", where, ("127.0.0.1", 0), timeout=self._timeout)
        except (OSError, EOFError, paramiko.SSHException) as error:
            raise Unreachable(
                "bastion",
                f"The jump host {way[-1]} does not connect to {name} ({endpoint.address} port {endpoint.port}): "
                f"{' '.join(str(error).split()) or type(error).__name__}.",
                "Check that the jump host allows TCP forwarding and that it reaches the host.",
            ) from error

    def _client(self, way: tuple[str, ...], name: str) -> paramiko.SSHClient:
        with self._lock:
            lock, clients = self._open.setdefault(way, (threading.Lock(), []))
        with lock:
            if clients:
                transport = clients[0].get_transport()
                if transport is not None and transport.is_active():
                    return clients[0]
                clients.pop().close()
            *before, last = way
            endpoint = self._config.endpoint(*split_jump(last))
            socket: Any = None
            if before:
                socket = self._channel(tuple(before), endpoint, f"the jump host {last}")
            elif endpoint.command:
                socket = _by_command(endpoint.command, f"the jump host {last}")
            clients.append(self._connect(endpoint, socket, f"the jump host {last} on the way to {name}"))
            return clients[0]


def _by_command(command: str, name: str) -> paramiko.ProxyCommand:
    try:
        return paramiko.ProxyCommand(command)
    except (OSError, ValueError) as error:
        raise Unreachable(
            "proxy-command",
            f"The ProxyCommand for {name} cannot be started: {getattr(error, 'strerror', None) or error}.",
            "Correct it in the SSH configuration, or install the program that it names.",
        ) from error
