"""Connections from and to this machine, to prove that a way is open: no program but siteprep is needed."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable
from contextlib import ExitStack, suppress

from preflight.network import FAILED, OK, SKIPPED, Probe, Stage

SECONDS = 10.0
"""How long a connection may take."""
_NOT_ASKED = Stage(SKIPPED, "Not asked for.")
_ASK = Stage("unknown", "An earlier layer did not answer.")


def reach(host: str, port: int, seconds: float = SECONDS) -> Probe:
    """Try to connect; the connection is closed at once."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        return _probe(host, port, Stage(FAILED, f"{error.strerror or error}."), _ASK)
    dns = Stage(OK, str(found[0][4][0]))
    try:
        socket.create_connection((host, port), seconds).close()
    except TimeoutError:
        return _probe(host, port, dns, Stage(FAILED, "No answer in time."))
    except OSError as error:
        return _probe(host, port, dns, Stage(FAILED, f"{error.strerror or error}."))
    return _probe(host, port, dns, Stage(OK, ""))


def _probe(host: str, port: int, dns: Stage, tcp: Stage) -> Probe:
    return Probe(host, port, "tcp", "", dns, tcp, _NOT_ASKED, _NOT_ASKED, "", 0)


class Listeners:
    """Listeners on ports of this machine, open until the block ends.

    `served` are the ports that something listened on already, `failed` those that could not be listened on.
    """

    def __init__(self, ports: Iterable[int]) -> None:
        self.started: set[int] = set()
        self.served: set[int] = set()
        self.failed: dict[int, str] = {}
        self._open = ExitStack()
        for port in ports:
            self._listen(port)

    def __enter__(self) -> Listeners:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def _listen(self, port: int) -> None:
        try:
            server = _server(port)
        except OSError as error:
            if reach("localhost", port, 2.0).reachable:
                self.served.add(port)
            else:
                self.failed[port] = f"{error.strerror or error}."
            return
        self.started.add(port)
        self._open.callback(server.close)
        # A blocked accept does not end when its socket is closed by another thread; a shut one does.
        self._open.callback(_shut, server)
        threading.Thread(target=_accept, args=(server,), daemon=True).start()


def _server(port: int) -> socket.socket:
    if socket.has_dualstack_ipv6():
        with suppress(OSError):
            return socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True)
    return socket.create_server(("", port))


def _shut(server: socket.socket) -> None:
    with suppress(OSError):
        server.shutdown(socket.SHUT_RDWR)


def _accept(server: socket.socket) -> None:
    with suppress(OSError):
        while True:
            server.accept()[0].close()
