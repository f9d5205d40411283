"""``siteprep push``: bring the mobility agent to hosts and register it, upgrade it, remove it, or ask for it."""

from __future__ import annotations

import math
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.options import (
    DEFAULT_INSTALL_DIR,
    DEFAULT_KNOWN_HOSTS,
    DEFAULT_SSH_CONFIG,
    DEFAULT_TRIES,
    AcceptNewHostKeys,
    CheckAccess,
    FormatOption,
    InstallDir,
    Inventory,
    JournalOption,
    JsonEvents,
    KnownHosts,
    Language,
    Limit,
    Output,
    Quiet,
    Redact,
    Retry,
    RoleOption,
    SshConfigFile,
    Targets,
    TimeoutOption,
    TriesOption,
    Verbose,
    WorkersOption,
    check_install_dir,
    journal_place,
)
from cli.push_check import (
    check_media,
    check_registration,
    passphrase_reference,
    pull_choice,
    server_address,
    windows_folder,
)
from cli.push_options import (
    ActionOption,
    AllowUnsigned,
    Bandwidth,
    Batch,
    BreakLocks,
    Canary,
    CsIp,
    CsTypeOption,
    DryRun,
    Manifest,
    MaxFailures,
    Media,
    PassphraseOption,
    PullAddress,
    PullUrl,
    SourceConfig,
    Stage,
    Staging,
    Until,
    WindowsFolder,
    Yes,
)
from host.target import Role
from installer.push_request import AGENT_ROLES, Action, CsType

if TYPE_CHECKING:
    pass


def push(
    targets: Targets = None,
    inventory: Inventory = None,
    limit: Limit = None,
    retry: Retry = None,
    action: ActionOption = Action.INSTALL,
    media: Media = None,
    manifest: Manifest = None,
    cs_type: CsTypeOption = None,
    cs_ip: CsIp = None,
    passphrase: PassphraseOption = None,
    source_config: SourceConfig = None,
    role: RoleOption = Role.MOBILITY_AGENT,
    install_dir: InstallDir = DEFAULT_INSTALL_DIR,
    windows_install_dir: WindowsFolder = None,
    canary: Canary = 0,
    batch: Batch = 0,
    max_failures: MaxFailures = None,
    until: Until = None,
    bandwidth: Bandwidth = None,
    stage: Stage = Staging.PUSH,
    pull_address: PullAddress = None,
    pull_url: PullUrl = None,
    allow_unsigned: AllowUnsigned = False,
    break_locks: BreakLocks = False,
    yes: Yes = False,
    check_access: CheckAccess = False,
    dry_run: DryRun = False,
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
) -> None:
    """Install, register, upgrade or remove the mobility agent. Preflight runs first; a blocked host is not touched.

    The same command is safe to run again: finished hosts are recognised, interrupted ones go on where they stopped.
    Exit code: 0 done, 2 wrong use, 3 a host is blocked or failed, 4 done with warnings or waiting for a file, 5 a host
    is unreachable or not all could be found out.
    """
    from cli.access_run import access_run
    from cli.commands import Command
    from cli.push_run import PushOptions, push_run
    from cli.shown import shown_as
    from fleet.limits import Timeouts, Workers, read_rate
    from fleet.pace import Pace, read_time
    from installer.push_request import PushRequest

    if role not in AGENT_ROLES:
        raise typer.BadParameter(
            f"A {role.value} is not installed by the agent's package. Give one of {', '.join(AGENT_ROLES)}.",
            param_hint="--role",
        )
    command = Command(
        shown=shown_as(format, output, redact, quiet, verbose, lang),
        journal=journal_place(journal),
        known_hosts=Path(known_hosts).expanduser(),
        ssh_config=Path(ssh_config).expanduser(),
        accept_new_host_keys=accept_new_host_keys,
        limit=tuple(limit or ()),
        retry=retry,
        workers=Workers.read(workers or (), "--workers"),
        timeouts=Timeouts.read(timeout or (), "--timeout"),
        tries=connect_tries,
        json_events=json_events,
    )
    if check_access:
        raise typer.Exit(access_run(command, targets or [], inventory))
    kind = cs_type or (CsType.MODERNIZED if source_config else CsType.CLASSIC)
    check_media(action, media, manifest)
    check_registration(action, kind, cs_type, cs_ip, passphrase, source_config)
    options = PushOptions(
        request=PushRequest(
            action,
            check_install_dir(install_dir),
            kind,
            server_address(cs_ip),
            windows_folder=windows_folder(windows_install_dir),
        ),
        role=role,
        media=media,
        manifest=manifest,
        passphrase=passphrase_reference(passphrase),
        source_config=source_config,
        pace=Pace(canary, batch, max_failures, read_time(until, datetime.now().astimezone()) if until else None),
        bandwidth=read_rate(bandwidth) if bandwidth else math.inf,
        pull=pull_choice(stage, pull_address, pull_url),
        break_locks=break_locks,
        allow_unsigned=allow_unsigned,
        dry_run=dry_run,
        ask=not yes,
    )
    raise typer.Exit(push_run(command, targets or [], inventory, options))
