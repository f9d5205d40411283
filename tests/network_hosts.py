"""Hosts with networks of their own: an OpenSSH server each in a network namespace, joined by a bridge. Needs root.

They share this machine's files and processes; what differs is the network, so that firewalls between them are real.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SSHD = "/usr/sbin/sshd"
START_SECONDS = 20.0


@cache
def why_not() -> str | None:
    """The reason why such hosts cannot be made here, or None."""
    if os.getuid() != 0:
        return "network namespaces of one's own need root"
    missing = [name for name in (SSHD, "ip", "nft", "ssh-keygen") if shutil.which(name) is None]
    if missing:
        return f"{', '.join(missing)} is not installed"
    name = f"sp{secrets.token_hex(3)}-try"
    tried = subprocess.run(["ip", "netns", "add", name], capture_output=True, text=True)
    if tried.returncode != 0:
        return f"this machine lets nobody make network namespaces: {tried.stderr.strip()}"
    _run("ip", "netns", "del", name)
    return None


@dataclass(frozen=True)
class NetworkHost:
    """One host: its name, its address, and the namespace it lives in."""

    name: str
    address: str
    namespace: str

    def run(self, *command: str) -> str:
        """Run a program in the host's network."""
        return _run("ip", "netns", "exec", self.namespace, *command)

    def firewall(self, rule: str) -> None:
        """Add one rule of nft to what comes in."""
        self.run("nft", "add table inet practice")
        self.run("nft", "add chain inet practice input { type filter hook input priority 0; }")
        self.run("nft", f"add rule inet practice input {rule}")

    def listens(self, port: int) -> bool:
        """Whether something listens on a TCP port there."""
        table = self.run("cat", "/proc/net/tcp", "/proc/net/tcp6")
        return any(f":{port:04X} " in line and " 0A " in line for line in table.splitlines())


@dataclass(frozen=True)
class Network:
    """This machine's address among the hosts, the hosts, and what signs in to them as root."""

    address: str
    hosts: tuple[NetworkHost, ...]
    key: Path
    known_hosts: Path


@contextmanager
def network(folder: Path, names: Sequence[str]) -> Iterator[Network]:
    """Hosts on one bridge, reached from here too; all of it is gone when the block ends.

    Their name server is this machine's address on the bridge, where nothing answers unless a test serves there.
    """
    tag = secrets.token_hex(3)
    third = 1 + secrets.randbelow(250)
    with ExitStack() as stack:
        bridge = f"sp{tag}"
        _run("ip", "link", "add", bridge, "type", "bridge")
        stack.callback(_run, "ip", "link", "del", bridge)
        _run("ip", "address", "add", f"10.213.{third}.1/24", "dev", bridge)
        _run("ip", "link", "set", bridge, "up")
        key, server_key = folder / "client_key", folder / "host_key"
        for path in (key, server_key):
            _run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path))
        hosts = []
        for number, name in enumerate(names, start=2):
            host = NetworkHost(name, f"10.213.{third}.{number}", f"sp{tag}-{name}")
            _join(host, bridge, f"sp{tag}{number}", stack)
            _serve(host, folder, stack)
            hosts.append(host)
        public = server_key.with_suffix(".pub").read_text().rsplit(" ", 1)[0]
        known_hosts = folder / "known_hosts"
        known_hosts.write_text("".join(f"{host.address} {public}\n" for host in hosts))
        yield Network(f"10.213.{third}.1", tuple(hosts), key, known_hosts)


def _join(host: NetworkHost, bridge: str, outer: str, stack: ExitStack) -> None:
    settings = Path("/etc/netns") / host.namespace  # `ip netns exec` lays these files over those of /etc
    settings.mkdir(parents=True)
    stack.callback(shutil.rmtree, settings)
    (settings / "resolv.conf").write_text(f"nameserver {host.address.rpartition('.')[0]}.1\n")
    _run("ip", "netns", "add", host.namespace)
    stack.callback(_run, "ip", "netns", "del", host.namespace)
    _run("ip", "link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", host.namespace)
    _run("ip", "link", "set", outer, "master", bridge, "up")
    host.run("ip", "link", "set", "lo", "up")
    host.run("ip", "address", "add", f"{host.address}/24", "dev", "eth0")
    host.run("ip", "link", "set", "eth0", "up")


def _serve(host: NetworkHost, folder: Path, stack: ExitStack) -> None:
    configuration = folder / f"{host.name}.sshd"
    configuration.write_text(
        f"ListenAddress {host.address}\nPort 22\nHostKey {folder}/host_key\n"
        f"AuthorizedKeysFile {folder}/client_key.pub\nStrictModes no\nUsePAM no\nPidFile none\nPermitRootLogin yes\n"
    )
    Path("/run/sshd").mkdir(exist_ok=True)
    command = ["ip", "netns", "exec", host.namespace, SSHD, "-D", "-e", "-f", str(configuration)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    stack.callback(process.wait)
    stack.callback(process.terminate)
    ends = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection((host.address, 22), 1).close()
            return
        except OSError:
            assert time.monotonic() < ends, "the host's sshd did not start"
            time.sleep(0.05)


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return done.stdout
