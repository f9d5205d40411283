"""What a failed WinRM connection or request means, in plain words with what to do about it."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import requests
from winrm.exceptions import InvalidCredentialsError, WinRMError, WinRMTransportError, WSManFaultError

from host.errors import Unreachable
from windows.winrm.endpoint import Endpoint
from windows.winrm.transport import HostileAnswer

ENABLE = (
    "On the host, as administrator, run `Enable-PSRemoting -Force` in PowerShell (or `winrm quickconfig`); it "
    "starts the "
    "service WinRM and opens TCP 5985. For HTTPS give it a certificate with `winrm quickconfig -transport:https` "
    "and open "
    "TCP 5986 in the firewall. To use HTTP with encrypted messages write port: 5985 into the inventory."
)
FILTERED = (
    "Sign in with a domain account that is in the host's Administrators group or with its built-in "
    "Administrator. Any other "
    "local administrator gets a filtered token over the network, unless on the host `reg add "
    r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System /v LocalAccountTokenFilterPolicy /t "
    r"REG_DWORD /d 1 "
    "/f` was run."
)
ACCESS_DENIED, OUT_OF_SHELLS = 5, 2150859173
QUOTAS = {OUT_OF_SHELLS, 2150859174, 2150859176, 2150859189}
"""WSMan fault codes of exceeded quotas: shells, concurrent operations, users, processes (winerror.h, 0x803381A5
ff.)."""


def unreachable(name: str, endpoint: Endpoint, error: Exception) -> Unreachable:
    """The reason why no session could be opened."""
    where = f"{name} ({endpoint.where})"
    causes = list(_causes(error))
    for told in (_by_answer(where, endpoint, error), _by_network(where, endpoint, causes)):
        if told is not None:
            return told
    return Unreachable(
        "winrm",
        f"No WinRM session with {where} could be agreed on: {plain(error)}.",
        "Try `winrs -r:HOST hostname` from a Windows machine, and read the host's event log of Windows Remote "
        "Management.",
    )


def _by_answer(where: str, endpoint: Endpoint, error: Exception) -> Unreachable | None:
    """The server's own answer, where it gave one."""
    if isinstance(error, InvalidCredentialsError):
        return Unreachable(
            "authentication",
            f"{where} refused the credentials of user {endpoint.user or 'of the Kerberos ticket'}.",
            "Correct user and password of this host in the inventory: DOMAIN\\user or user@DOMAIN for a domain "
            "account. "
            "A locked or expired account is refused alike, and too many tries lock it.",
        )
    if "kerberos" in type(error).__name__.lower():
        return Unreachable(
            "kerberos",
            f"Kerberos did not let siteprep sign in to {where}: {plain(error)}.",
            "Get a ticket with `kinit USER@REALM`, name the host by the full name that it has in the domain, and "
            "compare "
            "the clocks.",
        )
    if isinstance(error, HostileAnswer):
        return Unreachable(
            "not-winrm",
            f"What answers at {where} does not speak as a WinRM service does: {plain(error)}.",
            "Check the address and the port.",
        )
    if isinstance(error, WSManFaultError):
        return by_fault(where, error)
    if isinstance(error, WinRMTransportError):
        if error.code == 404:
            message = f"{where} answered, but there is no WinRM service behind it (HTTP status 404)."
            return Unreachable("not-enabled", message, ENABLE)
        return Unreachable(
            "http",
            f"{where} answered with HTTP status {error.code} and no WinRM message.",
            "Check that nothing between here and the host changes HTTP traffic, and that the port is WinRM's.",
        )
    if isinstance(error, WinRMError) and "not installed" in str(error):
        extra = "credssp" if endpoint.transport == "credssp" else "kerberos"
        message = f"{where} is to be signed in to with {endpoint.transport}, for which siteprep lacks a library."
        return Unreachable("missing-extra", message, f"Install siteprep with the extra {extra}: siteprep[{extra}].")
    return None


def by_fault(where: str, fault: WSManFaultError) -> Unreachable:
    """A fault that the service answered with."""
    code = fault.wsman_fault_code
    if code == ACCESS_DENIED:
        message = f"{where} let the account sign in, but it is no administrator there: access is denied."
        return Unreachable("not-administrator", message, FILTERED)
    if code in QUOTAS:
        return Unreachable(
            "quota",
            f"{where} has a WinRM quota that is used up: {plain_text(fault.reason)}.",
            "Close other remote shells of this account (`winrm enumerate shell` lists them), wait until idle "
            "ones expire, or "
            'raise the quota, e.g. `winrm set winrm/config/winrs @{MaxShellsPerUser="50"}`.',
        )
    told = f"{plain_text(fault.reason)} (WS-Management fault {code})"
    message = f"{where} did not open a remote shell: {told}."
    return Unreachable("winrm-fault", message, "Read the host's event log of Windows Remote Management.")


def _by_network(where: str, endpoint: Endpoint, causes: list[BaseException]) -> Unreachable | None:
    """What happened below, in the network or in TLS."""
    told = " ".join(str(cause) for cause in causes).lower()
    if any(isinstance(cause, socket.gaierror) for cause in causes) or "failed to resolve" in told:
        return Unreachable(
            "unknown-host",
            f"The address of {where} cannot be resolved.",
            "Correct the address in the inventory, or make the name known to DNS or /etc/hosts.",
        )
    if "fingerprints did not match" in told:
        return Unreachable(
            "certificate-changed",
            f"The certificate of {where} is not the one whose SHA-256 the inventory names. Somebody may be "
            "listening in, or it "
            "was renewed.",
            "If it was renewed, write the new SHA-256 into the inventory; otherwise do not connect.",
        )
    if "certificate_verify_failed" in told or "certificate verify failed" in told or "doesn't match" in told:
        return Unreachable(
            "certificate",
            f"The certificate of {where} cannot be verified.",
            "Name the authority that signed it with winrm: {ca_file: FILE} in the inventory, or trust exactly "
            "this certificate "
            "with winrm: {certificate_sha256: HEX}; on the host `certutil -store my` shows it.",
        )
    if isinstance(next(iter(causes), None), requests.exceptions.SSLError):
        return Unreachable(
            "tls",
            f"No TLS connection with {where} could be agreed on.",
            "Check that the port is WinRM's HTTPS port (5986); for HTTP with encrypted messages write port: 5985.",
        )
    if any(isinstance(cause, requests.exceptions.Timeout | TimeoutError) for cause in causes):
        message = f"{where} did not answer in time."
        return Unreachable("timeout", message, "Check that the host is up and that no firewall drops WinRM. " + ENABLE)
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes) or "connection refused" in told:
        return Unreachable("connection-refused", f"{where} refuses connections.", ENABLE)
    if any(isinstance(cause, requests.exceptions.ConnectionError) for cause in causes):
        return Unreachable(
            "winrm",
            f"The connection with {where} broke.",
            "Check the network, and that the port is the right one: 5986 speaks HTTPS, 5985 HTTP.",
        )
    return None


def plain(error: BaseException) -> str:
    """An error's text on one line without its full stop."""
    return plain_text(str(error)) or type(error).__name__


def plain_text(text: str) -> str:
    return " ".join(text.split()).rstrip(".")[:500]


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and everything it came from."""
    seen: set[int] = set()
    todo = [error]
    while todo:
        each = todo.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        reason = getattr(each, "reason", None)  # urllib3's
        todo += [each.__cause__, each.__context__, reason if isinstance(reason, BaseException) else None]
        todo += [argument for argument in each.args if isinstance(argument, BaseException)]
