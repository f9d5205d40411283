"""``siteprep preflight``: find out what would fail before anything is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.options import (
    DEFAULT_INSTALL_DIR,
    DEFAULT_KNOWN_HOSTS,
    AcceptNewHostKeys,
    Format,
    FormatOption,
    InstallDir,
    Inventory,
    JournalOption,
    KnownHosts,
    Output,
    RoleOption,
    Targets,
    check_install_dir,
    journal_path,
)
from host.target import Role


def preflight(
    targets: Targets = None,
    inventory: Inventory = None,
    role: RoleOption = Role.MOBILITY_AGENT,
    release: Annotated[
        str | None,
        typer.Option("--release", metavar="VERSION", help="Agent version to judge for.  [default: the newest known]"),
    ] = None,
    install_dir: InstallDir = DEFAULT_INSTALL_DIR,
    format: FormatOption = Format.TABLE,  # noqa: A002 - the option's name
    output: Output = None,
    known_hosts: KnownHosts = DEFAULT_KNOWN_HOSTS,
    accept_new_host_keys: AcceptNewHostKeys = False,
    journal: JournalOption = None,
) -> None:
    """Check hosts against everything a role needs. Nothing on them is changed.

    Exit code: 0 all ready, 2 wrong use, 3 a host is blocked, 4 warnings only, 5 a host is unreachable or not all
    could be found out.
    """
    from cli.commands import Command, preflight_run

    command = Command(
        output=output,
        format=format,
        journal=journal_path(journal),
        known_hosts=Path(known_hosts).expanduser(),
        accept_new_host_keys=accept_new_host_keys,
    )
    code = preflight_run(command, targets or [], inventory, role, release, check_install_dir(install_dir))
    raise typer.Exit(code)
