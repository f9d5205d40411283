"""The file tree of a practice host: every path of the host is resolved inside its root folder.

Owners are kept in memory, since only root could really change them: what belongs to the user who runs the rehearsal
looks as if it belonged to root.
"""

from __future__ import annotations

import errno
import os
import stat
from collections import deque
from pathlib import Path

_MOST_LINKS = 40


def to_bytes(text: str) -> bytes:
    """The bytes of shell text, which holds one byte per character."""
    return text.encode("latin-1")


def to_text(data: bytes) -> str:
    """Shell text from bytes."""
    return data.decode("latin-1")


def name_of(path: Path) -> str:
    """The last component of a real path as shell text."""
    return to_text(os.fsencode(path.name))


class HostRoot:
    """Maps paths of the host to real ones. `..` ends at the root and links are followed inside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._owners: dict[tuple[int, int], tuple[int, int]] = {}

    def real(self, path: str, cwd: str, *, follow: bool = True) -> Path:
        """The real path of `path`; its last component need not exist, and is not followed if `follow` is off.

        Raises OSError as the system would: missing folder, not a folder, too many links.
        """
        if not path:
            raise _problem(errno.ENOENT, path)
        absolute = path if path.startswith("/") else f"{cwd}/{path}"
        pending = deque(part for part in absolute.split("/") if part not in ("", "."))
        must_be_folder = path.endswith(("/", "/.", "/.."))
        done: list[str] = []
        links = 0
        while pending:
            part = pending.popleft()
            if part == "..":
                del done[-1:]
                continue
            done.append(part)
            needed = bool(pending) or must_be_folder
            try:
                found = self._join(done).lstat()
            except FileNotFoundError:
                if pending:
                    raise _problem(errno.ENOENT, path) from None
                break
            if stat.S_ISLNK(found.st_mode) and (needed or follow):
                links += 1
                if links > _MOST_LINKS:
                    raise _problem(errno.ELOOP, path)
                target = to_text(os.fsencode(self._join(done).readlink()))
                done = [] if target.startswith("/") else done[:-1]
                pending.extendleft(reversed([part for part in target.split("/") if part not in ("", ".")]))
            elif needed and not stat.S_ISDIR(found.st_mode):
                raise _problem(errno.ENOTDIR, path)
        return self._join(done)

    def of_host(self, path: Path) -> str:
        """The host's path of a real one."""
        inside = to_text(os.fsencode(path.relative_to(self.folder)))
        return "/" if inside == "." else f"/{inside}"

    def owner(self, found: os.stat_result) -> tuple[int, int]:
        """User and group id as the host sees them."""
        seeming = (
            0 if found.st_uid == os.geteuid() else found.st_uid,
            0 if found.st_gid == os.getegid() else found.st_gid,
        )
        return self._owners.get((found.st_dev, found.st_ino), seeming)

    def set_owner(self, path: Path, user: int | None, group: int | None) -> None:
        """Remember an owner; None leaves that half as it is."""
        found = path.lstat()
        before = self.owner(found)
        self._owners[found.st_dev, found.st_ino] = (
            before[0] if user is None else user,
            before[1] if group is None else group,
        )

    def unlink(self, path: Path) -> None:
        """Remove a file and forget its owner."""
        found = path.lstat()
        path.unlink()
        if found.st_nlink == 1:
            self._owners.pop((found.st_dev, found.st_ino), None)

    def _join(self, parts: list[str]) -> Path:
        return self.folder.joinpath(*(os.fsdecode(to_bytes(part)) for part in parts))


def _problem(number: int, path: str) -> OSError:
    return OSError(number, os.strerror(number), path)
