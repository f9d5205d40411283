"""Reading the answer files that a command line names, where they can be read from here."""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path, PureWindowsPath

from host.errors import UsageError
from host.secret import Secret
from installer.command_line.grammar import Flag
from installer.command_line.parsed import FileLook, Parsed, Problem

_QUOTED = re.compile(r'Password\s*=\s*"([^"\r\n]{4,})"')
_SECRETS_LIMIT = 64 * 1024


def look_at(flag: Flag, value: str, strict: bool) -> FileLook | None:
    r"""Read and check a parameter's file; None where it is not there and may be on another machine.

    On Windows a file that is not there is an error. Elsewhere a path such as ``C:\Temp\x`` names a file of the
    machine that the line is for.
    """
    path = Path(value)
    here = sys.platform == "win32"
    if not here and (PureWindowsPath(value).drive or not os.path.isfile(value)):  # noqa: PTH113 - it never raises
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
        corrected=checked.corrected,
    )


def secrets_in(parsed: Parsed) -> tuple[Secret, ...]:
    """Passwords and passphrases in the files that a line names, so that nothing that repeats them is shown."""
    found: set[str] = set()
    for name, value in parsed.parameters.items():
        flag = parsed.grammar.flags[name]
        if flag.answer_file and isinstance(value, str) and os.path.isfile(value):  # noqa: PTH113
            with Path(value).open("rb") as file:
                text = file.read(_SECRETS_LIMIT).decode("utf-8", "replace")
            found |= {text.strip()} if flag.answer_file == "passphrase" else set(_QUOTED.findall(text))
    return tuple(Secret(text) for text in found if text and "\n" not in text)


def named_files(parsed: Parsed) -> dict[str, Secret]:
    """The contents of the files that a line names and that lie here, by parameter: another machine gets copies."""
    found: dict[str, Secret] = {}
    for name, value in parsed.parameters.items():
        if parsed.grammar.flags[name].answer_file and isinstance(value, str) and os.path.isfile(value):  # noqa: PTH113
            try:
                found[name] = Secret(Path(value).read_bytes().decode("utf-8-sig"))
            except (OSError, UnicodeDecodeError) as error:
                raise UsageError(f"The file {value} of {name} cannot be read.", "Name a readable text file.") from error
    return found


def _placed(path: str, line: int | None, message: str) -> str:
    return f"{path}:{line}: {message}" if line else f"{path}: {message}"
