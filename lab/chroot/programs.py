"""The programs of chroot hosts: copied from the machine once for a fleet, with the libraries that they load."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

NEEDED = (
    *("base64", "cat", "chmod", "cp", "cut", "date", "dirname", "env", "expr", "false", "grep", "gzip", "head", "id"),
    *("ln", "ls", "mkdir", "mv", "od", "readlink", "rm", "rmdir", "sed", "setsid", "sh", "sha256sum", "sleep", "sort"),
    *("stat", "tail", "tar", "tee", "timeout", "touch", "tr", "true", "uname", "wc", "yes"),
)
"""What siteprep's scripts, the doubles and the stand-in agent call; a host without one of them is none."""
USEFUL = (
    *("[", "basename", "bash", "chown", "cksum", "cmp", "comm", "dash", "dd", "df", "du", "echo", "find", "getent"),
    *("gunzip", "locale", "md5sum", "mkfifo", "mktemp", "nohup", "openssl", "printenv", "printf", "pwd", "seq"),
    *("sha1sum", "sync", "test", "truncate", "uniq", "whoami", "xargs"),
)
"""Copied where the machine has them. curl and wget are not: a host without them is a case of its own."""
_LOADED_LATER = ("libnss_files.so.2", "libnss_dns.so.2")
"""Libraries that no program names: an older glibc looks up users and names with them."""
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_LIBRARY = re.compile(r"(?:^|\s)(/\S+) \(0x[0-9a-f]+\)")  # as ldd of glibc and of musl print it


class ProgramsError(Exception):
    """The machine's programs cannot be copied; the message says why."""


def copy_programs(folder: Path) -> None:
    """Copy the programs into a new folder that is laid out like a root. Raises ProgramsError."""
    found = {name: path for name in (*NEEDED, *USEFUL) if (path := shutil.which(name, path=_PATH))}
    if missing := [name for name in (*NEEDED, "ldd") if not shutil.which(name, path=_PATH)]:
        raise ProgramsError(f"The programs {', '.join(missing)} are missing.")
    try:
        binaries = folder / "usr/bin"
        binaries.mkdir(parents=True)
        copies: dict[Path, Path] = {}  # a program of many names, such as busybox, is copied once
        for name, path in found.items():
            real = Path(path).resolve()
            if real in copies:
                link_or_copy(copies[real], binaries / name)
            else:
                copies[real] = binaries / name
                shutil.copy2(real, copies[real])
        for library in _libraries(copies):
            place = folder / library.parent.resolve().relative_to("/") / library.name
            place.parent.mkdir(parents=True, exist_ok=True)
            if not place.exists():
                shutil.copy2(library, place)
    except (OSError, subprocess.SubprocessError) as error:
        raise ProgramsError(f"The machine's programs could not be copied: {error}.") from error


def link_programs(folder: Path, root: Path) -> None:
    """Put the copied programs into a host's root, as hard links: the hosts of a fleet share them."""
    for path in folder.rglob("*"):
        place = root / path.relative_to(folder)
        if path.is_dir():
            place.mkdir(exist_ok=True)
        else:
            link_or_copy(path, place)


def link_or_copy(source: Path, place: Path) -> None:
    """A hard link, or a copy where the file system has no links or this file has too many."""
    try:
        place.hardlink_to(source)
    except FileExistsError:
        raise
    except OSError:
        shutil.copy2(source, place)


def _libraries(programs: Iterable[Path]) -> Iterator[Path]:
    """The libraries of the programs, the loader among them, and those loaded later that lie beside them."""
    line = [shutil.which("ldd", path=_PATH) or "ldd", *map(str, programs)]
    environment = {"PATH": _PATH, "LC_ALL": "C"}
    # It ends with 1 where one of them is a script or loads nothing.
    said = subprocess.run(line, capture_output=True, text=True, check=False, timeout=60, env=environment).stdout
    named = sorted({Path(path) for path in _LIBRARY.findall(said)})
    yield from named
    for folder in sorted({path.parent for path in named}):
        yield from (folder / name for name in _LOADED_LATER if (folder / name).exists())
