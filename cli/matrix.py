"""``siteprep preflight matrix``: try the ports that hosts must reach of each other."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.options import (
    DEFAULT_KNOWN_HOSTS,
    DEFAULT_SSH_CONFIG,
    AcceptNewHostKeys,
    Inventory,
    KnownHosts,
    Limit,
    RoleOption,
    SshConfigFile,
    Targets,
)
from host.target import Role


class MatrixFormat(StrEnum):
    """How the ways are written."""

    TABLE = "table"
    JSON = "json"


def matrix(
    targets: Targets = None,
    inventory: Inventory = None,
    limit: Limit = None,
    role: RoleOption = Role.MOBILITY_AGENT,
    groups: Annotated[
        list[str] | None,
        typer.Option(
            "--group", metavar="NAME", help="Group of the inventory whose machines are replicated together; repeatable."
        ),
    ] = None,
    here: Annotated[
        str | None, typer.Option("--here", metavar="NAME", help="The host of the inventory that this machine is.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the ways, and try none.")] = False,
    format: Annotated[  # noqa: A002 - the option's name
        MatrixFormat, typer.Option("--format", "-f", help="How to write the result.")
    ] = MatrixFormat.TABLE,
    ssh_config: SshConfigFile = DEFAULT_SSH_CONFIG,
    known_hosts: KnownHosts = DEFAULT_KNOWN_HOSTS,
    accept_new_host_keys: AcceptNewHostKeys = False,
) -> None:
    """Try the documented ports between hosts, from where each connection would begin.

    Where a service is not there yet, siteprep listens in its place for as long as it takes, and changes nothing else.
    (A host that is itself called matrix is preflighted as matrix:22.)

    Exit code: 0 all open, 2 wrong use, 3 a way is closed, 5 a way could not be tried.
    """
    from access.catalogue import load_directions
    from cli.progress import progress
    from fleet.engine import Stop
    from fleet.matrix import Matrix
    from fleet.secrets import SecretStore
    from fleet.select import select_targets
    from fleet.sessions import remote_sessions
    from host.errors import UsageError
    from preflight.port_matrix import idle, ways
    from report.matrix import matrix_document, matrix_exit_code, print_matrix

    chosen = {target.name: target for target in select_targets(targets or [], inventory, limit or [])}
    known = {group for target in chosen.values() for group in target.groups}
    for group in groups or ():
        if group not in known:
            raise UsageError(f"No host is in the group '{group}'.", "Name a group of the inventory with --group.")
    if here is not None and here not in chosen:
        raise UsageError(f"'{here}' is none of the hosts.", "Name the host that this machine is with --here.")
    directions = load_directions()
    wanted = ways(directions, list(chosen.values()), role, groups or ())
    if not wanted:
        raise UsageError(
            "Between these hosts there is no documented way.",
            "Give the hosts their roles in the inventory (configuration-server, process-server, mobility-agent ...).",
        )
    if dry_run:
        for way in wanted:
            print(f"{way.source} -> {way.destination} {way.address}:{way.port} ({way.purpose})")
        return
    sessions = remote_sessions(
        SecretStore(), Path(known_hosts).expanduser(), Path(ssh_config).expanduser(), accept_new=accept_new_host_keys
    )
    with progress() as tell:
        results = Matrix(chosen, sessions, here, tell, Stop()).run(wanted)
    document = matrix_document(results, idle(directions, wanted))
    if format is MatrixFormat.JSON:
        json.dump(document, sys.stdout, indent=2)
        print()
    else:
        from rich.console import Console

        print_matrix(document, Console())
    raise typer.Exit(matrix_exit_code(results))
