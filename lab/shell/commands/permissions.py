"""chmod, chown, chgrp."""

from __future__ import annotations

from pathlib import Path

from lab.shell.call import Call, Command, CommandFailed, UsageProblem
from lab.shell.modes import change_mode
from lab.shell.process import Process


def chmod(call: Call) -> int:
    """chmod [-R] mode file..."""
    # A mode such as -x looks like an option to getopt.
    words = [word for word in call.arguments if word not in ("-R", "-f", "--")]
    if len(words) < 2:
        raise UsageProblem("missing operand")
    text, *paths = words

    def change(path: Path) -> None:
        found = path.stat()
        try:
            mode = change_mode(found.st_mode & 0o7777, text, call.process.umask, folder=path.is_dir())
        except ValueError:
            raise UsageProblem(f"invalid mode: '{text}'") from None
        path.chmod(mode)

    def change_all(path: str) -> None:
        for each in _tree(call, path, recursive="-R" in call.arguments):
            change(each)

    return call.each(paths, change_all)


def chown(call: Call) -> int:
    """chown [-R] [-h] user[:group] file...; chgrp with a group. Remembered, since only root could really do it."""
    options, words = call.options("Rhf")
    if len(words) < 2:
        raise UsageProblem("missing operand")
    user, _, group = words[0].replace(".", ":", 1).partition(":") if call.name != "chgrp" else ("", "", words[0])
    user_id = _id(call.process, "/etc/passwd", user)
    group_id = _id(call.process, "/etc/group", group)

    def change(path: str) -> None:
        for each in _tree(call, path, recursive=options.has("-R"), follow=not options.has("-h")):
            call.process.root.set_owner(each, user_id, group_id)

    return call.each(words[1:], change)


def _tree(call: Call, path: str, *, recursive: bool, follow: bool = True) -> list[Path]:
    real = call.process.real(path, follow=follow)
    real.lstat()
    if not recursive:
        return [real]
    below = [each for each in real.rglob("*") if not each.is_symlink()]
    return [real, *below]


def _id(process: Process, table: str, name: str) -> int | None:
    if not name or name.isdecimal():
        return int(name) if name else None
    try:
        lines = process.read_text(table).split("\n")
    except OSError:
        lines = []
    for line in lines:
        entry = line.split(":")
        if entry[0] == name and len(entry) > 2 and entry[2].isdecimal():
            return int(entry[2])
    if name == "root":
        return 0
    raise CommandFailed(f"invalid user or group: '{name}'")


COMMANDS: dict[str, Command] = {"chmod": chmod, "chown": chown, "chgrp": chown}
