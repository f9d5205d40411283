"""Which drive a server goes to: the one setup is told, or else the roomiest that would do."""

from __future__ import annotations

import ntpath
import re

from host.target import Platform
from preflight.check import Context, known
from preflight.facts import Absent
from preflight.windows_facts import WindowsFacts
from preflight.windows_machine import Volume

GIB = 1024**3
FIXED = 3


def drive_letter(path: str) -> str | None:
    """``D:`` of a path that names a drive, in upper case; None of any other.

    >>> drive_letter("d:\\\\asr"), drive_letter("\\\\\\\\server\\\\share"), drive_letter("asr")
    ('D:', None, None)
    """
    drive = ntpath.splitdrive(path)[0].upper()
    return drive if re.fullmatch("[A-Z]:", drive) else None


def volume(facts: WindowsFacts, letter: str | None) -> Volume | None:
    """The volume with this letter."""
    return next((each for each in known(facts.volumes) if each.letter.upper() == letter), None)


def suits(each: Volume, context: Context) -> bool:
    """Whether a server may be installed there: a fixed drive with the wanted file system."""
    wanted = context.rows(Platform.WINDOWS)["install-drive"].text("file_system")
    return each.drive_type == FIXED and each.file_system == wanted


def install_volume(facts: WindowsFacts, context: Context) -> Volume | None:
    """The volume of the install location; where none was told, the roomiest that suits."""
    if context.setup.install_location is not None:
        return volume(facts, drive_letter(context.setup.install_location))
    return max((each for each in known(facts.volumes) if suits(each, context)), key=free, default=None)


def free(each: Volume) -> int:
    """Free bytes; none where the drive is empty."""
    return 0 if isinstance(each.free_bytes, Absent) else each.free_bytes


def free_text(each: Volume) -> str:
    """How much is free on a drive, for people: whole GB, rounded down."""
    return f"{each.letter} has {free(each) // GIB} GB free"
