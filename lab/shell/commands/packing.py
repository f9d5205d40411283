"""What tar -c does."""

from __future__ import annotations

import os
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from lab.shell.call import Call, CommandFailed
from lab.shell.root import name_of, to_text


def create_archive(call: Call, file: IO[bytes], members: list[str], *, packed: bool, verbose: bool) -> int:
    """Write an archive of the members; 2 if any could not be read."""
    if not members:
        raise CommandFailed("Cowardly refusing to create an empty archive", 2)
    process = call.process
    with tarfile.open(
        fileobj=file, mode="w|gz" if packed else "w|", encoding="latin-1", format=tarfile.GNU_FORMAT
    ) as archive:

        def add(path: str) -> None:
            for name, real in _walk(path, process.real(path, follow=False)):
                process.check()
                info = _described(call, name.lstrip("/"), real)
                if verbose:
                    call.print(name)
                if info.isreg():
                    with real.open("rb") as content:
                        archive.addfile(info, content)
                else:
                    archive.addfile(info)

        return 2 if call.each(members, add) else 0


def _walk(name: str, real: Path) -> Iterator[tuple[str, Path]]:
    yield name, real
    if stat.S_ISDIR(real.lstat().st_mode):
        for entry in sorted(real.iterdir()):
            yield from _walk(f"{name.rstrip('/')}/{name_of(entry)}", entry)


def _described(call: Call, name: str, real: Path) -> tarfile.TarInfo:
    found = real.lstat()
    info = tarfile.TarInfo(name or ".")
    info.mode, info.mtime = stat.S_IMODE(found.st_mode), int(found.st_mtime)
    info.uid, info.gid = call.process.root.owner(found)
    if stat.S_ISDIR(found.st_mode):
        info.type = tarfile.DIRTYPE
    elif stat.S_ISLNK(found.st_mode):
        info.type = tarfile.SYMTYPE
        info.linkname = to_text(os.fsencode(real.readlink()))
    elif stat.S_ISREG(found.st_mode):
        info.size = found.st_size
    else:
        raise OSError(1, "only files, folders and links can be packed")
    return info
