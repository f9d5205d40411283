"""Opening a session to a target, by its platform."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from access.share import Share, ShareOpener
from fleet.secrets import SecretStore
from host.errors import Unreachable, UsageError
from host.secret import Secret, SecretRef
from host.session import Session
from host.target import Platform, Target

OpenSession = Callable[[Target], Session]


def remote_sessions(
    secrets: SecretStore, known_hosts: Path, ssh_config: Path, *, accept_new: bool, connect_seconds: float = 15
) -> OpenSession:
    """An opener for the hosts of an inventory; raises UsageError when one of the two files cannot be read."""
    from linux.host_keys import HostKeyStore
    from linux.ssh import SshConnector, Timeouts
    from linux.ssh_config import SshConfig

    timeouts = Timeouts(connect=connect_seconds)
    connector = SshConnector(SshConfig(ssh_config), HostKeyStore(known_hosts, accept_new=accept_new), timeouts)

    def open_session(target: Target) -> Session:
        password = _resolved(secrets, target.password, f"password of {target.name}")
        passphrase = _resolved(secrets, target.key_passphrase, f"passphrase of the key of {target.name}")
        if target.platform is Platform.WINDOWS:
            from windows.winrm.session import WinRmConnector  # a fleet without Windows hosts needs none of it

            return WinRmConnector(connect_seconds).connect(target, password=password)
        return connector.connect(target, password=password, passphrase=passphrase)

    return open_session


def remote_windows(secrets: SecretStore, connect_seconds: float = 15) -> OpenSession:
    """An opener for Windows hosts alone."""
    from windows.winrm.session import WinRmConnector

    def open_session(target: Target) -> Session:
        password = _resolved(secrets, target.password, f"password of {target.name}")
        return WinRmConnector(connect_seconds).connect(target, password=password)

    return open_session


def admin_shares(secrets: SecretStore) -> ShareOpener:
    """An opener of the administrative shares of Windows hosts, with the accounts that WinRM takes."""

    def open_share(target: Target) -> Share:
        from windows.smb import AdminShare

        password = _resolved(secrets, target.password, f"password of {target.name}")
        port = target.vars.get("smb_port")
        return AdminShare(target, password, *([port] if isinstance(port, int) else []))

    return open_share


def local_sessions() -> OpenSession:
    """An opener for this machine, whatever the target says."""
    if sys.platform == "win32":
        from windows.local import LocalWindowsSession

        return lambda _target: LocalWindowsSession()
    from access.local import LocalSession

    return lambda _target: LocalSession()


def _resolved(secrets: SecretStore, reference: SecretRef | None, what: str) -> Secret | None:
    """A host's secret, if it has one. One host's wrong reference must not stop the others: it is Unreachable."""
    try:
        return secrets.resolve(reference, what) if reference else None
    except UsageError as error:
        raise Unreachable("secret", error.message, error.remedy) from error
