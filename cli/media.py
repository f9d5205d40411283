"""``siteprep media``: what packages a folder holds, whether they are sound, and which host would get which."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.options import (
    DEFAULT_INSTALL_DIR,
    DEFAULT_KNOWN_HOSTS,
    DEFAULT_SSH_CONFIG,
    AcceptNewHostKeys,
    Inventory,
    KnownHosts,
    Limit,
    SshConfigFile,
    Targets,
)
from host.exit_codes import ExitCode

app = typer.Typer(help="The installers' packages.", no_args_is_help=True, rich_markup_mode=None)
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A folder of Microsoft-ASR_UA_* packages.")]
Manifest = Annotated[
    Path | None,
    typer.Option("--manifest", metavar="FILE", help="Hashes to hold the packages to, as sha256sum writes them."),
]


@app.command("list")
def list_(
    folder: Folder,
    sha256: Annotated[bool, typer.Option("--sha256", help="Print a manifest of hashes, as sha256sum does.")] = False,
) -> None:
    """List the packages that a folder and the folders below it hold: version, operating system, date."""
    from access.media_folder import MediaFolder
    from installer.media import date_of

    media = MediaFolder(folder)
    for package in media.packages:
        if sha256:
            print(f"{media.sha256(package)}  {package.file_name}")
        else:
            size = f"{package.size / 1024**2:.0f} MiB"
            print(f"{package.version!s:14} {package.token:18} {date_of(package):12} {size:>9}  {media.path(package)}")


@app.command()
def verify(folder: Folder, manifest: Manifest = None) -> None:
    """Look into every package: whole, nothing that leads out of its folder, no devices, and the pinned hash if given.

    Exit code: 0 all sound, 3 a package is refused.
    """
    from access.media_folder import MediaFolder, read_manifest
    from report.plain import plain

    media = MediaFolder(folder, read_manifest(manifest) if manifest else None)
    refused = 0
    for package in media.packages:
        problems = media.problems(package)
        refused += bool(problems)
        print(plain(f"{package.file_name}: {'refused. ' + ' '.join(problems) if problems else 'sound.'}"))
    trusted = f"the hashes in {manifest}" if manifest else "no hash from outside: Linux packages carry no signature"
    print(f"{len(media.packages)} packages, {refused} refused. Trusted: {trusted}.", file=sys.stderr)
    raise typer.Exit(ExitCode.BLOCKED if refused else ExitCode.OK)


@app.command()
def select(
    folder: Folder,
    targets: Targets = None,
    inventory: Inventory = None,
    limit: Limit = None,
    bundles: Annotated[
        list[Path] | None, typer.Option("--from", metavar="FILE", help="Judge a bundle of siteprep collect instead.")
    ] = None,
    ssh_config: SshConfigFile = DEFAULT_SSH_CONFIG,
    known_hosts: KnownHosts = DEFAULT_KNOWN_HOSTS,
    accept_new_host_keys: AcceptNewHostKeys = False,
) -> None:
    """Say which package each host would get, and which packages are missing. Nothing on the hosts is changed.

    Exit code: 0 every host has one, 3 a package is missing, 5 a host could not be reached or told.
    """
    from cli.commands import Command
    from cli.media_run import select_run

    command = Command(
        journal="",
        known_hosts=Path(known_hosts).expanduser(),
        ssh_config=Path(ssh_config).expanduser(),
        accept_new_host_keys=accept_new_host_keys,
        limit=tuple(limit or ()),
    )
    raise typer.Exit(select_run(command, folder, targets or [], inventory, bundles or [], DEFAULT_INSTALL_DIR))
