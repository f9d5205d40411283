"""``siteprep preflight``: find out what would fail before anything is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.options import (
    DEFAULT_INSTALL_DIR,
    DEFAULT_KNOWN_HOSTS,
    AcceptNewHostKeys,
    Cloud,
    CloudOption,
    Format,
    FormatOption,
    InstallDir,
    Inventory,
    JournalOption,
    KnownHosts,
    Output,
    ProbeHosts,
    RoleOption,
    ServerOption,
    Targets,
    TimeServers,
    check_host_names,
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
    cloud: CloudOption = Cloud.PUBLIC,
    probe_hosts: ProbeHosts = None,
    server: ServerOption = None,
    time_servers: TimeServers = None,
    install_dir: InstallDir = DEFAULT_INSTALL_DIR,
    format: FormatOption = Format.TABLE,  # noqa: A002 - the option's name
    output: Output = None,
    known_hosts: KnownHosts = DEFAULT_KNOWN_HOSTS,
    accept_new_host_keys: AcceptNewHostKeys = False,
    journal: JournalOption = None,
    bundles: Annotated[
        list[Path] | None,
        typer.Option("--from", metavar="FILE", help="Judge a bundle of siteprep collect, or a collector's output."),
    ] = None,
    waivers: Annotated[
        Path | None, typer.Option("--waivers", metavar="FILE", help="YAML file of accepted risks.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="CHECK", help="Run only this check; a glob, may be repeated.")
    ] = None,
    skip: Annotated[
        list[str] | None, typer.Option("--skip", metavar="CHECK", help="Leave this check out; a glob, may be repeated.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Let a failed warning block as a blocker does.")] = False,
    checks: Annotated[
        list[Path] | None, typer.Option("--checks", metavar="FILE", help="YAML file of checks of your own.")
    ] = None,
) -> None:
    """Check hosts against everything a role needs. Nothing on them is changed.

    Exit code: 0 all ready, 2 wrong use, 3 a host is blocked, 4 warnings only, 5 a host is unreachable or not all
    could be found out.
    """
    from cli.commands import Command, Judging, Probed, preflight_run
    from cli.policy import make_policy, own_checks

    command = Command(
        output=output,
        format=format,
        journal=journal_path(journal),
        known_hosts=Path(known_hosts).expanduser(),
        accept_new_host_keys=accept_new_host_keys,
    )
    probed = Probed(
        check_install_dir(install_dir),
        cloud.value,
        check_host_names(probe_hosts or [], "--probe-host"),
        check_host_names([server], "--server")[0] if server else None,
        check_host_names(time_servers or [], "--time-server"),
    )
    own = own_checks(checks or [])
    policy = make_policy(waivers, only or [], skip or [], own, strict=strict)
    judging = Judging(role, release, policy, own)
    raise typer.Exit(preflight_run(command, targets or [], inventory, probed, judging, bundles or []))
