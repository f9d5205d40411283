"""``siteprep requirements``: what a role needs, as a checklist."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.options import Cloud, OwnRequirements, VariantOption
from host.target import Role

app = typer.Typer(help="What a role needs.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _requirements() -> None:
    pass


@app.command()
def show(
    role: Annotated[Role, typer.Argument(help="What a host is to become.")],
    cloud: Annotated[Cloud, typer.Option(help="The Azure cloud.")] = Cloud.PUBLIC,
    release: Annotated[
        str | None, typer.Option(metavar="VERSION", help="The agent's version.  [default: the newest known]")
    ] = None,
    variant: VariantOption = None,
    requirements: OwnRequirements = None,
    install_dir: Annotated[str, typer.Option(metavar="DIR", help="The agent's folder on Linux.")] = "/usr/local/ASR",
) -> None:
    """Print a role's checklist as Markdown: everything that siteprep looks at, with its check and its documentation."""
    from access.catalogue import load_not_checked
    from cli.policy import own_requirements
    from preflight.checklist import checklist
    from preflight.context import Context
    from report.checklist import markdown

    wanted = own_requirements(release, cloud.value, variant, requirements)
    context = Context(wanted, wanted.release, install_dir)
    for line in markdown(role, wanted, checklist(role, context), load_not_checked()):
        print(line)
