"""The ways to have practice hosts: namespaces, and chroot(2) where they are forbidden."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Literal, Protocol

from lab import namespaces, tree
from lab.chroot.host import ChrootError, ChrootHost
from lab.chroot.programs import ProgramsError, copy_programs
from lab.profiles import PracticeHostSpec, machine
from lab.server import Shell

Kind = Literal["namespaces", "chroot"]


class NoPracticeHosts(Exception):
    """Hosts of this kind, or of any kind, cannot be had on this machine; the message says why."""


class Way(Protocol):
    """One kind of practice host."""

    kind: Kind

    def build(self, root: Path, spec: PracticeHostSpec) -> None:
        """Make a host's root folder."""
        ...

    def start(self, root: Path, name: str) -> Shell:
        """Start the host that has this root folder."""
        ...


def find_way(folder: Path, kind: Kind | None = None) -> tuple[Way, str]:
    """The way to have hosts whose root folders lie in `folder`, and why not a better one ("" for the best).

    It is found out by starting a host. Without a kind the first that works is taken; raises NoPracticeHosts.
    """
    refused: list[str] = []
    for way in (Namespaces, Chroots):
        if kind in (None, way.kind):
            try:
                return way(folder), " ".join(refused)
            except NoPracticeHosts as error:
                refused.append(str(error))
    raise NoPracticeHosts(" ".join(refused))


class Namespaces:
    """Hosts in namespaces of their own, with the machine's programs."""

    kind: Kind = "namespaces"

    def __init__(self, folder: Path) -> None:
        """Raises NoPracticeHosts."""
        self._own_processes, reason = namespaces.support(folder)
        if reason:
            raise NoPracticeHosts(reason)

    def build(self, root: Path, spec: PracticeHostSpec) -> None:
        tree.build(root, spec)

    def start(self, root: Path, name: str) -> Shell:
        return namespaces.NamespaceHost(root, name, own_processes=self._own_processes)


class Chroots:
    """Hosts that share copies of the machine's programs."""

    kind: Kind = "chroot"

    def __init__(self, folder: Path) -> None:
        """Copy the programs into `folder`. Raises NoPracticeHosts."""
        if os.geteuid() != 0:
            raise NoPracticeHosts("Only root may call chroot(2).")
        self._programs = folder / "programs"
        try:
            copy_programs(self._programs)
            with tempfile.TemporaryDirectory(dir=folder, prefix="chroot-trial-") as trial:
                self._rehearse(Path(trial, "root"))
        except (ProgramsError, ChrootError, OSError) as error:
            raise NoPracticeHosts(f"chroot(2) cannot be used: {str(error).rstrip('.')}.") from error

    def build(self, root: Path, spec: PracticeHostSpec) -> None:
        tree.build(root, spec, self._programs)

    def start(self, root: Path, name: str) -> Shell:
        return ChrootHost(root)

    def _rehearse(self, root: Path) -> None:
        self.build(root, machine("web01", "trial"))
        host = ChrootHost(root)
        try:
            process = host.start(
                b'[ "$(hostname)" = trial ] && [ "$(id -u)" = 0 ] && tar --version >/dev/null && uname -r'
            )
            process.stdin.close()
            said, complaint = process.stdout.read(), process.stderr.read()
            code = process.wait()
        finally:
            host.close()
        if code != 0 or said.strip() != machine("web01").kernel.encode():
            raise ChrootError(complaint.decode("utf-8", "replace").strip() or "A command in it failed.")
