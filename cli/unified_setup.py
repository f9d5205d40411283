"""``UnifiedSetup``: the original's command line, with siteprep's own options before it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TextIO

from host.errors import UsageError

if TYPE_CHECKING:
    from installer.command_line.parsed import Parsed

_WITH_VALUE = ("--media", "--on", "--format")
_SWITCHES = ("--dry-run", "--strict")
_OWN = (
    (
        "--media EXE_OR_DIR",
        "The original's self-extractor, or the folder into which it was extracted; SITEPREP_MEDIA does as well.",
    ),
    ("--on TARGET", "The machine to set up, where that is not this one."),
    ("--dry-run", "Shows what the line would do and changes nothing."),
    ("--format text|json", "How --dry-run shows it."),
    ("--strict", "Reads and judges the line exactly as the original does."),
)


def run(argv: Sequence[str]) -> int:
    """Carry out the arguments (without the program's name); the result is UnifiedSetup's return code."""
    own, original = divide(argv)
    if not original or own == ["--help"]:
        say(usage())
        return 0 if own == ["--help"] else 2
    from cli.main import app

    return int(app(["setup", *own, "--", *original], prog_name="UnifiedSetup") or 0)


def divide(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """siteprep's own options, which come first, and the original's arguments."""
    own: list[str] = []
    rest = list(argv)
    while rest and rest[0].startswith("--"):
        option, equals, _ = rest[0].partition("=")
        if option in _WITH_VALUE and not equals and len(rest) > 1:
            own += [rest.pop(0), rest.pop(0)]
        elif option in (*_WITH_VALUE, *_SWITCHES, "--help"):
            own.append(rest.pop(0))
        else:
            names = ", ".join((*_SWITCHES, *_WITH_VALUE))
            raise UsageError(
                f"{option} is not an option of UnifiedSetup.", f"Before the original's parameters it takes {names}."
            )
    late = [argument for argument in rest if argument.partition("=")[0] in (*_WITH_VALUE, *_SWITCHES)]
    if late:
        raise UsageError(
            f"{late[0].partition('=')[0]} stands behind the original's parameters.",
            "Put siteprep's own options before the first of them.",
        )
    return own, rest


def usage() -> Iterable[str]:
    """The original's parameters and siteprep's own options."""
    from access.command_grammars import load_grammar
    from installer.command_line.describe import usage_lines

    yield from usage_lines(load_grammar("unified-setup"))
    yield "siteprep's own options, which stand before the first parameter:"
    for name, meaning in _OWN:
        yield f"  {name}"
        yield f"      {meaning}"


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
