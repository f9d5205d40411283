"""Commands that make, mark and remove files: mkdir, rmdir, rm, touch, mktemp, sync."""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
from pathlib import Path

from lab.shell.call import Call, Command, CommandFailed, Options, UsageProblem
from lab.shell.modes import change_mode
from lab.shell.process import Process


def mkdir(call: Call) -> int:
    """mkdir [-p] [-m mode] folder..."""
    options, folders = _operands(call, "pm:v", ["parents", "mode="])
    parents = options.has("-p", "--parents")
    wanted = options.last("-m", "--mode")
    process = call.process

    def make(path: str) -> None:
        if parents:
            make_parents(process, path)
            if _is_folder(process, path):
                return
        mode = change_mode(0o777, wanted, process.umask, folder=True) if wanted else 0o777 & ~process.umask
        _make(process, path, mode)

    return call.each(folders, make)


def make_parents(process: Process, path: str) -> None:
    """Make the folders above a path, as mkdir -p does. Raises OSError."""
    parts = path.rstrip("/").split("/")
    for count in range(1, len(parts)):
        parent = "/".join(parts[:count])
        if parent and not _is_folder(process, parent):
            _make(process, parent, 0o777 & ~process.umask | 0o300)


def _make(process: Process, path: str, mode: int) -> None:
    real = process.real(path.rstrip("/") or "/", follow=False)
    real.mkdir(0o700)
    real.chmod(mode)


def _is_folder(process: Process, path: str) -> bool:
    try:
        return stat.S_ISDIR(process.stat(path).st_mode)
    except FileNotFoundError:
        return False


def rmdir(call: Call) -> int:
    """rmdir folder..."""
    _, folders = _operands(call, "")
    return call.each(folders, lambda path: call.process.real(path.rstrip("/"), follow=False).rmdir())


def rm(call: Call) -> int:
    """rm [-r] [-f] file..."""
    options, paths = call.options("rRfdv")
    force = options.has("-f")
    if not paths and not force:
        raise UsageProblem("missing operand")

    def remove(path: str) -> None:
        if path.rstrip("/").rpartition("/")[2] in ("", ".", ".."):
            raise CommandFailed(f"refusing to remove '{path}'")
        try:
            remove_tree(call.process, call.process.real(path, follow=False), recursive=options.has("-r", "-R"))
        except FileNotFoundError:
            if not force:
                raise

    return call.each(paths, remove)


def remove_tree(process: Process, path: Path, *, recursive: bool) -> None:
    """Remove a real path, folders with all they hold if `recursive`. Raises OSError."""
    process.check()
    if not stat.S_ISDIR(path.lstat().st_mode):
        process.root.unlink(path)
        return
    if not recursive:
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
    for entry in list(path.iterdir()):
        remove_tree(process, entry, recursive=True)
    path.rmdir()


def touch(call: Call) -> int:
    """touch [-c] file..."""
    options, paths = _operands(call, "cam")

    def mark(path: str) -> None:
        real = call.process.real(path)
        if real.exists():
            os.utime(real)
        elif not options.has("-c"):
            call.process.open(path, os.O_WRONLY | os.O_CREAT).close()

    return call.each(paths, mark)


def mktemp(call: Call) -> int:
    """mktemp [-d] [-q] [-u] [-p folder] [-t] [template]."""
    options, operands = call.options("dqup:t", ["directory", "tmpdir="])
    process = call.process
    folder = options.last("-p", "--tmpdir") or call.environment.get("TMPDIR") or "/tmp"
    template = operands[0] if operands else "tmp.XXXXXXXXXX"
    found = re.search(r"X{3,}(?=[^X]*\Z)", template)
    if not found:
        raise CommandFailed(f"too few X's in template '{template}'")
    if not operands or options.has("-p", "-t", "--tmpdir"):
        template = f"{folder.rstrip('/')}/{template}"
        found = re.search(r"X{3,}(?=[^X]*\Z)", template) or found
    name = template[: found.start()] + secrets.token_hex(32)[: len(found[0])] + template[found.end() :]
    if options.has("-d", "--directory"):
        _make(process, name, 0o700)
    elif not options.has("-u"):
        process.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600).close()
    call.print(name)
    return 0


def sync(call: Call) -> int:
    """sync [-d] [-f] [file...]: there is nothing to wait for."""
    call.options("df")
    return 0


def _operands(call: Call, short: str, long: list[str] | None = None) -> tuple[Options, list[str]]:
    options, operands = call.options(short, long or [])
    if not operands:
        raise UsageProblem("missing operand")
    return options, operands


COMMANDS: dict[str, Command] = {
    "mkdir": mkdir,
    "rmdir": rmdir,
    "rm": rm,
    "touch": touch,
    "mktemp": mktemp,
    "sync": sync,
}
