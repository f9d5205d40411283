"""``siteprep facts``: what is known of one host, as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.options import (
    DEFAULT_INSTALL_DIR,
    DEFAULT_KNOWN_HOSTS,
    DEFAULT_SSH_CONFIG,
    AcceptNewHostKeys,
    InstallDir,
    Inventory,
    KnownHosts,
    SshConfigFile,
    check_install_dir,
)


def facts(
    target: Annotated[
        str | None, typer.Argument(metavar="local|TARGET", help="The host: local, a name from the inventory, or host.")
    ] = None,
    inventory: Inventory = None,
    install_dir: InstallDir = DEFAULT_INSTALL_DIR,
    ssh_config: SshConfigFile = DEFAULT_SSH_CONFIG,
    known_hosts: KnownHosts = DEFAULT_KNOWN_HOSTS,
    accept_new_host_keys: AcceptNewHostKeys = False,
    bundle: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Read a bundle or a collector's output instead.")
    ] = None,
) -> None:
    """Print the facts of one host as JSON (docs/schemas/siteprep.facts-1.schema.json). Nothing on it is changed.

    Exit code: 0 collected, 2 wrong use, 5 the host could not be reached.
    """
    from cli.commands import Command
    from cli.facts_run import facts_run

    folder = check_install_dir(install_dir)
    command = Command(
        journal="",
        known_hosts=Path(known_hosts).expanduser(),
        ssh_config=Path(ssh_config).expanduser(),
        accept_new_host_keys=accept_new_host_keys,
    )
    raise typer.Exit(facts_run(command, target, inventory, folder, bundle))
