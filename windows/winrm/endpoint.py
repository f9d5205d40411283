"""Where and how a Windows host is reached, from what the inventory says of it, pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from host.errors import Unreachable
from host.target import Target, WinRm

HTTP_PORT, HTTPS_PORT = 5985, 5986
ENCRYPTING = ("ntlm", "kerberos", "credssp")
"""The ways to sign in that can encrypt messages, so that plain HTTP may carry them."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One host's WinRM service. `fingerprint` is the SHA-256 of the certificate that alone is trusted, if given."""

    host: str
    port: int
    https: bool
    transport: str
    user: str
    ca_file: str | None = None
    fingerprint: str | None = None
    certificate: str | None = None
    key_file: str | None = None
    proxy: str | None = None

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.https else 'http'}://{host}:{self.port}/wsman"

    @property
    def where(self) -> str:
        """The service in a sentence."""
        return f"{self.host} port {self.port}"


def endpoint(target: Target) -> Endpoint:
    """The service of a target. Raises Unreachable for settings that do not fit together.

    HTTPS on port 5986 is the default; port 5985, or ``scheme: http``, means HTTP.
    """
    given = target.winrm or WinRm()
    https = given.scheme != "http" if given.scheme else target.port != HTTP_PORT
    transport = given.transport or ("certificate" if given.certificate else "ntlm")
    if not https and transport not in ENCRYPTING:
        raise _settings(
            target,
            f"signs in with {transport}, which over plain HTTP would send everything unencrypted",
            "Use HTTPS (port: 5986), or one of the transports ntlm, kerberos and credssp.",
        )
    if transport == "certificate" and not (given.certificate and target.key_file):
        raise _settings(
            target,
            "signs in with a client certificate, and the certificate or its key is not named",
            "Name both in the inventory: winrm: {certificate: FILE} and key_file: FILE, in PEM.",
        )
    if transport not in ("certificate", "kerberos") and not target.user:
        raise _settings(target, "has no user", "Write the account into the inventory as user: NAME or DOMAIN\\NAME.")
    return Endpoint(
        target.address,
        target.port or (HTTPS_PORT if https else HTTP_PORT),
        https,
        transport,
        target.user or "",
        given.ca_file,
        _fingerprint(target, given.certificate_sha256),
        given.certificate,
        target.key_file,
        given.proxy,
    )


def _fingerprint(target: Target, text: str | None) -> str | None:
    if text is None:
        return None
    plain = re.sub(r"[\s:]", "", text).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", plain):
        raise _settings(
            target,
            "has a certificate_sha256 that is no SHA-256",
            "Give the certificate's SHA-256 as 64 hexadecimal digits; `openssl x509 -noout -fingerprint -sha256` "
            "prints it.",
        )
    return plain


def _settings(target: Target, what: str, remedy: str) -> Unreachable:
    return Unreachable("settings", f"{target.name} {what}.", remedy)
