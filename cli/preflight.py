"""``siteprep preflight``: find out what would fail before anything is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.options import (
    DEFAULT_INSTALL_DIR,
    DEFAULT_KNOWN_HOSTS,
    DEFAULT_SSH_CONFIG,
    DEFAULT_TRIES,
    AcceptNewHostKeys,
    Churn,
    Cloud,
    CloudOption,
    FormatOption,
    InstallDir,
    Inventory,
    JournalOption,
    JsonEvents,
    KnownHosts,
    Language,
    Limit,
    Machines,
    Output,
    OwnRequirements,
    ProbeHosts,
    Quiet,
    Redact,
    Retry,
    RoleOption,
    ServerOption,
    ServerVersion,
    SshConfigFile,
    Targets,
    TimeoutOption,
    TimeServers,
    TriesOption,
    VariantOption,
    Verbose,
    WorkersOption,
    check_host_names,
    check_install_dir,
    check_server_version,
    journal_place,
    workload,
)
from host.target import Role


def preflight(
    targets: Targets = None,
    inventory: Inventory = None,
    limit: Limit = None,
    retry: Retry = None,
    role: RoleOption = Role.MOBILITY_AGENT,
    release: Annotated[
        str | None,
        typer.Option("--release", metavar="VERSION", help="Agent version to judge for.  [default: the newest known]"),
    ] = None,
    cloud: CloudOption = Cloud.PUBLIC,
    variant: VariantOption = None,
    requirements: OwnRequirements = None,
    probe_hosts: ProbeHosts = None,
    server: ServerOption = None,
    time_servers: TimeServers = None,
    machines: Machines = None,
    churn: Churn = None,
    cs_version: ServerVersion = None,
    install_dir: InstallDir = DEFAULT_INSTALL_DIR,
    format: FormatOption = None,  # noqa: A002 - the option's name
    output: Output = None,
    redact: Redact = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    lang: Language = None,
    ssh_config: SshConfigFile = DEFAULT_SSH_CONFIG,
    known_hosts: KnownHosts = DEFAULT_KNOWN_HOSTS,
    accept_new_host_keys: AcceptNewHostKeys = False,
    workers: WorkersOption = None,
    timeout: TimeoutOption = None,
    connect_tries: TriesOption = DEFAULT_TRIES,
    json_events: JsonEvents = False,
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
    from cli.commands import Command, Probed
    from cli.policy import make_policy, own_checks, own_requirements
    from cli.preflight_run import Judging, preflight_run
    from cli.shown import shown_as
    from fleet.limits import Timeouts, Workers

    command = Command(
        shown=shown_as(format, output, redact, quiet, verbose, lang),
        journal=journal_place(journal),
        known_hosts=Path(known_hosts).expanduser(),
        ssh_config=Path(ssh_config).expanduser(),
        accept_new_host_keys=accept_new_host_keys,
        limit=tuple(limit or ()),
        workers=Workers.read(workers or (), "--workers"),
        timeouts=Timeouts.read(timeout or (), "--timeout"),
        tries=connect_tries,
        json_events=json_events,
        retry=retry,
    )
    probed = Probed(
        check_install_dir(install_dir),
        cloud.value,
        check_host_names(probe_hosts or [], "--probe-host"),
        check_host_names([server], "--cs-ip")[0] if server else None,
        check_host_names(time_servers or [], "--time-server"),
    )
    own = own_checks(checks or [])
    policy = make_policy(waivers, only or [], skip or [], own, strict=strict)
    wanted = own_requirements(release, cloud, variant, requirements)
    judging = Judging(role, wanted, policy, own, workload(machines, churn), check_server_version(cs_version))
    raise typer.Exit(preflight_run(command, targets or [], inventory, probed, judging, bundles or []))
