"""One practice host's SSH server: password or public key, exec requests only, as a plain sshd would answer them."""

from __future__ import annotations

import contextlib
import hmac
import logging
import socket
import threading
from collections.abc import Callable
from typing import Any, ClassVar, Protocol

import paramiko
from paramiko.common import (
    AUTH_FAILED,
    AUTH_SUCCESSFUL,
    MSG_CHANNEL_REQUEST,
    OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED,
    OPEN_SUCCEEDED,
)

from lab.streams import CommandStreams

logging.getLogger("paramiko.transport").setLevel(logging.CRITICAL)  # it reports every client that hangs up


class Shell(Protocol):
    """What runs a host's commands."""

    def run(self, command: bytes, streams: CommandStreams) -> None:
        """Run one command to its end."""
        ...

    def close(self) -> None:
        """End everything that still runs."""
        ...


class PracticeServer:
    """Listens on 127.0.0.1 until it is closed."""

    def __init__(
        self, shell: Shell, host_key: paramiko.PKey, user: str, password: str, client_key: paramiko.PKey
    ) -> None:
        self._shell = shell
        self._host_key = host_key
        self._user, self._password, self._client_key = user, password, client_key
        self._transports: set[paramiko.Transport] = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True, name=f"practice sshd {self.port}")
        self._thread.start()

    def close(self) -> None:
        """Stop listening, drop all connections and end the host's processes."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for transport in list(self._transports):
            transport.close()
        self._shell.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return  # closed
            threading.Thread(target=self._serve, args=(connection,), daemon=True, name="practice sshd session").start()

    def _serve(self, connection: socket.socket) -> None:
        transport = _Transport(connection)
        transport.add_server_key(self._host_key)
        self._transports.add(transport)
        try:
            transport.start_server(server=_Login(self._shell, self._user, self._password, self._client_key))
            transport.join()
        except (OSError, EOFError, paramiko.SSHException):
            transport.close()  # the client went away while keys were agreed on
        finally:
            self._transports.discard(transport)


class _Login(paramiko.ServerInterface):
    """Who may sign in, and what they may ask for."""

    def __init__(self, shell: Shell, user: str, password: str, client_key: paramiko.PKey) -> None:
        self._shell = shell
        self._user, self._password, self._client_key = user, password, client_key

    def get_allowed_auths(self, username: str) -> str:
        return "password,publickey"

    def check_auth_password(self, username: str, password: str) -> int:
        right = username == self._user and hmac.compare_digest(password.encode(), self._password.encode())
        return AUTH_SUCCESSFUL if right else AUTH_FAILED

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        right = username == self._user and key == self._client_key
        return AUTH_SUCCESSFUL if right else AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return OPEN_SUCCEEDED if kind == "session" else OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED

    def check_channel_exec_request(self, channel: paramiko.Channel, command: bytes) -> bool:
        def serve() -> None:
            try:
                self._shell.run(command, CommandStreams(channel))
            finally:
                with contextlib.suppress(OSError, EOFError):  # the client is gone
                    channel.close()

        vars(channel)[_COMMAND] = serve
        return True


_COMMAND = "practice_command"


def _answer(channel: Any, message: Any) -> None:
    """Answer a channel's request, and only then start its command: a client takes an earlier end for a refusal."""
    paramiko.Channel._handle_request(channel, message)  # type: ignore[attr-defined]
    serve = vars(channel).pop(_COMMAND, None)
    if serve:
        threading.Thread(target=serve, daemon=True, name="practice command").start()


class _Transport(paramiko.Transport):
    """paramiko's own, but for `_answer`: it has no public way to act after a reply."""

    _channel_handler_table: ClassVar[dict[int, Callable[[Any, Any], object]]] = {
        **paramiko.Transport._channel_handler_table,  # type: ignore[attr-defined]
        MSG_CHANNEL_REQUEST: _answer,
    }
