"""``UnifiedSetup``: the original's command line, rehearsed."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from installer.command_line.parsed import Parsed

DRY_RUN = "--dry-run"

_ONLY_REHEARSES = (
    "This version of siteprep only rehearses: the components are Windows programs, and it does not start them.",
    f"Nothing was changed. Add {DRY_RUN} to see what the line would do.",
)
_LICENCE = (
    "The third-party licence text is not part of siteprep.",
    "Run the original UnifiedSetup.exe with /ShowThirdpartyEULA on Windows: it carries the text and prints it.",
)


def run(argv: list[str]) -> int:
    """Carry out the arguments (without the program's name); the result is UnifiedSetup's return code."""
    from access.setup_grammar import load_setup_grammar
    from installer.command_line.describe import request_lines, usage_lines
    from installer.command_line.parse import parse

    grammar = load_setup_grammar()
    rehearsing = DRY_RUN in argv
    parsed = parse([argument for argument in argv if argument != DRY_RUN], grammar)
    say_problems(parsed)
    if parsed.mode == "usage":
        say(usage_lines(grammar))
        say([f"  {DRY_RUN}", "      siteprep's own: shows what the line would do and changes nothing."])
    elif parsed.mode == "show-eula":
        say(_LICENCE)
    elif rehearsing:
        say(request_lines(parsed))
    elif not parsed.errors:
        say(_ONLY_REHEARSES, sys.stderr)
        return grammar.return_code("Failed")
    return parsed.exit_code


def say_problems(parsed: Parsed) -> None:
    """Errors and warnings, to standard error."""
    from installer.command_line.describe import problem_lines

    say(problem_lines(parsed.errors, "error: "), sys.stderr)
    say(problem_lines(parsed.warnings, "warning: "), sys.stderr)


def say(lines: Iterable[str], stream: TextIO | None = None) -> None:
    """Print lines made safe for a terminal; their indentation stays. Standard output unless told otherwise."""
    from report.plain import plain

    for line in lines:
        indentation = line[: len(line) - len(line.lstrip(" "))]
        print(indentation + plain(line), file=stream or sys.stdout)
