"""The service's listener on 127.0.0.1: HTTP or HTTPS, one thread a connection, authenticated by connection."""

from __future__ import annotations

import base64
import binascii
import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from spnego.exceptions import SpnegoError

from lab.winrm.authentication import Accounts, Negotiation
from lab.winrm.envelope import NotAnEnvelope, Request, envelope
from lab.winrm.faults import Fault
from lab.winrm.service import Answer, Service
from lab.winrm.troubles import Trouble, Troubles

SOAP = "application/soap+xml;charset=UTF-8"
_LARGEST = 64 * 1024 * 1024


class WinRmServer:
    """Serves one host until it is closed. With `certificate` and `key` (PEM files) it speaks HTTPS."""

    def __init__(
        self, service: Service, accounts: Accounts, *, certificate: Path | None = None, key: Path | None = None
    ) -> None:
        self.service = service
        self._accounts = accounts
        self.troubles = Troubles()
        self.messages = 0
        self.received = 0
        self._connections: set[socket.socket] = set()
        handler = type("Handler", (_Handler,), {"host": self, "accounts": accounts})
        self._http = _Listener(("127.0.0.1", 0), handler)
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
            self._http.tls = context
        self.tls = certificate is not None
        self.port: int = self._http.server_address[1]
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def add_account(self, user: str, password: str) -> None:
        """Let one more account sign in."""
        known = self._accounts
        self._http.RequestHandlerClass.accounts = Accounts.write(  # type: ignore[attr-defined]
            known.machine, {**known.passwords, user: password}, known.file, known.keytab
        )

    def trouble(self, *troubles: Trouble) -> None:
        """Let these things go wrong, each the given number of times."""
        self.troubles.add(troubles)

    def drop(self) -> None:
        """Break every open connection."""
        for connection in list(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Stop listening and end the host."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
        self.drop()
        self.service.close()

    def opened(self, connection: socket.socket) -> None:
        self._connections.add(connection)

    def left(self, connection: socket.socket) -> None:
        self._connections.discard(connection)


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    tls: ssl.SSLContext | None = None

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        connection.settimeout(120)
        return connection, address

    def finish_request(self, request: Any, client_address: Any) -> None:
        if self.tls is not None:  # in the connection's own thread: a silent client must not hold up the others
            request = self.tls.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Microsoft-HTTPAPI/2.0", ""
    host: ClassVar[WinRmServer]
    accounts: ClassVar[Accounts]
    disable_nagle_algorithm = True
    wbufsize = -1

    def setup(self) -> None:
        super().setup()
        self._user: str | None = None
        self._negotiation: Negotiation | None = None
        self._scheme = ""
        self.host.opened(self.connection)

    def finish(self) -> None:
        self.host.left(self.connection)
        with contextlib.suppress(OSError):
            super().finish()

    def log_message(self, *_args: Any) -> None:
        """Nothing is logged."""

    def do_POST(self) -> None:
        """One request of the service's protocol."""
        length = int(self.headers.get("Content-Length") or 0)
        if self.path.rstrip("/").lower() != "/wsman" or not 0 <= length <= _LARGEST:
            self._reply(404, b"")
            return
        body = self.rfile.read(length)
        self.host.messages += 1
        self.host.received += len(self.requestline) + len(bytes(self.headers)) + length
        if self._user is None or self.headers.get("Authorization", "").split(" ")[0] in (
            "Negotiate",
            "NTLM",
            "Kerberos",
        ):
            if not self._sign_in():
                return
        elif self._scheme == "Basic" and not self._sign_in():
            return
        encrypted = self.headers.get("Content-Type", "").startswith("multipart/encrypted")
        if encrypted and self._negotiation is not None:
            try:
                body = self._negotiation.decrypt(body)
            except ValueError:
                self._reply(400, b"")
                return
        elif body and not self.host.tls and not self.host.service.settings.allow_unencrypted:
            self._reply(500, b"")  # as observed by clients: no envelope, no explanation
            return
        if body:
            self._serve(body, encrypted)
        else:
            self._reply(200, b"")

    def _sign_in(self) -> bool:
        """Whether the client is known now; otherwise the refusal, or the next step, was sent."""
        scheme, _, value = self.headers.get("Authorization", "").partition(" ")
        settings = self.host.service.settings
        if scheme == "Basic" and self._basic:
            self._user = self.accounts.check(value)
            self._scheme = scheme
        elif scheme in ("Negotiate", "NTLM", "Kerberos") and settings.negotiate:
            return self._negotiate(scheme, value)
        if self._user is None:
            self._refuse()
        return self._user is not None

    def _negotiate(self, scheme: str, value: str) -> bool:
        try:
            token = base64.b64decode(value, validate=True)
            if self._negotiation is None or self._negotiation.complete:
                self._negotiation = Negotiation(self.accounts)
            answer = self._negotiation.step(token)
        except (SpnegoError, binascii.Error, ValueError):
            self._negotiation = None
            self._refuse()
            return False
        told = f"{scheme} {base64.b64encode(answer).decode()}" if answer else ""
        if not self._negotiation.complete:
            self._reply(401, b"", {"WWW-Authenticate": told})
            return False
        self._user, self._scheme, self._told = "known", scheme, told
        return True

    @property
    def _basic(self) -> bool:
        settings = self.host.service.settings
        return settings.basic and (self.host.tls or settings.allow_unencrypted)

    def _refuse(self) -> None:
        offered = [*(["Negotiate", "Kerberos"] if self.host.service.settings.negotiate else [])]
        offered += ['Basic realm="WSMAN"'] if self._basic else []
        self._reply(401, b"", {"WWW-Authenticate": ", ".join(offered)})

    def _serve(self, body: bytes, encrypted: bool) -> None:
        service = self.host.service
        try:
            request = Request.read(body)
            trouble = self.host.troubles.next(request.verb, "before")
            if self._happens(trouble, request, encrypted):
                return
            answer = service.answer(body)
        except NotAnEnvelope:
            self._reply(400, b"")
            return
        if self._happens(self.host.troubles.next(request.verb, "after"), request, encrypted):
            return
        self._send(answer, encrypted)

    def _happens(self, trouble: Trouble | None, request: Request, encrypted: bool) -> bool:
        """Whether something goes wrong instead of the answer."""
        if trouble is None:
            return False
        if trouble.kind == "hang":
            time.sleep(trouble.seconds)
            return False
        if trouble.kind in ("drop", "reboot"):
            if trouble.kind == "reboot":
                self.host.service.drop_shells()
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            return True
        if trouble.kind == "status":
            self._reply(trouble.status, b"")
            return True
        fault = Fault(trouble.kind, shell="", limit=0)
        told = fault.body(request.host)
        self._send(Answer(500, envelope(fault.action, told, request.message_id, True)), encrypted)
        return True

    def _send(self, answer: Answer, encrypted: bool) -> None:
        if encrypted and self._negotiation is not None:
            kind, body = self._negotiation.encrypt(answer.text)
            self._reply(answer.status, body, {"Content-Type": kind})
        else:
            self._reply(answer.status, answer.text, {"Content-Type": SOAP})

    def _reply(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            if value:
                self.send_header(name, value)
        if told := self.__dict__.pop("_told", ""):
            self.send_header("WWW-Authenticate", told)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


__all__: Sequence[str] = ("WinRmServer",)
