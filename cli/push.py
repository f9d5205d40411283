"""``siteprep push``: bring the mobility agent to Linux hosts and register it."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated

import typer

from cli.options import (
    DEFAULT_INSTALL_DIR,
    DEFAULT_KNOWN_HOSTS,
    DEFAULT_SSH_CONFIG,
    AcceptNewHostKeys,
    Format,
    FormatOption,
    InstallDir,
    Inventory,
    JournalOption,
    KnownHosts,
    Limit,
    Output,
    Retry,
    SshConfigFile,
    Targets,
    check_install_dir,
    journal_path,
)


def push(
    targets: Targets = None,
    inventory: Inventory = None,
    limit: Limit = None,
    retry: Retry = None,
    media: Annotated[
        Path, typer.Option("--media", metavar="DIR", help="Folder of Microsoft-ASR_UA_* packages.", show_default=False)
    ] = ...,  # type: ignore[assignment]
    cs_ip: Annotated[
        str, typer.Option("--cs-ip", metavar="IP", help="Address of the configuration server.", show_default=False)
    ] = ...,  # type: ignore[assignment]
    passphrase: Annotated[
        str,
        typer.Option(
            "--passphrase",
            metavar="REF",
            help="Where the server's passphrase is: env:NAME, file:PATH, keyring:SERVICE/USER, command:LINE or prompt.",
            show_default=False,
        ),
    ] = ...,  # type: ignore[assignment]
    install_dir: InstallDir = DEFAULT_INSTALL_DIR,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check the hosts and show each one's plan only.")] = False,
    format: FormatOption = Format.TABLE,  # noqa: A002 - the option's name
    output: Output = None,
    ssh_config: SshConfigFile = DEFAULT_SSH_CONFIG,
    known_hosts: KnownHosts = DEFAULT_KNOWN_HOSTS,
    accept_new_host_keys: AcceptNewHostKeys = False,
    journal: JournalOption = None,
) -> None:
    """Install and register the mobility agent. Preflight runs first; a blocked host is not touched.

    The same command is safe to run again: finished hosts are recognised, interrupted ones go on where they stopped.
    Exit code: 0 done, 2 wrong use, 3 a host is blocked or failed, 4 done with warnings, 5 a host is unreachable or
    not all could be found out.
    """
    from cli.commands import Command
    from cli.push_run import push_run
    from host.secret import SecretRef
    from installer.push_plan import PushRequest

    try:
        server = str(ipaddress.IPv4Address(cs_ip))
    except ValueError:
        raise typer.BadParameter(f"{cs_ip!r} is not an IPv4 address.", param_hint="--cs-ip") from None
    try:
        reference = SecretRef.parse(passphrase)
    except ValueError as error:  # what was given may be the secret itself: it is not repeated
        raise typer.BadParameter(str(error), param_hint="--passphrase") from None
    command = Command(
        output=output,
        format=format,
        journal=journal_path(journal),
        known_hosts=Path(known_hosts).expanduser(),
        ssh_config=Path(ssh_config).expanduser(),
        accept_new_host_keys=accept_new_host_keys,
        limit=tuple(limit or ()),
        retry=retry,
    )
    request = PushRequest(server, check_install_dir(install_dir))
    raise typer.Exit(push_run(command, targets or [], inventory, media, request, reference, dry_run=dry_run))
