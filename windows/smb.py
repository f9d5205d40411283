"""A Windows host's administrative shares over SMB 3, always encrypted."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import smbclient
from smbprotocol.exceptions import SMBException

from host.errors import SessionLost, Unreachable
from host.secret import Secret
from host.target import Target
from windows.pieces import pieces

PORT = 445
_PIECE = 1024 * 1024
_ERRORS = (SMBException, OSError, ValueError)
_ABSOLUTE = re.compile(r"([A-Za-z]):\\(.+)")


class AdminShare:
    """One host's shares, signed in to with the account that WinRM takes.

    >>> share_path("web01", r"C:\\ProgramData\\siteprep\\x")
    '\\\\\\\\web01\\\\C$\\\\ProgramData\\\\siteprep\\\\x'
    """

    def __init__(self, target: Target, password: Secret | None, port: int = PORT, seconds: float = 5) -> None:
        self._name, self._address, self._port = target.name, target.address, port
        self._cache: dict[str, Any] = {}
        if password is None or target.user is None:
            raise Unreachable("smb", f"No password is known for the shares of {target.name}.", "")
        try:
            with socket.create_connection((target.address, port), seconds):
                pass
        except OSError as error:
            raise Unreachable("smb-closed", f"TCP {port} of {target.name} is not open.", "") from error
        try:
            smbclient.register_session(
                target.address,
                username=target.user,
                password=password.reveal(),
                port=port,
                encrypt=True,
                connection_timeout=int(max(seconds, 1)),
                connection_cache=self._cache,
            )
        except _ERRORS as error:
            self.close()
            raise Unreachable(
                "smb-refused", f"The shares of {target.name} cannot be used with encryption: {_told(error)}.", ""
            ) from error

    def write(self, path: str, offset: int, chunks: Iterable[bytes]) -> None:
        """See access.share.Share."""
        try:
            with smbclient.open_file(
                share_path(self._address, path),
                mode="r+b" if offset else "wb",
                buffering=0,
                share_access="r",
                port=self._port,
                connection_cache=self._cache,
            ) as file:
                file.seek(offset)
                for piece in pieces(chunks, _PIECE):
                    file.write(piece)
        except _ERRORS as error:
            raise SessionLost(
                "smb-lost",
                f"Writing to a share of {self._name} failed: {_told(error)}.",
                "Run the same command again; it goes on where it stopped.",
            ) from error

    def close(self) -> None:
        """Sign out."""
        with suppress(*_ERRORS):
            smbclient.reset_connection_cache(connection_cache=self._cache, fail_on_error=False)


def share_path(server: str, path: str) -> str:
    """An absolute path of a host by way of its administrative share. Raises ValueError for another path."""
    found = _ABSOLUTE.fullmatch(path)
    if found is None:
        raise ValueError(f"{path} is no absolute path of a drive.")
    return rf"\\{server}\{found[1]}$\{found[2]}"


def _told(error: BaseException) -> str:
    return " ".join(str(error).split())[:300].rstrip(".") or type(error).__name__
