"""``siteprep setup``: what UnifiedSetup would do, rehearsed or done."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import Cloud, Inventory, JournalOption, journal_place
from host.errors import UsageError

if TYPE_CHECKING:
    from installer.command_line.parsed import Parsed

_LICENCE = (
    "The third-party licence text is not part of siteprep.",
    "Run the original UNIFIEDSETUP.EXE with /ShowThirdpartyEULA on Windows: it carries the text and prints it.",
)


class PlanFormat(StrEnum):
    """How a plan is written."""

    TEXT = "text"
    JSON = "json"


def setup(
    arguments: Annotated[
        list[str] | None, typer.Argument(metavar="-- ARG...", help="UnifiedSetup's arguments.")
    ] = None,
    media: Annotated[
        Path | None,
        typer.Option(
            envvar="SITEPREP_MEDIA",
            metavar="EXE_OR_DIR",
            help="The original's self-extractor, or the folder into which it was extracted.",
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            metavar="TARGET",
            help="The Windows machine, where it is not this one: a name from the inventory or [user@]host[:port].",
        ),
    ] = None,
    inventory: Inventory = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan and change nothing.")] = False,
    plan_format: Annotated[
        PlanFormat, typer.Option("--format", help="How --dry-run shows the plan.")
    ] = PlanFormat.TEXT,
    reinstall: Annotated[
        bool,
        typer.Option("--reinstall", help="With --dry-run: plan for a machine where some components are installed."),
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Read and judge the line exactly as the original does.")
    ] = False,
    cloud: Annotated[
        Cloud | None,
        typer.Option(envvar="SITEPREP_CLOUD", help="Azure cloud whose addresses are to be tried first."),
    ] = None,
    strict_preflight: Annotated[
        bool, typer.Option("--strict-preflight", help="Stop with 4 on requirements that are only documented, too.")
    ] = False,
    passphrase_out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a new configuration server's connection passphrase to FILE."),
    ] = None,
    journal: JournalOption = None,
) -> None:
    """Set a machine up as a configuration or process server, as UnifiedSetup's command line says.

    Put -- before UnifiedSetup's arguments. The exit code is UnifiedSetup's own.
    """
    from cli.parse import parse_arguments
    from cli.unified_setup import say, say_problems, usage

    if not arguments:
        say(usage())
        raise typer.Exit(2)
    if reinstall and not dry_run:
        raise UsageError("--reinstall only shapes a plan.", "Add --dry-run; a real run finds out what is installed.")
    parsed = parse_arguments(arguments, "unified-setup", strict=strict)
    say_problems(parsed)
    if parsed.mode == "usage":
        say(usage())
    elif parsed.mode == "show-eula":
        say(_LICENCE)
    elif not parsed.errors:
        if dry_run:
            _show_plan(parsed, plan_format, reinstall=reinstall)
        else:
            _refuse_here(on)
            from cli.setup_run import SetupOptions, setup_run

            options = SetupOptions(
                media, cloud, strict_preflight, passphrase_out, journal_place(journal), on, inventory
            )
            raise typer.Exit(setup_run(parsed, options))
    raise typer.Exit(parsed.exit_code)


def _show_plan(parsed: Parsed, chosen: PlanFormat, *, reinstall: bool) -> None:
    from access.command_grammars import load_setup_steps
    from installer.setup_plan import plan_document

    document = plan_document(parsed, load_setup_steps(), reinstall=reinstall)
    if chosen is PlanFormat.JSON:
        from json import dumps

        print(dumps(document, indent=2))
        return
    from rich.console import Console

    from report.plan_table import print_plan

    print_plan(document, Console() if sys.stdout.isatty() else Console(width=140))


def _refuse_here(on: str | None) -> None:
    if on is not None or sys.platform == "win32":
        return
    raise UsageError(
        "UnifiedSetup's components are Windows programs, and this machine is none. Nothing was changed.",
        "Name the Windows machine with --on TARGET, or add --dry-run to see what it would do.",
    )
