"""``siteprep push``: bring the mobility agent to Linux hosts and register it, upgrade it, remove it, or ask for it."""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import (
    DEFAULT_INSTALL_DIR,
    DEFAULT_KNOWN_HOSTS,
    DEFAULT_SSH_CONFIG,
    DEFAULT_TRIES,
    AcceptNewHostKeys,
    CheckAccess,
    Format,
    FormatOption,
    InstallDir,
    Inventory,
    JournalOption,
    JsonEvents,
    KnownHosts,
    Limit,
    Output,
    Retry,
    RoleOption,
    SshConfigFile,
    Targets,
    TimeoutOption,
    TriesOption,
    WorkersOption,
    check_install_dir,
    journal_place,
)
from host.target import Role
from installer.push_request import AGENT_ROLES, Action, CsType

if TYPE_CHECKING:
    from cli.staging import PullFrom
    from host.secret import SecretRef


class Staging(StrEnum):
    """How packages come to hosts."""

    PUSH = "push"
    PULL = "pull"


def push(
    targets: Targets = None,
    inventory: Inventory = None,
    limit: Limit = None,
    retry: Retry = None,
    action: Annotated[Action, typer.Option("--action", help="What to do with the agent.")] = Action.INSTALL,
    media: Annotated[
        Path | None, typer.Option("--media", metavar="DIR", help="Folder of Microsoft-ASR_UA_* packages.")
    ] = None,
    manifest: Annotated[
        Path | None,
        typer.Option("--manifest", metavar="FILE", help="The SHA-256 that packages must have, as sha256sum writes it."),
    ] = None,
    cs_type: Annotated[
        CsType | None,
        typer.Option("--cs-type", help="The generation of the server: classic CSLegacy, modernized CSPrime."),
    ] = None,
    cs_ip: Annotated[
        str | None, typer.Option("--cs-ip", metavar="IP", help="Address of the configuration server (classic).")
    ] = None,
    passphrase: Annotated[
        str | None,
        typer.Option(
            "--passphrase",
            metavar="REF",
            help="Where its passphrase is: env:NAME, file:PATH, keyring:SERVICE/USER, command:LINE or prompt.",
        ),
    ] = None,
    source_config: Annotated[
        Path | None,
        typer.Option(
            "--source-config",
            metavar="PATH",
            help="The file made by the appliance (modernized): one for one host, or a folder of HOST.json.",
        ),
    ] = None,
    role: RoleOption = Role.MOBILITY_AGENT,
    install_dir: InstallDir = DEFAULT_INSTALL_DIR,
    canary: Annotated[
        int,
        typer.Option(
            "--canary", min=0, metavar="N", help="Hosts to change first; all must end well.", show_default=False
        ),
    ] = 0,
    batch: Annotated[
        int,
        typer.Option("--batch", min=0, metavar="N", help="The others so many at a time, or all.", show_default=False),
    ] = 0,
    max_failures: Annotated[
        int | None,
        typer.Option("--max-failures", min=1, metavar="N", help="Begin no host once so many failed."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="TIME", help="Begin no host after that time, such as 23:30."),
    ] = None,
    bandwidth: Annotated[
        str | None,
        typer.Option("--bandwidth", metavar="RATE", help="Send all hosts together not more than that, such as 20MB/s."),
    ] = None,
    stage: Annotated[
        Staging, typer.Option("--stage", help="Whether packages are sent to the hosts or fetched by them.")
    ] = Staging.PUSH,
    pull_address: Annotated[
        str | None,
        typer.Option("--pull-address", metavar="ADDRESS[:PORT]", help="Where siteprep offers packages to be fetched."),
    ] = None,
    pull_url: Annotated[
        str | None, typer.Option("--pull-url", metavar="URL", help="Your own https folder that holds the packages.")
    ] = None,
    break_locks: Annotated[
        bool, typer.Option("--break-locks", help="Take over the locks that other pushers left on the hosts.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before many hosts are changed.")] = False,
    check_access: CheckAccess = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check the hosts and show each one's plan only.")] = False,
    format: FormatOption = Format.TABLE,  # noqa: A002 - the option's name
    output: Output = None,
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
    from fleet.limits import Timeouts, Workers, read_rate
    from fleet.pace import Pace, read_time
    from installer.push_request import PushRequest

    if role not in AGENT_ROLES:
        raise typer.BadParameter(
            f"A {role.value} is not installed by the agent's package. Give one of {', '.join(AGENT_ROLES)}.",
            param_hint="--role",
        )
    command = Command(
        output=output,
        format=format,
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
    _check_media(action, media, manifest)
    _check_registration(action, kind, cs_type, cs_ip, passphrase, source_config)
    options = PushOptions(
        request=PushRequest(action, check_install_dir(install_dir), kind, _address(cs_ip)),
        role=role,
        media=media,
        manifest=manifest,
        passphrase=_reference(passphrase),
        source_config=source_config,
        pace=Pace(canary, batch, max_failures, read_time(until, datetime.now().astimezone()) if until else None),
        bandwidth=read_rate(bandwidth) if bandwidth else math.inf,
        pull=_pull(stage, pull_address, pull_url),
        break_locks=break_locks,
        dry_run=dry_run,
        ask=not yes,
    )
    raise typer.Exit(push_run(command, targets or [], inventory, options))


def _check_media(action: Action, media: Path | None, manifest: Path | None) -> None:
    if action.needs_media and media is None:
        raise typer.BadParameter(
            f"The action {action.value} needs the folder of packages. Give it with --media.", param_hint="--media"
        )
    if not action.needs_media and (media or manifest):
        hint = "--media" if media else "--manifest"
        raise typer.BadParameter(f"The action {action.value} brings no package. Leave it out.", param_hint=hint)


def _check_registration(
    action: Action,
    kind: CsType,
    cs_type: CsType | None,
    cs_ip: str | None,
    passphrase: str | None,
    source_config: Path | None,
) -> None:
    classic = {"--cs-ip": cs_ip, "--passphrase": passphrase}
    modernized = {"--source-config": source_config}
    if not action.registers:
        _refuse({"--cs-type": cs_type, **classic, **modernized}, f"The action {action.value} registers nothing.")
    elif kind is CsType.MODERNIZED:
        _refuse(classic, "A modernized server is told by the file of --source-config.")
    else:
        _refuse(modernized, "It is for modernized servers (CSPrime).")
        for option, value in classic.items():
            if value is None:
                raise typer.BadParameter(
                    "A classic configuration server needs --cs-ip and --passphrase; a modernized one needs "
                    "--cs-type CSPrime, and --source-config once there is a file.",
                    param_hint=option,
                )


def _pull(stage: Staging, address: str | None, url: str | None) -> PullFrom | None:
    if stage is Staging.PUSH:
        _refuse({"--pull-address": address, "--pull-url": url}, "It is for --stage pull.")
        return None
    from cli.staging import pull_from

    return pull_from(address, url)


def _refuse(options: Mapping[str, object], why: str) -> None:
    for option, value in options.items():
        if value is not None:
            raise typer.BadParameter(f"{why} Leave it out.", param_hint=option)


def _address(cs_ip: str | None) -> str:
    if cs_ip is None:
        return ""
    try:
        return str(ipaddress.IPv4Address(cs_ip))
    except ValueError:
        raise typer.BadParameter(f"{cs_ip!r} is not an IPv4 address.", param_hint="--cs-ip") from None


def _reference(passphrase: str | None) -> SecretRef | None:
    from host.secret import SecretRef

    if passphrase is None:
        return None
    try:
        return SecretRef.parse(passphrase)
    except ValueError as error:  # what was given may be the secret itself: it is not repeated
        raise typer.BadParameter(str(error), param_hint="--passphrase") from None
