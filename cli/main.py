"""The command line: one application, one file per command."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cli import answer_file, inventory, kernels, media, report, requirements, runs
from cli.collect import collect
from cli.compose import compose
from cli.demo import demo
from cli.explain import explain
from cli.facts import facts
from cli.matrix import matrix
from cli.parse import parse
from cli.preflight import preflight
from cli.push import push
from cli.selftest import selftest
from cli.setup import setup
from host.version import __version__


class _Commands(TyperGroup):
    """Commands of two words are found before those of one: `preflight matrix` is no preflight of a host matrix."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if (two := " ".join(args[:2])) in self.commands:
            return two, self.commands[two], args[2:]
        return super().resolve_command(ctx, args)


app = typer.Typer(
    name="siteprep",
    cls=_Commands,
    help="Prepare hosts for Azure Site Recovery and install its components on them, unattended.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # rich would triple the time --help takes
    pretty_exceptions_enable=False,  # they print local variables
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"siteprep {__version__}")
        raise typer.Exit


@app.callback()
def _siteprep(
    _wanted: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    pass


app.command()(preflight)
app.command(name="preflight matrix")(matrix)
app.command()(collect)
app.command()(facts)
app.command()(push)
app.command(context_settings={"ignore_unknown_options": True})(parse)
app.command(context_settings={"ignore_unknown_options": True})(setup)
app.command(context_settings={"ignore_unknown_options": True})(compose)
app.command(context_settings={"ignore_unknown_options": True})(explain)
app.command()(selftest)
app.command()(demo)
app.add_typer(answer_file.app, name="answer-file")
app.add_typer(inventory.app, name="inventory")
app.add_typer(requirements.app, name="requirements")
app.add_typer(report.app, name="report")
app.add_typer(runs.app, name="runs")
app.add_typer(kernels.app, name="kernels")
app.add_typer(media.app, name="media")
