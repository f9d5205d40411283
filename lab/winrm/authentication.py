"""Signing in to the service: Basic, NTLM and Kerberos (by way of pyspnego), and the messages encrypted with them."""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import struct
import threading
from dataclasses import dataclass
from pathlib import Path

import spnego
from spnego.exceptions import SpnegoError

BOUNDARY = b"--Encrypted Boundary"
PROTOCOL = "application/HTTP-SPNEGO-session-encrypted"
_NTLM_FILE = threading.Lock()


@dataclass(frozen=True, slots=True)
class Accounts:
    """One host's accounts: passwords by user name, and the file in which pyspnego looks them up.

    With a `keytab` the host takes Kerberos tickets, too.
    """

    machine: str
    passwords: dict[str, str]
    file: Path
    keytab: Path | None = None

    @classmethod
    def write(cls, machine: str, passwords: dict[str, str], file: Path, keytab: Path | None = None) -> Accounts:
        """The accounts, with their file made for the owner alone."""
        lines = [
            f"{domain}:{user}:{password}\n" for user, password in passwords.items() for domain in ("", machine, ".")
        ]
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as written:
            written.writelines(lines)
        return cls(machine, passwords, file, keytab)

    def check(self, header: str) -> str | None:
        """The user of a Basic authorization; None where it is refused."""
        try:
            user, colon, password = base64.b64decode(header, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        short = user.rpartition("\\")[2]
        known = self.passwords.get(short)
        if not colon or known is None or not hmac.compare_digest(known, password):
            return None
        return short


class Negotiation:
    """One connection's security context: steps until complete, then wraps and unwraps messages."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._context: spnego.ContextProxy | None = None

    @property
    def complete(self) -> bool:
        return self._context is not None and self._context.complete

    def step(self, token: bytes) -> bytes | None:
        """The next token to send, None when none is. Raises SpnegoError for refused credentials."""
        with _NTLM_FILE:  # pyspnego knows the accounts by an environment variable alone
            os.environ["NTLM_USER_FILE"] = str(self._accounts.file)
            if self._accounts.keytab:
                os.environ["KRB5_KTNAME"] = str(self._accounts.keytab)
            if self._context is None:
                protocol = "ntlm" if token.startswith(b"NTLMSSP\0") else "negotiate"
                self._context = spnego.server(protocol=protocol, service="http")
            return self._context.step(token)

    def decrypt(self, body: bytes) -> bytes:
        """The message in a multipart/encrypted body. Raises ValueError for one that cannot be read."""
        if self._context is None:
            raise ValueError("There is no security context.")
        message = b""
        parts = body.split(BOUNDARY)
        for head, payload in zip(parts[1::2], parts[2::2], strict=False):
            _, found, data = payload.partition(b"Content-Type: application/octet-stream\r\n")
            if not found or b"Length=" not in head or len(data) < 4:
                raise ValueError("This is no encrypted message.")
            length = struct.unpack("<i", data[:4])[0]
            if not 0 < length < len(data):
                raise ValueError("The signature's length is wrong.")
            try:
                clear = self._context.unwrap_winrm(data[4 : 4 + length], data[4 + length :])
            except SpnegoError as error:
                raise ValueError("The message was altered.") from error
            if len(clear) != int(head.split(b"Length=")[1].split()[0]):
                raise ValueError("The message is shorter than it says.")
            message += clear
        return message

    def encrypt(self, message: bytes) -> tuple[str, bytes]:
        """The content type and body that carry a message."""
        if self._context is None:
            raise ValueError("There is no security context.")
        wrapped = self._context.wrap_winrm(message)
        length = len(message) + wrapped.padding_length
        body = (
            BOUNDARY + f"\r\n\tContent-Type: {PROTOCOL}\r\n".encode()
            + f"\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length={length}\r\n".encode()
            + BOUNDARY + b"\r\n\tContent-Type: application/octet-stream\r\n"
            + struct.pack("<i", len(wrapped.header)) + wrapped.header + wrapped.data
            + BOUNDARY + b"--\r\n"
        )  # fmt: skip
        return f'multipart/encrypted;protocol="{PROTOCOL}";boundary="Encrypted Boundary"', body
