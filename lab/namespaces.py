"""A practice host in user, mount, UTS and, where possible, PID namespaces of its own. Needs no privileges."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from lab import tree
from lab.carry import carry
from lab.environment import ENVIRONMENT
from lab.processes import end_processes, in_namespace
from lab.profiles import machine
from lab.streams import CommandStreams

START_SECONDS = 30.0
USER = ("-U", "-r")
_SCRIPT = Path(__file__).with_name("holder.sh")
_PROGRAMS = ("unshare", "nsenter", "mount", "umount", "pivot_root", "hostname")
_SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class NamespaceError(Exception):
    """A host's namespaces could not be laid out; the message is what the system said."""


class Holder:
    """The first process of a host: keeps its namespaces, and takes all of them along when it ends."""

    def __init__(
        self, root: Path, name: str, *, user: Sequence[str] = USER, own_processes: bool, command: Sequence[str] = ()
    ) -> None:
        """Start it; `command`, if any, runs in the namespaces from then on. Raises NamespaceError."""
        kinds = [*user, "-m", "-u", *(("-p", "-f", "--kill-child") if own_processes else ())]
        processes = "own-processes" if own_processes else "machine-processes"
        self._process = subprocess.Popen(
            [_program("unshare"), *kinds, "/bin/sh", str(_SCRIPT), str(root.resolve()), name, processes, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={"PATH": _SYSTEM_PATH, "LANG": "C"},
            start_new_session=True,
        )
        self.pid = self._wait_until_ready()
        # Held open: the number of a namespace that has gone is given to a new one, which may be anybody's.
        self._held: int | None = os.open(f"/proc/{self.pid}/ns/mnt", os.O_RDONLY)
        self.mounts = Path(f"/proc/self/fd/{self._held}").readlink()

    def _wait_until_ready(self) -> int:
        assert self._process.stdout is not None  # noqa: S101 - for the type checker: it is a pipe
        said = b""
        if select.select([self._process.stdout], [], [], START_SECONDS)[0]:
            said = self._process.stdout.readline()
        word, _, pid = said.decode("ascii", "replace").partition(" ")
        if word == "ready":
            return int(pid)
        self._process.kill()
        _, complaint = self._process.communicate()
        raise NamespaceError(complaint.decode("utf-8", "replace").strip() or "The holder did not start in time.")

    def close(self) -> None:
        """End every process of the host, politely first, and let go of its mounts. Safe to call twice."""
        if self._held is None:
            return
        end_processes(in_namespace(self.mounts), last=self.pid)
        os.close(self._held)
        self._held = None
        with contextlib.suppress(BrokenPipeError):
            self._process.communicate()


class NamespaceHost:
    """One practice host, ready to run commands."""

    def __init__(self, root: Path, name: str, *, own_processes: bool) -> None:
        """Lay out the namespaces over the host's root folder. Raises NamespaceError."""
        self._holder = Holder(root, name, own_processes=own_processes)
        kinds = ["-U", "-m", "-u", *(("-p",) if own_processes else ())]
        enter = [_program("nsenter"), "-t", str(self._holder.pid), *kinds, "--root", "--preserve-credentials"]
        self._enter = [*enter, "/bin/sh", "-c", 'cd; exec "$SHELL" -c "$1"', "sh"]

    def run(self, command: bytes, streams: CommandStreams) -> None:
        """Run a command as root's shell would; returns when it has ended and its output is closed."""
        carry(self.start, command, streams)

    def start(self, command: bytes) -> subprocess.Popen[bytes]:
        """Start a command with pipes for its three streams."""
        return subprocess.Popen(
            [*self._enter, command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=ENVIRONMENT,
            start_new_session=True,
        )

    def close(self) -> None:
        """End every process of the host."""
        self._holder.close()


def support(folder: Path | None = None) -> tuple[bool, str | None]:
    """Whether hosts whose roots lie in `folder` can have process tables of their own, and why no namespaces at all.

    It is found out by starting one; the reason is None when it worked.
    """
    missing = [name for name in _PROGRAMS if shutil.which(name, path=_SYSTEM_PATH) is None]
    if missing:
        return False, f"The programs {', '.join(missing)} are missing; install util-linux and hostname."
    if not all(Path("/", name).is_symlink() for name in ("bin", "sbin", "lib")):
        return False, "This system keeps programs in /bin beside /usr/bin, and a practice host binds only /usr."
    reason = ""
    for own_processes in (True, False):
        try:
            _rehearse(folder, own_processes=own_processes)
        except NamespaceError as error:
            reason = reason or " ".join(str(error).split())
        else:
            return own_processes, None
    return False, f"The system does not let this user create namespaces; it said: {reason.rstrip('.')}."


def _rehearse(folder: Path | None, *, own_processes: bool) -> None:
    with tempfile.TemporaryDirectory(dir=folder, prefix="namespace-trial-") as trial:
        root = Path(trial, "root")
        tree.build(root, machine("web01", "trial"))
        host = NamespaceHost(root, "trial", own_processes=own_processes)
        try:
            process = host.start(b'[ "$(hostname)" = trial ] && [ ! -w /usr ] && uname -r')
            said, complaint = process.communicate(timeout=START_SECONDS)
        finally:
            host.close()
        if process.returncode != 0 or said.strip() != machine("web01").kernel.encode():
            raise NamespaceError(complaint.decode("utf-8", "replace") or "a command in a new namespace failed")


def _program(name: str) -> str:
    return shutil.which(name, path=_SYSTEM_PATH) or name
