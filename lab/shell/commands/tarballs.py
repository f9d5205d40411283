"""tar."""

from __future__ import annotations

import os
import tarfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import IO, cast

from lab.shell.call import Call, Command, CommandFailed, Options, UsageProblem
from lab.shell.commands.archives import StreamFile
from lab.shell.commands.changes import make_parents
from lab.shell.commands.packing import create_archive
from lab.shell.process import Process
from lab.shell.root import to_bytes
from lab.shell.streams import Stream

_LONG = ["no-same-owner", "strip-components=", "extract", "list", "create", "gzip", "file=", "directory="]


def tar(call: Call) -> int:
    """tar -x|-t|-c with -z -v -p -o -O -m -f archive -C folder --no-same-owner --strip-components n [member...]."""
    if call.arguments and not call.arguments[0].startswith("-"):
        call.arguments[0] = "-" + call.arguments[0]
    options, members = call.options("xtczvpoOmf:C:", _LONG)
    archive = options.last("-f", "--file") or "-"
    create = options.has("-c", "--create")
    if not create and not options.has("-x", "-t", "--extract", "--list"):
        raise UsageProblem("one of -c, -t and -x is needed")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC if create else os.O_RDONLY
    process = call.process
    try:
        stream = process.stream(int(create)).share() if archive == "-" else process.open(archive, flags)
    except OSError as error:
        raise CommandFailed(f"{archive}: {error.strerror}", 2) from None
    file = cast("IO[bytes]", StreamFile(call, stream))
    packed = options.has("-z", "--gzip")
    try:
        _enter(process, options.last("-C", "--directory"))
        if create:
            return create_archive(call, file, members, packed=packed, verbose=options.has("-v"))
        return _read(call, options, file, members, mode="r|gz" if packed else "r|*")
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise CommandFailed(f"{archive}: {error}", 2) from None
    finally:
        stream.close()


def _enter(process: Process, folder: str | None) -> None:
    """Change the folder; this process ends with the command."""
    if folder is None:
        return
    try:
        process.stat(f"{folder}/")
        process.cwd = process.root.of_host(process.real(folder))
    except OSError as error:
        raise CommandFailed(f"{folder}: {error.strerror}", 2) from None


def _read(call: Call, options: Options, file: IO[bytes], members: list[str], mode: str) -> int:
    extract = options.has("-x", "--extract")
    missing = {member.rstrip("/") for member in members}
    unpacking = Unpacking(call, options)
    with tarfile.open(fileobj=file, mode=mode, encoding="latin-1") as archive:  # type: ignore[call-overload]
        for member in archive:
            call.process.check()
            wanted = [name for name in members if f"{member.name}/".startswith(name.rstrip("/") + "/")]
            if members and not wanted:
                continue
            missing.difference_update(name.rstrip("/") for name in wanted)
            if not extract or options.has("-v"):
                call.print(member.name + ("/" if member.isdir() else ""))
            if extract:
                unpacking.unpack(archive, member)
    unpacking.finish()
    for name in sorted(missing):
        call.complain(f"{name}: Not found in archive")
    return 2 if missing or unpacking.failed else 0


class Unpacking:
    """Lays members down in the current folder, never above it: absolute names lose their slash, ``..`` is refused."""

    def __init__(self, call: Call, options: Options) -> None:
        self.failed = False
        self._call = call
        self._to_output = options.has("-O")
        self._own = not options.has("-o", "--no-same-owner")
        self._strip = int(options.last("--strip-components") or 0)
        self._folders: list[tuple[Path, int]] = []
        self._told = False

    def unpack(self, archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        """One member; a message and `failed` when it could not be unpacked."""
        call = self._call
        if member.name.startswith("/") and not self._told:
            self._told = True
            call.complain("Removing leading `/' from member names")
        parts = [part for part in member.name.split("/") if part not in ("", ".")]
        if ".." in parts:
            call.complain(f"{member.name}: Member name contains '..'")
            self.failed = True
            return
        name = "/".join(parts[self._strip :])
        if not name:
            return
        try:
            if self._to_output:
                self._copy(archive, member, self._call.process.stream(1))
            else:
                self._lay_down(archive, member, name)
        except BrokenPipeError:
            raise
        except OSError as error:
            call.complain(f"{member.name}: Cannot unpack: {error.strerror}")
            self.failed = True

    def finish(self) -> None:
        """Folders get their modes last, so that members can be laid into those that forbid it."""
        for real, mode in reversed(self._folders):
            real.chmod(mode)

    def _lay_down(self, archive: tarfile.TarFile, member: tarfile.TarInfo, name: str) -> None:
        process = self._call.process
        make_parents(process, name)
        real = process.real(name, follow=member.isdir())
        if member.isdir():
            real.mkdir(0o700, exist_ok=True)
            self._folders.append((real, member.mode & 0o7777))
        else:
            with suppress(FileNotFoundError):
                process.root.unlink(real)
            if member.issym():
                real.symlink_to(os.fsdecode(to_bytes(member.linkname)))
            elif member.islnk():
                real.hardlink_to(process.real(member.linkname.lstrip("/"), follow=False))
            elif member.isreg():
                stream = process.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                try:
                    self._copy(archive, member, stream)
                finally:
                    stream.close()
                real.chmod(member.mode & 0o7777)
                os.utime(real, (member.mtime, member.mtime))
            else:
                raise OSError(1, "a practice host makes no special files")
        if self._own:
            process.root.set_owner(real, member.uid, member.gid)

    def _copy(self, archive: tarfile.TarFile, member: tarfile.TarInfo, sink: Stream) -> None:
        source = archive.extractfile(member) if member.isreg() else None
        while source and (block := source.read(1 << 16)):
            sink.write(block, self._call.process.check)


COMMANDS: dict[str, Command] = {"tar": tar}
