"""``siteprep parse``: read a UnifiedSetup command line, judge it, and tell what it would do."""

from __future__ import annotations

from typing import Annotated

import typer


def parse(
    arguments: Annotated[
        list[str] | None,
        typer.Argument(metavar="-- ARG...", help="UnifiedSetup's arguments, without the program's name."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Read a UnifiedSetup command line and tell every problem, what only the machine can decide, and the plan.

    Put -- before the arguments. Nothing is changed. The exit code is UnifiedSetup's: 0 valid, 2 invalid.
    """
    from access.setup_grammar import load_setup_grammar
    from cli.unified_setup import say, say_problems
    from installer.command_line.describe import document, request_lines
    from installer.command_line.parse import parse as parse_line

    parsed = parse_line(arguments or [], load_setup_grammar())
    if json:
        from json import dumps

        print(dumps(document(parsed), indent=2))
    else:
        say_problems(parsed)
        say(request_lines(parsed))
    raise typer.Exit(parsed.exit_code)
