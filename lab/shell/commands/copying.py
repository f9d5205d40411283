"""cp, mv, ln."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from lab.shell.call import Call, Command, CommandFailed, Options, UsageProblem
from lab.shell.commands.changes import remove_tree
from lab.shell.process import Process
from lab.shell.root import to_bytes

Work: TypeAlias = Callable[[str, str], None]


def cp(call: Call) -> int:
    """cp [-p] [-r] [-a] [-f] [-P] source... target."""
    options, words = call.options("prRafPdLTv")
    recursive = options.has("-r", "-R", "-a")
    keep = options.has("-p", "-a")
    links = options.has("-P", "-d", "-a", "-r", "-R") and not options.has("-L")
    process = call.process

    def copy(source: str, target: str) -> None:
        real = process.real(source, follow=not links)
        if stat.S_ISDIR(real.lstat().st_mode) and not recursive:
            raise CommandFailed(f"-r not specified; omitting directory '{source}'")
        _copy(process, real, process.real(target), keep=keep)

    return _into(call, options, words, copy)


def _copy(process: Process, source: Path, target: Path, *, keep: bool) -> None:
    process.check()
    found = source.lstat()
    mode = stat.S_IMODE(found.st_mode)
    if (
        target.is_symlink()
    ):  # `target` is resolved, but not what lies in a folder that is copied: never write through it
        target.unlink()
    if target.exists() and source.samefile(target):
        raise CommandFailed("source and target are the same file")
    if target.is_relative_to(source) and stat.S_ISDIR(found.st_mode):
        raise CommandFailed("cannot copy a directory into itself")
    if stat.S_ISLNK(found.st_mode):
        target.unlink(missing_ok=True)
        target.symlink_to(source.readlink())
        return
    if stat.S_ISDIR(found.st_mode):
        entries = list(source.iterdir())
        if not target.is_dir():
            target.mkdir(0o700)
            target.chmod(mode & ~process.umask | 0o700)
        for entry in entries:
            _copy(process, entry, target / entry.name, keep=keep)
    elif stat.S_ISREG(found.st_mode):
        new = not target.exists()
        shutil.copyfile(source, target)
        if new:
            target.chmod(mode & 0o777 & ~process.umask)
    else:
        raise OSError(errno.ENOTSUP, "only files, folders and links can be copied")
    if keep:
        root = process.root
        target.chmod(mode)
        os.utime(target, ns=(found.st_atime_ns, found.st_mtime_ns))
        root.set_owner(target, *root.owner(found))


def mv(call: Call) -> int:
    """mv [-f] [-n] source... target."""
    options, words = call.options("fniTv")
    process = call.process

    def move(source: str, target: str) -> None:
        real_source = process.real(source.rstrip("/"), follow=False)
        real_target = process.real(target.rstrip("/") or "/", follow=False)
        if target.endswith("/") and not stat.S_ISDIR(real_source.lstat().st_mode):
            raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        if not (options.has("-n") and real_target.exists()):
            real_source.rename(real_target)

    return _into(call, options, words, move)


def ln(call: Call) -> int:
    """ln [-s] [-f] [-n] source... target."""
    options, words = call.options("sfnTv")
    process = call.process
    if len(words) == 1:
        words = [words[0], "."]

    def link(source: str, target: str) -> None:
        real_target = process.real(target, follow=False)
        if options.has("-f") and (real_target.exists() or real_target.is_symlink()):
            remove_tree(process, real_target, recursive=False)
        if options.has("-s"):
            real_target.symlink_to(os.fsdecode(to_bytes(source)))
        else:
            real_target.hardlink_to(process.real(source, follow=False))

    return _into(call, options, words, link)


def _into(call: Call, options: Options, words: list[str], work: Work) -> int:
    """Do the work for each source with its target; a target that is a folder takes the sources' names."""
    if len(words) < 2:
        raise UsageProblem("missing file operand")
    *sources, target = words
    process = call.process
    try:
        real = process.real(target, follow=not options.has("-n") or call.name != "ln")
        folder = stat.S_ISDIR(real.lstat().st_mode) and not options.has("-T")
    except OSError:
        folder = False
    if len(sources) > 1 and not folder:
        raise CommandFailed(f"target '{target}' is not a directory")

    def each(source: str) -> None:
        name = source.rstrip("/").rpartition("/")[2]
        work(source, f"{target.rstrip('/')}/{name}" if folder else target)

    return call.each(sources, each)


COMMANDS: dict[str, Command] = {"cp": cp, "mv": mv, "ln": ln}
