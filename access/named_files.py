"""Reading the answer files that a command line names, where they can be read from here."""

from __future__ import annotations

import sys
import time
from pathlib import Path, PureWindowsPath

from host.errors import UsageError
from installer.command_line.grammar import Flag
from installer.command_line.parsed import FileLook, Problem


def look_at(flag: Flag, value: str, strict: bool) -> FileLook | None:
    r"""Read and check a parameter's file; None where it is not there and may be on another machine.

    On Windows a file that is not there is an error. Elsewhere a path such as ``C:\Temp\x`` names a file of the
    machine that the line is for.
    """
    path = Path(value)
    here = sys.platform == "win32"
    if not here and (PureWindowsPath(value).drive or not path.is_file()):
        return None
    from access.answer_file import read_answer_file
    from installer.answer_files.check import check
    from installer.answer_files.kind import Kind

    try:
        data, warnings = read_answer_file(path)
    except UsageError as error:
        return FileLook(errors=(Problem("answer-file", flag.name, str(error)),))
    checked = check(data, Kind(flag.answer_file), now=time.time(), strict=strict)
    problems = [
        (
            problem.severity,
            Problem(f"answer-file-{problem.code}", flag.name, _placed(value, problem.line, problem.message)),
        )
        for problem in (*checked.problems, *(() if strict else warnings))
    ]
    return FileLook(
        errors=tuple(problem for severity, problem in problems if severity == "error"),
        warnings=tuple(problem for severity, problem in problems if severity == "warning"),
        details=checked.details,
    )


def _placed(path: str, line: int | None, message: str) -> str:
    return f"{path}:{line}: {message}" if line else f"{path}: {message}"
