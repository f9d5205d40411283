"""A session over WinRM: one remote shell, in which each script is a PowerShell process of its own."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import ParseError

import requests
import xmltodict
from winrm.exceptions import WinRMError, WinRMOperationTimeoutError, WinRMTransportError, WSManFaultError
from winrm.protocol import Protocol

from host.errors import SessionLost
from host.secret import Secret
from host.session import OUTPUT_LIMIT, CommandResult
from host.target import Target
from windows.loader import Framing
from windows.pieces import pieces
from windows.winrm.endpoint import Endpoint, endpoint
from windows.winrm.failures import ACCESS_DENIED, unreachable
from windows.winrm.powershell import POWERSHELL, not_run
from windows.winrm.quotas import Quotas, parse_quotas
from windows.winrm.transport import CarefulTransport

UTF8 = 65001
IDLE = "PT900S"
"""After so long without a request the service ends the shell, with what a broken connection left in it."""
WAIT = 20
"""Seconds that the service may hold one request open; it answers with a time-out then, and is asked again."""
GRACE = 10
"""Seconds more until a request counts as lost."""
CLOSE_SECONDS = 3
"""Seconds for taking leave: a host that is gone must not hold up the run; the service ends idle shells itself."""
_GONE = 2150858843
"""Fault code: there is no such shell (any more)."""
_CONFIG = "http://schemas.microsoft.com/wbem/wsman/1/config"
_GET = "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get"
_ERRORS = (
    requests.RequestException,
    WinRMError,
    WinRMTransportError,
    WinRMOperationTimeoutError,
    OSError,
    ValueError,
    *(ParseError, AssertionError, AttributeError, IndexError, KeyError, StopIteration, TypeError, struct.error),
)
"""What pywinrm raises for a broken connection, and for an answer that is none of a WinRM service."""


@dataclass(frozen=True, slots=True)
class WinRmConnector:
    """Opens sessions; `connect_seconds` bounds the first answer."""

    connect_seconds: float = 15

    def connect(self, target: Target, *, password: Secret | None) -> WinRmSession:
        """Sign in and open a shell. Raises Unreachable."""
        session = WinRmSession(target.name, endpoint(target), password, self.connect_seconds)
        session.open()
        return session


class WinRmSession:
    """One host. What broke is opened anew by the next script, so that a job can be followed through a reboot."""

    own_clock = True

    def __init__(self, name: str, place: Endpoint, password: Secret | None, connect_seconds: float) -> None:
        self._name = name
        self._place = place
        self._password = password
        self._connect_seconds = connect_seconds
        self._protocol: Protocol | None = None
        self._shell = ""
        self.quotas = Quotas()

    def open(self) -> None:
        """Sign in, read the service's quotas and open the shell. Raises Unreachable."""
        try:
            protocol = self._protocol = self._new_protocol()
            self._bound(self._connect_seconds)
            self.quotas = self._read_quotas(protocol)
            self._shell = protocol.open_shell(codepage=UTF8, idle_timeout=IDLE)
        except _ERRORS as error:
            self._forget()
            raise unreachable(self._name, self._place, error) from error

    def run(self, script: str, *, stdin: Iterable[bytes] = (), deadline: float) -> CommandResult:
        """Run a PowerShell script; see host.session.Session. Raises Unreachable where no session can be had again, or
        where PowerShell does not run scripts."""
        framing = Framing.new(script)
        line = " ".join((POWERSHELL, *framing.arguments))
        result = self.run_line(line, stdin=framing.wrap(stdin), deadline=deadline)
        output = framing.unwrap(result.stdout)
        if output is None:
            if result.exit_code is None:
                return CommandResult(None, b"", result.stderr)
            raise not_run(self, self._name, result)
        return CommandResult(result.exit_code, output, result.stderr)

    def run_line(self, line: str, *, stdin: Iterable[bytes] = (), deadline: float) -> CommandResult:
        """Run a command line of cmd.exe; the exit code has 32 bits. Raises SessionLost and Unreachable."""
        ends = time.monotonic() + deadline
        command = self._start(line, ends)
        protocol, shell = self._open_protocol(), self._shell
        try:
            self._send(protocol, command, stdin, ends)
            return self._receive(protocol, command, ends)
        except _ERRORS as error:
            self._forget()
            raise SessionLost(
                "connection-lost",
                f"The connection with {self._name} broke while a script ran there: {_told(error)}.",
                "Run the same command again; it goes on where it stopped.",
            ) from error
        finally:
            if self._shell == shell and self._protocol is protocol:
                self._end(protocol, command)

    def close(self) -> None:
        """Close the shell, which ends what still runs in it; safe to call twice."""
        if self._protocol is not None and self._shell:
            with suppress(*_ERRORS):
                self._bound(CLOSE_SECONDS)
                self._protocol.close_shell(self._shell, close_session=False)
        self._forget()

    def _start(self, line: str, ends: float) -> str:
        """Start a command. One that was refused because its shell is gone never began, and is started in a new one."""
        for again in (True, False):
            protocol = self._open_protocol()
            self._bound(ends - time.monotonic())
            try:
                return protocol.run_command(self._shell, line, console_mode_stdin=False)
            except WSManFaultError as error:
                if error.wsman_fault_code != _GONE or not again:
                    self._forget()
                    raise unreachable(self._name, self._place, error) from error
                self._forget()
            except _ERRORS as error:
                self._forget()
                raise SessionLost(
                    "connection-lost",
                    f"The connection with {self._name} broke before a script began there: {_told(error)}.",
                    "Run the same command again; it goes on where it stopped.",
                ) from error
        raise AssertionError("A loop that always ends.")

    def _send(self, protocol: Protocol, command: str, stdin: Iterable[bytes], ends: float) -> None:
        """Hand over standard input in pieces as large as the service takes. The last one says that it is the last."""
        waiting: bytes | None = None
        for piece in pieces(stdin, self.quotas.piece):
            if waiting is not None:
                self._send_piece(protocol, command, waiting, ends, last=False)
            waiting = piece
        self._send_piece(protocol, command, waiting or b"", ends, last=True)

    def _send_piece(self, protocol: Protocol, command: str, piece: bytes, ends: float, *, last: bool) -> None:
        self._bound(ends - time.monotonic())
        protocol.send_command_input(self._shell, command, piece, end=last)

    def _receive(self, protocol: Protocol, command: str, ends: float) -> CommandResult:
        out, err = bytearray(), bytearray()
        while (left := ends - time.monotonic()) > 0:
            self._bound(left)
            try:
                stdout, stderr, code, done = protocol.get_command_output_raw(self._shell, command)
            except WinRMOperationTimeoutError:
                continue
            out += stdout
            err += stderr
            if max(len(out), len(err)) > OUTPUT_LIMIT:
                return CommandResult(None, bytes(out[:OUTPUT_LIMIT]), bytes(err[:OUTPUT_LIMIT]))
            if done:
                return CommandResult(code & 0xFFFFFFFF, bytes(out), bytes(err))
        raise SessionLost(
            "deadline",
            f"A script on {self._name} did not end in time.",
            "Look at the host's load and at hung disks, then run the same command again.",
        )

    def _end(self, protocol: Protocol, command: str) -> None:
        """Give the command's resources back; it is ended where it still runs."""
        try:
            self._bound(GRACE)
            protocol.cleanup_command(self._shell, command)
        except WSManFaultError:
            pass  # it has gone by itself
        except _ERRORS:
            self._forget()

    def _open_protocol(self) -> Protocol:
        if self._protocol is None or not self._shell:
            self.open()
        if self._protocol is None:
            raise AssertionError("An open session has a protocol.")
        return self._protocol

    def _forget(self) -> None:
        protocol, self._protocol, self._shell = self._protocol, None, ""
        if protocol is not None:
            with suppress(*_ERRORS):
                protocol.transport.close_session()

    def _bound(self, seconds: float) -> None:
        """Let no request take longer than that, as far as the service goes along."""
        if self._protocol is None:
            return
        wait = max(1, int(min(seconds, WAIT, self.quotas.timeout)))
        self._protocol.operation_timeout_sec = wait
        self._protocol.read_timeout_sec = self._protocol.transport.read_timeout_sec = wait + GRACE

    def _read_quotas(self, protocol: Protocol) -> Quotas:
        """The service's limits. An account that may not read them is no administrator; the shell is refused then,
        too.
        """
        request = {"env:Envelope": {**protocol.build_wsman_header(_GET, _CONFIG), "env:Body": {}}}
        try:
            return parse_quotas(protocol.send_message(xmltodict.unparse(request)))
        except WSManFaultError as fault:
            if fault.wsman_fault_code == ACCESS_DENIED:
                raise
            return Quotas()
        except ValueError:
            return Quotas()

    def _new_protocol(self) -> Protocol:
        place = self._place
        settings: dict[str, Any] = {
            "endpoint": place.url,
            "service": "HTTP",  # of Kerberos
            "username": place.user or None,
            "password": self._password.reveal() if self._password else "",
            "ca_trust_path": place.ca_file,
            "cert_pem": place.certificate,
            "cert_key_pem": place.key_file if place.certificate else None,
            "server_cert_validation": "ignore" if place.fingerprint else "validate",
            "message_encryption": "auto" if place.https else "always",
            "proxy": place.proxy,
            "read_timeout_sec": WAIT + GRACE,
        }
        protocol = Protocol(operation_timeout_sec=WAIT, **settings | {"transport": place.transport})
        protocol.transport = CarefulTransport(fingerprint=place.fingerprint, auth_method=place.transport, **settings)
        protocol.password = None  # the transport alone needs it
        return protocol


def _told(error: BaseException) -> str:
    text = " ".join(str(error).split())[:300].rstrip(".")
    return text or type(error).__name__
