"""Commands that show what the file tree holds: ls, stat, df, mount."""

from __future__ import annotations

import os
import re
import stat
import time
from pathlib import Path

from lab.shell.call import Call, Command, Options, UsageProblem
from lab.shell.root import name_of, to_text

DEVICE = "/dev/sda1"
_KINDS = {
    stat.S_IFREG: "regular file",
    stat.S_IFDIR: "directory",
    stat.S_IFLNK: "symbolic link",
    stat.S_IFIFO: "fifo",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "character special file",
    stat.S_IFBLK: "block special file",
}
_MARKS = {stat.S_IFDIR: "/", stat.S_IFLNK: "@", stat.S_IFIFO: "|", stat.S_IFSOCK: "="}


def ls(call: Call) -> int:
    """ls [-l] [-n] [-a] [-A] [-d] [-1] [-i] [-t] [-r] [-F] [-p] [file...]."""
    options, operands = call.options("lnaAd1itrFp")
    process = call.process
    files: list[tuple[str, Path]] = []
    folders: list[tuple[str, Path]] = []

    def sort_out(operand: str) -> None:
        real = process.real(operand, follow=not options.has("-l", "-n", "-d"))
        is_folder = stat.S_ISDIR(real.lstat().st_mode) and not options.has("-d")
        (folders if is_folder else files).append((operand, real))

    status = 2 if call.each(sorted(operands) or ["."], sort_out) else 0
    _show(call, options, files)
    for count, (name, real) in enumerate(folders):
        if len(operands) > 1:
            call.print(("\n" if files or count else "") + f"{name}:")
        entries = [(name_of(entry), entry) for entry in real.iterdir()]
        if options.has("-a"):
            entries += [(".", real), ("..", real.parent if real != process.root.folder else real)]
        elif not options.has("-A"):
            entries = [entry for entry in entries if not entry[0].startswith(".")]
        if options.has("-l", "-n"):
            call.print(f"total {sum(entry.lstat().st_blocks for _, entry in entries) // 2}")
        _show(call, options, sorted(entries))
    return status


def _show(call: Call, options: Options, entries: list[tuple[str, Path]]) -> None:
    if options.has("-t"):
        entries = sorted(entries, key=lambda entry: -entry[1].lstat().st_mtime_ns)
    if options.has("-r"):
        entries = entries[::-1]
    rows = [_row(call, options, name, real) for name, real in entries]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    for row in rows:
        cells = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
        call.print(" ".join([*cells[:-1], row[-1]]))


def _row(call: Call, options: Options, name: str, real: Path) -> list[str]:
    found = real.lstat()
    number = [str(found.st_ino)] if options.has("-i") else []
    long = options.has("-l", "-n")
    if stat.S_ISLNK(found.st_mode) and long:
        name += f" -> {to_text(os.fsencode(real.readlink()))}"
    elif options.has("-F") or (options.has("-p") and stat.S_ISDIR(found.st_mode)):
        name += _MARKS.get(stat.S_IFMT(found.st_mode)) or ("*" if found.st_mode & 0o111 else "")
    if not long:
        return [*number, name]
    user, group = call.process.root.owner(found)
    owners = [str(user), str(group)] if options.has("-n") else [owner_name(user), owner_name(group)]
    recent = 0 <= time.time() - found.st_mtime < 15_778_476  # half a year, as GNU ls counts it
    form = "%b %e %H:%M" if recent else "%b %e  %Y"
    when = time.strftime(form, time.gmtime(found.st_mtime))
    return [*number, stat.filemode(found.st_mode), str(found.st_nlink), *owners, str(found.st_size), when, name]


def owner_name(number: int) -> str:
    """The name of a user or group id; only root has one here."""
    return "root" if number == 0 else str(number)


def stat_(call: Call) -> int:
    """stat -c format [-L] file... with %a %A %d %f %F %g %G %h %i %n %N %s %u %U %Y %y %b %B %%."""
    options, operands = call.options("c:L", ["format=", "printf="])
    form = options.last("-c", "--format", "--printf")
    if not operands or form is None:
        raise UsageProblem("a format (-c) and a file are needed")
    end = "" if options.has("--printf") else "\n"

    def show(path: str) -> None:
        found = call.process.stat(path, follow=options.has("-L"))
        call.print(re.sub(r"%([A-Za-z%])", lambda letter: _stat_field(call, letter[1], path, found), form), end=end)

    return call.each(operands, show)


def _stat_field(call: Call, letter: str, path: str, found: os.stat_result) -> str:
    user, group = call.process.root.owner(found)
    kind = _KINDS.get(stat.S_IFMT(found.st_mode), "unknown")
    values = {
        "a": f"{stat.S_IMODE(found.st_mode):o}",
        "A": stat.filemode(found.st_mode),
        "b": str(found.st_blocks),
        "B": "512",
        "d": str(found.st_dev),
        "f": f"{found.st_mode:x}",
        "F": "regular empty file" if kind == "regular file" and not found.st_size else kind,
        "g": str(group),
        "G": owner_name(group),
        "h": str(found.st_nlink),
        "i": str(found.st_ino),
        "n": path,
        "N": f"'{path}'",
        "s": str(found.st_size),
        "u": str(user),
        "U": owner_name(user),
        "X": str(int(found.st_atime)),
        "Y": str(int(found.st_mtime)),
        "y": time.strftime("%Y-%m-%d %H:%M:%S +0000", time.gmtime(found.st_mtime)),
        "%": "%",
    }
    if letter not in values:
        raise UsageProblem(f"unknown format %{letter}")
    return values[letter]


def df(call: Call) -> int:
    """df [-P] [-k] [-m] [-T] [file...]: one file system holds everything."""
    options, operands = call.options("PkmT")
    unit, title = (1 << 20, "1048576-blocks") if options.has("-m") else (1 << 10, "1024-blocks")
    rows = [["Filesystem", "Type", title, "Used", "Available", "Capacity", "Mounted on"]]

    def measure(path: str) -> None:
        space = os.statvfs(call.process.real(path))
        total, free = (-(-blocks * space.f_frsize // unit) for blocks in (space.f_blocks, space.f_bavail))
        used = -(-(space.f_blocks - space.f_bfree) * space.f_frsize // unit)
        percent = -(-100 * used // (used + free)) if used + free else 0
        rows.append([DEVICE, "ext4", str(total), str(used), str(free), f"{percent}%", "/"])

    status = call.each(operands or ["/"], measure)
    if len(rows) == 1:
        return status
    if not options.has("-T"):
        rows = [[row[0], *row[2:]] for row in rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for first, *middle, last in rows:
        cells = [cell.rjust(width) for cell, width in zip(middle, widths[1:-1], strict=True)]
        call.print(" ".join([first.ljust(14), *cells, last]))
    return status


def mount(call: Call) -> int:
    """mount without arguments: the one file system."""
    options, operands = call.options("lt:")
    if operands:
        raise UsageProblem("a practice host mounts nothing")
    if (options.last("-t") or "ext4") == "ext4":
        call.print(f"{DEVICE} on / type ext4 (rw,relatime)")
    return 0


COMMANDS: dict[str, Command] = {"ls": ls, "stat": stat_, "df": df, "mount": mount}
