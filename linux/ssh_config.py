"""Where a host really is and how it is reached, by what ssh's own configuration file says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import paramiko

from host.errors import UsageError

PORT = 22
_INCLUDE = re.compile(r"\s*include(?:\s*=\s*|\s+)(.+?)\s*", re.IGNORECASE)
_INCLUDES_DEEP = 16  # as in OpenSSH


@dataclass(frozen=True, slots=True)
class Endpoint:
    """How to reach a host. `known_as` is its name in the file of host keys, with the port where that is not 22.

    `jumps` are the hosts to go through, the first one first; `command` is a program that makes the connection.
    """

    address: str
    port: int
    user: str | None
    key_files: tuple[str, ...]
    known_as: str
    jumps: tuple[str, ...] = ()
    command: str | None = None


class SshConfig:
    """One configuration file as ssh reads it: the first value that fits counts. A file that is not there is empty."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._text = "".join(_lines(path, path.parent, 0)) if path.exists() else ""
            self._parsed("")
        except (OSError, UnicodeDecodeError, paramiko.SSHException) as error:
            raise UsageError(
                f"The SSH configuration {path} cannot be used: {' '.join(str(error).split())}.",
                "Correct the file, or name another one with --ssh-config.",
            ) from error

    def endpoint(self, name: str, port: int | None = None, user: str | None = None) -> Endpoint:
        """How to reach the host that ssh would be given as `name`; a port and user that are given win over the file's.

        Raises UsageError for a part of the file that cannot be used.
        """
        given = [f"Port {port}"] if port is not None else []
        given += [f'User "{user}"'] if user is not None else []
        try:
            found = self._parsed("\n".join(given)).lookup(name)
            address, reached = found["hostname"], int(found.get("port", PORT))
        except (ImportError, ValueError, paramiko.SSHException) as error:
            raise UsageError(
                f"The SSH configuration {self.path} cannot be used for {name}: {' '.join(str(error).split())}.",
                "Correct the file, or name another one with --ssh-config.",
            ) from error
        jumps = found.get("proxyjump", "none")
        command = found.get("proxycommand", "none")
        keys = [path for path in found.get("identityfile", ()) if Path(path).expanduser().exists()]
        alias = found.get("hostkeyalias")
        return Endpoint(
            address,
            reached,
            found.get("user"),
            tuple(str(Path(path).expanduser()) for path in keys),
            alias or (address if reached == PORT else f"[{address}]:{reached}"),
            tuple(jump.strip() for jump in jumps.split(",")) if jumps.lower() != "none" else (),
            command if command.lower() != "none" and jumps.lower() == "none" else None,
        )

    @lru_cache(maxsize=256)  # noqa: B019 - a run has one configuration
    def _parsed(self, given: str) -> paramiko.SSHConfig:
        return paramiko.SSHConfig.from_text(f"Host *\n{given}\n{self._text}" if given else self._text)


def split_jump(jump: str) -> tuple[str, int | None, str | None]:
    """Host, port and user of ``[user@]host[:port]`` or ``ssh://[user@]host[:port]``."""
    text = jump.removeprefix("ssh://").rstrip("/")
    user, _, where = text.rpartition("@")
    if found := re.fullmatch(r"\[([^]]+)\](?::(\d{1,5}))?|([^:]+):(\d{1,5})", where):
        port = found[2] or found[4]
        return found[1] or found[3], int(port) if port else None, user or None
    return where, None, user or None


def _lines(path: Path, home: Path, depth: int) -> Iterator[str]:
    """The file's lines, those of included files in their places."""
    if depth > _INCLUDES_DEEP:
        raise paramiko.SSHException(f"{path} is included by itself")
    for line in path.read_text(encoding="utf-8").splitlines():
        include = _INCLUDE.fullmatch(line)
        if include is None:
            yield f"{line}\n"
            continue
        for pattern in include[1].split():
            place = home / Path(pattern.strip('"')).expanduser()  # which stays itself where it is absolute
            for included in sorted(Path(place.anchor).glob(str(place.relative_to(place.anchor)))):
                yield from _lines(included, home, depth + 1)
