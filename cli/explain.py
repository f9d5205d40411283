"""``siteprep explain``: what an exit code, an error ID or a setup log means, and what to do about it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from host.exit_codes import ExitCode


def explain(
    questions: Annotated[
        list[str],
        typer.Argument(
            metavar="CODE|FILE...",
            help="An exit code with its program (unified-setup:103), an error ID or name, or the path of a log.",
        ),
    ],
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Tell cause and remedy of exit codes, error IDs and error names, and of what a setup's log or error file tells.

    The exit code is 0 where everything is explained and 2 where something is not known or cannot be read.
    """
    from access.catalogue import load_explanations
    from access.explain import explain_file
    from cli.unified_setup import say
    from installer.explain.document import as_document, as_lines

    catalogue = load_explanations()
    answers = [
        explain_file(Path(question), catalogue) if _names_a_file(question) else catalogue.answer(question)
        for question in questions
    ]
    if json:
        from json import dumps

        print(dumps(as_document(answers), indent=2))
    else:
        for position, answer in enumerate(answers):
            if position:
                print()
            say(as_lines(answer))
    raise typer.Exit(ExitCode.OK if all(answer.explained for answer in answers) else ExitCode.USAGE)


def _names_a_file(question: str) -> bool:
    """Whether a file is meant: a path, or the name of a file that is there and is no number."""
    from installer.explain.numbers import parse_number

    if parse_number(question.strip()) is not None:
        return False
    if "/" in question or "\\" in question or question.lower().endswith((".log", ".json", ".txt")):
        return True
    try:
        return Path(question).is_file()
    except (OSError, ValueError):
        return False
