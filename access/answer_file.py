"""Reading an answer file: no more than it can have, and with a look at who else may read it."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from host.errors import UsageError
from installer.answer_files.problem import WARNING, FileProblem

LIMIT = 1024 * 1024


def read_answer_file(path: Path) -> tuple[bytes, list[FileProblem]]:
    """A file's bytes, and a warning where others may read it. Raises UsageError when there is no such file to read."""
    try:
        # without O_NONBLOCK, opening a named pipe waits for a writer
        with os.fdopen(
            os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb"
        ) as file:
            mode = os.fstat(file.fileno()).st_mode
            if not stat.S_ISREG(mode):
                raise UsageError(f"{path} is no regular file.", "Name the answer file itself.")
            data = file.read(LIMIT + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", "Check the path and its rights.") from error
    except ValueError:
        raise UsageError("The file's name holds a NUL.", "Check the path.") from None
    if len(data) > LIMIT:
        raise UsageError(f"{path} is larger than 1 MiB, which no answer file is.", "Name the answer file itself.")
    # On Windows the mode says nothing about who may read a file.
    if sys.platform != "win32" and mode & (stat.S_IRGRP | stat.S_IROTH):
        message = f"Others may read this file. Take their rights away: chmod 600 {path.name}."
        return data, [FileProblem("readable-by-others", None, WARNING, message)]
    return data, []
