"""``siteprep parse``: read the command line of one of the installers, judge it, and tell what the program would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from host.errors import UsageError

if TYPE_CHECKING:
    from installer.command_line.parsed import Parsed


def parse(
    arguments: Annotated[
        list[str] | None,
        typer.Argument(metavar="-- ARG...", help="The program's arguments, without its name."),
    ] = None,
    program: Annotated[
        str | None,
        typer.Option(
            help="Whose line it is: unified-setup (the default), bootstrapper, unified-agent, agent-configurator,"
            " linux-install, linux-configurator, provider, setupdr or dr-configurator."
        ),
    ] = None,
    command_line: Annotated[
        str | None,
        typer.Option("--command-line", metavar="STRING", help="A whole line in one string, as Windows would get it."),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Read and judge exactly as the program itself does.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Read an installer's command line and tell every problem, what only the machine can decide, and what would happen.

    Put -- before the arguments. Nothing is changed. The exit code is 0 for a line that is accepted and 2 for one that
    is refused or only asks for the usage; with --strict it is the program's own.
    """
    from cli.unified_setup import say, say_problems
    from installer.command_line.describe import document, request_lines

    if command_line is not None and arguments:
        raise UsageError("Both --command-line and arguments are given.", "Give the line in one of the two ways.")
    if command_line is None:
        parsed = parse_arguments(arguments or [], program or "unified-setup", strict=strict)
    else:
        parsed = parse_line(command_line, program, strict=strict)
    if json:
        from json import dumps

        print(dumps(document(parsed), indent=2))
    else:
        say_problems(parsed)
        say(request_lines(parsed))
    raise typer.Exit(parsed.exit_code)


def parse_arguments(argv: list[str], program: str, *, strict: bool = False) -> Parsed:
    """Judge arguments; files that they name and that can be read here are read."""
    from access.command_grammars import load_grammar
    from access.named_files import look_at
    from installer.command_line.parse import parse as judge

    return judge(argv, load_grammar(program), strict=strict, look_at=look_at)


def parse_line(line: str, program: str | None, *, strict: bool = False) -> Parsed:
    """Judge a raw line, which may begin with a program's name; that name chooses the program unless one is given."""
    from access.command_grammars import load_grammar
    from access.named_files import look_at
    from installer.command_line.parse import parse as judge
    from installer.command_line.raw import read_line

    named, rest = program_of(line)
    grammar = load_grammar(program or named or "unified-setup")
    raw = read_line(rest if named else line, grammar)
    return judge(
        raw.original if strict else raw.arguments,
        grammar,
        strict=strict,
        look_at=look_at,
        original_argv=raw.original,
        warnings=() if strict else raw.warnings,
    )


def program_of(line: str) -> tuple[str | None, str]:
    """The program whose executable's name begins the line, and the rest of the line."""
    from access.command_grammars import PROGRAMS, load_grammar
    from installer.command_line.raw import begins_with

    for program in PROGRAMS:
        rest = begins_with(line, load_grammar(program))
        if rest is not None:
            return program, rest
    return None, line
