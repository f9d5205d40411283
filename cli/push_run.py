"""From the options of ``siteprep push`` to a run."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from access.catalogue import load_explanations, load_outcomes, load_requirements
from access.media_folder import MediaFolder, read_manifest
from access.throttle import Throttle
from cli.commands import Command, carry_out, chosen
from cli.question import ask
from fleet.assess import Assessor
from fleet.events import Listener
from fleet.gates import Gate
from fleet.journal import Journal
from fleet.look import Look, TimeServers
from fleet.pace import Pace
from fleet.push import PushUnit
from fleet.push_host import PushLimits
from fleet.registration import NoRegistration, Passphrase, Registrations, SourceConfigs
from fleet.run import Worked
from fleet.secrets import SecretStore
from fleet.select import LOCAL
from fleet.sessions import admin_shares
from host.errors import UsageError
from host.exit_codes import ExitCode
from host.secret import SecretRef
from host.target import Platform, Role, Target
from installer.push_request import PushRequest
from preflight.context import Context
from preflight.policy import PLAIN, Policy
from preflight.requirements import Requirements

if TYPE_CHECKING:
    from cli.staging import PullFrom

_INSTALLED_ALREADY = Policy(only=("linux.root-account", "linux.clock", "windows.administrator", "windows.clock"))
"""What is looked at where nothing is installed: whether the host can be worked on, and for registering its clock."""


@dataclass(frozen=True, slots=True)
class PushOptions:
    """What a push is asked to do, and with what."""

    request: PushRequest
    role: Role
    media: Path | None
    manifest: Path | None
    passphrase: SecretRef | None
    source_config: Path | None
    pace: Pace
    bandwidth: float
    pull: PullFrom | None
    break_locks: bool
    allow_unsigned: bool
    dry_run: bool
    ask: bool

    def registrations(self, targets: Sequence[Target]) -> Registrations:
        """What hosts are registered with. A dry run asks for no passphrase."""
        if self.passphrase is not None:
            secret = None if self.dry_run else SecretStore().resolve(self.passphrase, "passphrase")
            return Passphrase(secret)
        if self.source_config is None:
            return NoRegistration()
        if not self.source_config.exists():
            raise UsageError(
                f"There is no {self.source_config}.",
                "Give the appliance's file, or a folder of them.",
            )
        if self.source_config.is_file() and len(targets) > 1:
            raise UsageError(
                f"{self.source_config} is one machine's configuration file, and {len(targets)} hosts were chosen.",
                "Give a folder that holds HOST.json for each of them.",
            )
        return SourceConfigs(self.source_config)


def push_run(command: Command, names: Sequence[str], inventory: Path | None, options: PushOptions) -> ExitCode:
    """Push the agent to the chosen hosts and report."""
    command.shown.check()
    if LOCAL in names:
        raise UsageError("'local' is for preflight only.", "Push to this machine as [user@]localhost.")
    targets = chosen(command, names, inventory)
    changes = not options.dry_run and options.request.action.changes
    if options.ask and changes:
        ask(f"{options.request.action.value} the mobility agent", len(targets))
    media = _media(options)
    requirements = load_requirements(str(max(package.version for package in media.packages)) if media else None)
    request = replace(options.request, largest_gap=_largest_gap(requirements))
    context = Context(requirements, requirements.release, request.folder)
    open_session = command.sessions()
    outcomes = load_outcomes()
    errors = load_explanations()
    look = Look(request.folder, None, TimeServers(requirements.network.time_servers))
    registrations = options.registrations(targets)
    policy = PLAIN if request.action.needs_media else _INSTALLED_ALREADY

    gate = Gate(command.workers.transfer, command.stop)
    throttle = Throttle(options.bandwidth, command.workers.transfer)

    def work(run: str, journal: Journal, tell: Listener, chosen: Sequence[str]) -> Worked:
        return PushUnit(
            assessor=Assessor(journal, run, context, options.role, tell, look, policy),
            open_session=open_session,
            media=media,
            request=request,
            registrations=registrations,
            outcomes=outcomes,
            errors=errors,
            limits=PushLimits(
                command.workers,
                gate,
                command.timeouts.job,
                throttle,
                pull,
                admin_shares(command.secrets),
                options.allow_unsigned,
            ),
            pace=options.pace,
            stop=command.stop,
            dry_run=options.dry_run,
            break_locks=options.break_locks,
        ).work(chosen)

    settings = {
        "role": options.role.value,
        "action": request.action.value,
        "cs_type": request.cs_type.value,
        "server": request.server,
        "install_dir": request.folder,
        "packages": [[package.file_name, package.size] for package in media.packages] if media else [],
    }
    kind = "push-plan" if options.dry_run else "push"
    pulling = options.pull.opened(throttle) if options.pull and changes else nullcontext()
    with pulling as pull:
        return carry_out(command, kind, targets, settings, context, work, resumable=changes)


def _media(options: PushOptions) -> MediaFolder | None:
    if options.media is None:
        return None
    pinned = read_manifest(options.manifest) if options.manifest else None
    return MediaFolder(options.media, pinned, allow_unsigned=options.allow_unsigned)


def _largest_gap(requirements: Requirements) -> int:
    """Over how many minor versions an agent may be upgraded at once, as the checks have it."""
    rows = requirements.on(Platform.LINUX)[Role.MOBILITY_AGENT].rows
    return int(rows["agent-upgrade-gap"].number("versions"))
