"""Known host keys: read once for a whole run, checked for every host, extended only when the user asked for it."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import paramiko

from host.errors import Unreachable, UsageError

MARK = "siteprep"
"""The comment behind keys that siteprep added, so that its lines can be found and removed."""


class HostKeyStore:
    """The keys of one known_hosts file (plain or hashed names).

    `accept_new` lets a host's first key in and appends it to the file; a changed key is refused either way.
    """

    def __init__(self, path: Path, *, accept_new: bool) -> None:
        self.path = path
        self.accept_new = accept_new
        self._lock = threading.Lock()
        self._keys = paramiko.HostKeys()
        if path.exists():
            try:
                self._keys.load(str(path))
            except (OSError, paramiko.SSHException, ValueError) as error:
                raise UsageError(
                    f"The known-hosts file {path} cannot be read: {error}.",
                    "Correct the file or name another one with --known-hosts.",
                ) from error

    def teach(self, client: paramiko.SSHClient, name: str, known_as: str) -> None:
        """Give a client the keys that the file has for `known_as`, and the rule for others.

        `name` is what the client itself calls the host: ``address`` or ``[address]:port``.
        """
        with self._lock:
            known = self._keys.lookup(known_as)
        for key_type, key in (known or {}).items():
            client.get_host_keys().add(name, key_type, key)
        client.set_missing_host_key_policy(_Rule(self, known_as))

    def add(self, name: str, key: paramiko.PKey) -> None:
        """Remember a new host's key, in memory and in the file (created with mode 0600)."""
        line = f"{name} {key.get_name()} {key.get_base64()} {MARK}\n".encode()
        with self._lock:
            self._keys.add(name, key.get_name(), key)
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b", 0) as file:
                if file.seek(0, os.SEEK_END):
                    file.seek(-1, os.SEEK_END)
                    if file.read(1) != b"\n":  # somebody's last line has no end
                        line = b"\n" + line
                file.write(line)


class _Rule(paramiko.MissingHostKeyPolicy):
    def __init__(self, store: HostKeyStore, known_as: str) -> None:
        self._store = store
        self._known_as = known_as

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
        if not self._store.accept_new:
            raise Unreachable(
                "host-key-unknown",
                f"The host key of {self._known_as} ({key.get_name()} {key.fingerprint}) is not in {self._store.path}.",
                "Compare the fingerprint with the host's and add the key to that file, or run again with "
                "--accept-new-host-keys.",
            )
        self._store.add(self._known_as, key)
