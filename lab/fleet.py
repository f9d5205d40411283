"""The practice fleet: SSH hosts on loopback, each with a root folder of its own, and what is needed to reach them."""

from __future__ import annotations

import hashlib
import io
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import paramiko
import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from lab import tree
from lab.media import build_package
from lab.profiles import PracticeHostSpec
from lab.server import PracticeServer
from lab.ways import Kind, find_way

CS_IP = "192.0.2.10"  # an address for documentation: nothing answers there
USER = "root"
WINDOWS_USER = "administrator"
_SSH_CONFIG = """\
# In place of the user's own: nothing of theirs is read, asked or changed.
Host *
    IdentityAgent none
    IdentitiesOnly yes
    UserKnownHostsFile "{known_hosts}"
    GlobalKnownHostsFile /dev/null
"""


@dataclass(frozen=True, slots=True)
class PracticeHost:
    """One running host. Its password is made anew for every fleet."""

    name: str
    port: int
    root: Path
    host_key: paramiko.PKey
    password: str


class Server(Protocol):
    """A host that can be reached."""

    port: int

    def close(self) -> None:
        """End it, and every process on its host."""
        ...


class PracticeFleet:
    """Starts its hosts when it is made and ends them, and every process on them, when it is closed.

    Raises NoPracticeHosts where hosts of this `kind`, or without one of any kind, cannot be had. `kind` tells then what
    they are, and `reason` why not namespaces. `windows` are names of stand-ins for Windows hosts behind WinRM.
    """

    cs_ip = CS_IP

    def __init__(
        self,
        folder: Path,
        hosts: Sequence[PracticeHostSpec],
        *,
        kind: Kind | None = None,
        windows: Sequence[str] = (),
    ) -> None:
        self._folder = folder
        self._specs = hosts
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._way, self.reason = find_way(folder, kind)
        self.kind = self._way.kind
        self.ssh_config = folder / "ssh_config"
        self.ssh_config.write_text(_SSH_CONFIG.format(known_hosts=folder / "known_hosts"))
        self.client_key = folder / "client_key"
        self._client_key = _write_key(self.client_key)
        self.passphrase_file = folder / "passphrase.txt"
        passphrase = secrets.token_urlsafe(16)
        _write_private(self.passphrase_file, f"{passphrase}\n")
        self.media = folder / "media"
        self.media.mkdir()
        for token in sorted({spec.token for spec in hosts}):
            build_package(self.media, token)
        self.hosts: list[PracticeHost] = []
        self._servers: list[Server] = []
        knobs = {"PASSPHRASE_SHA256": hashlib.sha256(passphrase.encode()).hexdigest()}
        self._windows: dict[str, int] = {}
        try:
            for spec in hosts:
                self._start(spec, knobs)
            for name in windows:
                self._start_windows(name)
        except BaseException:
            self.close()
            raise
        self.known_hosts = folder / "known_hosts"
        lines = [f"[127.0.0.1]:{h.port} {h.host_key.get_name()} {h.host_key.get_base64()}\n" for h in self.hosts]
        self.known_hosts.write_text("".join(lines))

    def inventory(self) -> Path:
        """Write the inventory: the fleet's key signs in everywhere, except where the profile wants a password."""
        listed = []
        for spec, host in zip(self._specs, self.hosts, strict=True):
            entry: dict[str, object] = {"name": host.name, "address": "127.0.0.1", "port": host.port}
            if spec.password_only:
                _write_private(self._folder / f"{host.name}.password", f"{host.password}\n")
                entry["password"] = f"file:{host.name}.password"
            else:
                entry["key_file"] = self.client_key.name
            listed.append(entry)
        for name, port in self._windows.items():
            entry = {"name": name, "address": "127.0.0.1", "port": port, "platform": "windows", "user": WINDOWS_USER}
            listed.append({**entry, "password": f"file:{name}.password", "winrm": {"scheme": "http"}})
        path = self._folder / "hosts.yaml"
        path.write_text(yaml.safe_dump({"defaults": {"user": USER}, "hosts": listed}, sort_keys=False))
        return path

    def close(self) -> None:
        """End all hosts."""
        while self._servers:
            self._servers.pop().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _start(self, spec: PracticeHostSpec, knobs: Mapping[str, str]) -> None:
        root = self._folder / "hosts" / spec.name
        self._way.build(root, spec)
        tree.write_knobs(root, {**knobs, **spec.agent})
        password = secrets.token_urlsafe(16)
        key_text = new_key()
        server = self.serve(spec.name, root, key_text, password)
        self._servers.append(server)
        self.hosts.append(PracticeHost(spec.name, server.port, root, _load(key_text), password))

    def _start_windows(self, name: str) -> None:
        from lab.winrm.authentication import Accounts
        from lab.winrm.persona import PersonaBackend
        from lab.winrm.server import WinRmServer
        from lab.winrm.service import Service
        from lab.winrm.settings import Settings

        password = secrets.token_urlsafe(16)
        _write_private(self._folder / f"{name}.password", f"{password}\n")
        accounts = Accounts.write(name.upper(), {WINDOWS_USER: password}, self._folder / f"{name}.users")
        server = WinRmServer(Service(PersonaBackend(), Settings(owner=WINDOWS_USER)), accounts)
        self._servers.append(server)
        self._windows[name] = server.port

    def serve(self, name: str, root: Path, host_key: str, password: str) -> Server:
        """Start one host's SSH server over its root folder; the key is in OpenSSH's format."""
        return PracticeServer(self._way.start(root, name), _load(host_key), USER, password, self._client_key)


def new_key() -> str:
    """A private key in OpenSSH's format."""
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()


def _load(text: str) -> paramiko.PKey:
    return paramiko.Ed25519Key.from_private_key(io.StringIO(text))


def _write_key(path: Path) -> paramiko.PKey:
    text = new_key()
    _write_private(path, text)
    return _load(text)


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
