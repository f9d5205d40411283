"""Packages over HTTPS to hosts that fetch them: a certificate made for this run, and a token a host, file and hour."""

from __future__ import annotations

import datetime
import hmac
import ipaddress
import re
import secrets
import socket
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from access.pull_offer import Offer
from host.errors import UsageError
from host.secret import Secret

TOKEN_SECONDS = 3600
_IDLE_SECONDS = 60
_PIECE = 1 << 18
_RANGE = re.compile(r"bytes=([0-9]{1,15})-")
_BEARER = "Bearer "


@dataclass(slots=True)
class _Grant:
    path: Path
    ends: float


class PullServer:
    """Serves granted files until it is closed. `address` is how hosts reach this machine, `port` 0 is any free one."""

    def __init__(self, address: str, port: int, take: Callable[[int], None] = lambda count: None) -> None:
        self._grants: dict[str, _Grant] = {}
        self._lock = threading.Lock()
        key, self.certificate = _certificate(address)
        try:
            self._server = _server(address, port, self._grant_of, take)
        except OSError as error:
            raise UsageError(
                f"siteprep cannot listen on {address} port {port}: {error.strerror}.",
                "Give an address of this machine that the hosts reach, and a free port, with --pull-address.",
            ) from error
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        with tempfile.TemporaryDirectory(prefix="siteprep-") as folder:  # 0700; the library reads keys from files only
            file = Path(folder, "key.pem")
            file.touch(mode=0o600)
            file.write_text(key + self.certificate, encoding="ascii")
            context.load_cert_chain(file)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        shown = f"[{address}]" if ":" in address else address
        self._url = f"https://{shown}:{self._server.server_address[1]}/package"

    def offer(self, path: Path) -> Offer:
        """Grant one fetch of a file, within an hour."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            now = time.monotonic()
            self._grants = {key: grant for key, grant in self._grants.items() if grant.ends > now}
            self._grants[token] = _Grant(path, now + TOKEN_SECONDS)
        return Offer(self._url, self.certificate, Secret(token))

    def close(self) -> None:
        """End it; fetches under way are cut."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @contextmanager
    def _grant_of(self, given: str) -> Iterator[Path | None]:
        """The file behind a token, which is used up unless the block raises: who was cut off may come again."""
        with self._lock:
            known = next((each for each in self._grants if hmac.compare_digest(each.encode(), given.encode())), None)
            grant = self._grants.pop(known) if known else None
        if grant is None or grant.ends < time.monotonic():
            yield None
            return
        try:
            yield grant.path
        except OSError:
            with self._lock:
                self._grants[given] = grant
            raise


def _server(
    address: str, port: int, grant_of: Callable[[str], Any], take: Callable[[int], None]
) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"  # one request a connection
        timeout = _IDLE_SECONDS
        server_version = "siteprep"
        sys_version = ""

        def do_GET(self) -> None:
            given = self.headers.get("Authorization", "")
            try:
                with grant_of(given.removeprefix(_BEARER)) as path:
                    if path is None or self.path != "/package" or not given.startswith(_BEARER):
                        self.send_error(HTTPStatus.FORBIDDEN)
                    else:
                        self._send(path)
            except OSError:  # the host hung up
                self.close_connection = True

        def _send(self, path: Path) -> None:
            size = path.stat().st_size
            wanted = _RANGE.fullmatch(self.headers.get("Range", ""))
            start = int(wanted[1]) if wanted and int(wanted[1]) < size else 0
            self.send_response(HTTPStatus.PARTIAL_CONTENT if start else HTTPStatus.OK)
            self.send_header("Content-Type", "application/octet-stream")
            self.send_header("Content-Length", str(size - start))
            if start:
                self.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
            self.end_headers()
            with path.open("rb") as file:
                file.seek(start)
                while piece := file.read(_PIECE):
                    take(len(piece))
                    self.wfile.write(piece)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base class's name
            """Say nothing: what hosts do is told by their steps."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        address_family = socket.AF_INET6 if ":" in address else socket.AF_INET

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Say nothing of clients that speak no TLS."""

    return Server((address, port), Handler)


def _certificate(address: str) -> tuple[str, str]:
    """A key and its certificate for one address, in PEM. A day to both sides covers clocks that are off."""
    key = ec.generate_private_key(ec.SECP256R1())
    try:
        name: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(address))
    except ValueError:
        name = x509.DNSName(address)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "siteprep")])
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + 2 * day)
        .add_extension(x509.SubjectAlternativeName([name]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")
    return private, certificate.public_bytes(Encoding.PEM).decode("ascii")
