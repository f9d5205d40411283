"""``siteprep inventory``: what an inventory says, before anything is done with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import Limit
from host.exit_codes import ExitCode

if TYPE_CHECKING:
    from host.target import Target

app = typer.Typer(help="The list of hosts.", no_args_is_help=True, rich_markup_mode=None)
File = Annotated[
    Path, typer.Option("--inventory", "-i", metavar="FILE", help="File that lists the hosts.", show_default=False)
]


@app.command()
def check(inventory: File) -> None:
    """Read the whole file and tell what is wrong or doubtful in it. No host is connected to.

    Exit code: 0 nothing, 2 mistakes, 4 something doubtful.
    """
    from fleet.inventory import load_inventory
    from fleet.inventory_doubts import doubts

    targets = load_inventory(inventory)
    found = doubts(targets)
    for doubt in found:
        print(f"{inventory}: {doubt}")
    print(f"{len(targets)} host{'' if len(targets) == 1 else 's'}, {len(found)} doubtful.")
    raise typer.Exit(ExitCode.WARNINGS if found else ExitCode.OK)


@app.command(name="list")
def list_hosts(
    inventory: File,
    limit: Limit = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """List the hosts with what is known of each; secrets only as the references that they are."""
    from report.plain import plain

    targets = _chosen(inventory, limit)
    if json:
        from json import dumps

        from fleet.targets import to_json

        print(dumps({"hosts": [to_json(target) for target in targets]}, indent=2))
        return
    width = max(len(plain(target.name)) for target in targets)
    for target in targets:
        user = f"{target.user}@" if target.user else ""
        port = f":{target.port}" if target.port else ""
        address = f"[{target.address}]" if ":" in target.address else target.address
        groups = f"({', '.join(target.groups)})" if target.groups else ""
        parts = [f"{user}{address}{port}", target.role or "", groups]
        told = "  ".join(plain(part) for part in parts if part)
        print(f"{plain(target.name):{width}}  {target.platform:7}  {told}")


@app.command()
def graph(inventory: File, limit: Limit = None) -> None:
    """Show the groups with their hosts."""
    from report.plain import plain

    targets = _chosen(inventory, limit)
    groups = dict.fromkeys(group for target in targets for group in target.groups)
    for group in groups:
        print(plain(f"{group}:"))
        for target in targets:
            if group in target.groups:
                print(f"  {plain(target.name)}")
    if alone := [target.name for target in targets if not target.groups]:
        print("(in no group):")
        for name in alone:
            print(f"  {plain(name)}")


def _chosen(inventory: Path, limit: list[str] | None) -> list[Target]:
    from fleet.select import select_targets

    return select_targets([], inventory, limit or [])
