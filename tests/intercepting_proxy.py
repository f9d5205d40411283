"""A proxy that opens TLS connections, as companies' firewalls do: it shows a certificate of its own for every name."""

from __future__ import annotations

import datetime
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ISSUER = "Corp Interception CA"
_ANSWER = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True)
class InterceptingProxy:
    """Where it listens, and the certificate that has to be trusted for it not to be noticed."""

    port: int
    certificate: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def intercepting_proxy(folder: Path, address: str = "127.0.0.1") -> Iterator[InterceptingProxy]:
    """Answers every request itself; nothing leaves this machine."""
    key = ec.generate_private_key(ec.SECP256R1())
    authority = _certificate(ISSUER, key, ISSUER, key, authority=True)
    path = folder / "authority.pem"
    path.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    with socket.create_server((address, 0)) as server:
        stopping = threading.Event()

        def accept() -> None:
            while not stopping.is_set():
                with suppress(OSError):
                    caller = server.accept()[0]
                    threading.Thread(target=_serve, args=(caller, key, folder), daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield InterceptingProxy(server.getsockname()[1], path)
        stopping.set()
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def _serve(caller: socket.socket, key: ec.EllipticCurvePrivateKey, folder: Path) -> None:
    with suppress(OSError), caller:
        caller.settimeout(20)
        head = _head(caller)
        if not head.startswith(b"CONNECT "):
            caller.sendall(_ANSWER)
            return
        name = head.split()[1].decode().rpartition(":")[0]
        caller.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(_chain(name, key, folder))
        with context.wrap_socket(caller, server_side=True) as secured:
            _head(secured)
            secured.sendall(_ANSWER)


def _head(caller: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head and (data := caller.recv(4096)):
        head += data
    return head


def _chain(name: str, key: ec.EllipticCurvePrivateKey, folder: Path) -> Path:
    path = folder / f"{name}-{threading.get_ident()}.pem"
    leaf = ec.generate_private_key(ec.SECP256R1())
    private = leaf.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = _certificate(name, leaf, ISSUER, key, authority=False).public_bytes(serialization.Encoding.PEM)
    path.write_bytes(private + public)
    return path


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    signer: ec.EllipticCurvePrivateKey,
    *,
    authority: bool,
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name.replace(" ", "-"))]), critical=False)
        .sign(signer, hashes.SHA256())
    )
