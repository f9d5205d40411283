"""Looking into a Linux package before it travels: whole, and with nothing in it that a package never has."""

from __future__ import annotations

import gzip
import tarfile
import zlib
from pathlib import Path, PurePosixPath

_PIECE = 1024 * 1024
MEMBERS_LIMIT = 200_000
UNPACKED_LIMIT = 8 * 1024**3
"""Bytes; the real packages unpack to a few hundred MiB."""
NEEDED = "install"


def package_problems(path: Path) -> list[str]:
    """What is wrong with a .tar.gz package, as sentences; nothing for a good one. Raises OSError when unreadable."""
    problems: list[str] = []
    names: set[str] = set()
    total = 0
    try:
        with gzip.open(path) as stream, tarfile.open(fileobj=stream, mode="r:") as archive:
            for count, member in enumerate(archive):
                total += max(member.size, 0)
                if count >= MEMBERS_LIMIT or total > UNPACKED_LIMIT:
                    problems.append("It holds more than any agent package does.")
                    break
                names.add(str(PurePosixPath(member.name)))
                if problem := _member_problem(member):
                    problems.append(problem)
                    if len(problems) >= 20:
                        break
            while not problems and stream.read(_PIECE):  # to the end, where the checksum stands
                pass
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error) as error:
        cut = isinstance(error, EOFError) or "unexpected end" in str(error)
        problems.append("It is cut off: download it again." if cut else "It is no gzipped tar archive.")
    else:
        if NEEDED not in names and not problems:
            problems.append(f"It holds no program called {NEEDED}.")
    return problems


def _member_problem(member: tarfile.TarInfo) -> str | None:
    shown = repr(member.name)
    path = PurePosixPath(member.name)
    if path.is_absolute() or ".." in path.parts:
        return f"{shown} leads out of the folder that it is unpacked into."
    if member.islnk() or member.issym():
        target = PurePosixPath(member.linkname)
        start = path.parent if member.issym() else PurePosixPath()
        if target.is_absolute() or _leaves(start / target):
            return f"{shown} is a link that leads out of the folder that it is unpacked into."
        return None
    if not (member.isreg() or member.isdir()):
        return f"{shown} is a device, a pipe or something else that no package holds."
    return None


def _leaves(path: PurePosixPath) -> bool:
    depth = 0
    for part in path.parts:
        depth += -1 if part == ".." else 0 if part == "." else 1
        if depth < 0:
            return True
    return False
