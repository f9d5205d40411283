"""``siteprep collect``: take evidence along from hosts that siteprep cannot judge where it stands."""

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
    Cloud,
    CloudOption,
    InstallDir,
    Inventory,
    JsonEvents,
    KnownHosts,
    Limit,
    ProbeHosts,
    ServerOption,
    SshConfigFile,
    Targets,
    TimeoutOption,
    TimeServers,
    TriesOption,
    WorkersOption,
    check_host_names,
    check_install_dir,
    journal_place,
)
from host.target import Role


def collect(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="BUNDLE", help="The bundle to write, a .tar.gz file.")
    ],
    targets: Targets = None,
    inventory: Inventory = None,
    limit: Limit = None,
    role: Annotated[
        Role | None,
        typer.Option("--role", help="Probe from the hosts what this role must reach.  [default: probe nothing]"),
    ] = None,
    cloud: CloudOption = Cloud.PUBLIC,
    probe_hosts: ProbeHosts = None,
    server: ServerOption = None,
    time_servers: TimeServers = None,
    install_dir: InstallDir = DEFAULT_INSTALL_DIR,
    ssh_config: SshConfigFile = DEFAULT_SSH_CONFIG,
    known_hosts: KnownHosts = DEFAULT_KNOWN_HOSTS,
    accept_new_host_keys: AcceptNewHostKeys = False,
    workers: WorkersOption = None,
    timeout: TimeoutOption = None,
    connect_tries: TriesOption = DEFAULT_TRIES,
    json_events: JsonEvents = False,
) -> None:
    """Collect evidence from hosts into one bundle, to be judged elsewhere: siteprep preflight --from BUNDLE.

    Nothing on the hosts is changed. Exit code: 0 all collected, 2 wrong use, 5 a host could not be reached.
    """
    from cli.collect_run import collect_run
    from cli.commands import Command, Probed
    from fleet.limits import Timeouts, Workers

    command = Command(
        journal=journal_place(None),
        known_hosts=Path(known_hosts).expanduser(),
        ssh_config=Path(ssh_config).expanduser(),
        accept_new_host_keys=accept_new_host_keys,
        limit=tuple(limit or ()),
        workers=Workers.read(workers or (), "--workers"),
        timeouts=Timeouts.read(timeout or (), "--timeout"),
        tries=connect_tries,
        json_events=json_events,
    )
    probed = Probed(
        check_install_dir(install_dir),
        cloud.value,
        check_host_names(probe_hosts or [], "--probe-host"),
        check_host_names([server], "--cs-ip")[0] if server else None,
        check_host_names(time_servers or [], "--time-server"),
    )
    raise typer.Exit(collect_run(command, targets or [], inventory, probed, role, output))
