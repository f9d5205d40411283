"""From the options of ``siteprep push`` to a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from access.catalogue import load_explanations, load_outcomes, load_requirements
from access.media_folder import MediaFolder, read_manifest
from cli.commands import Command, carry_out, chosen
from cli.output import check_writable
from fleet.assess import Assessor
from fleet.engine import PUSHING, Stop
from fleet.events import Listener
from fleet.journal import Journal
from fleet.look import Look, TimeServers
from fleet.push import PushUnit
from fleet.registration import NoRegistration, Passphrase, Registrations, SourceConfigs
from fleet.secrets import SecretStore
from fleet.select import LOCAL
from fleet.sessions import ssh_sessions
from host.errors import UsageError
from host.exit_codes import ExitCode
from host.secret import SecretRef
from host.target import Platform, Role, Target
from installer.push_request import Action, PushRequest
from preflight.context import Context
from preflight.policy import PLAIN, Policy
from preflight.requirements import Requirements

_INSTALLED_ALREADY = Policy(only=("linux.root-account", "linux.clock"))
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
    dry_run: bool

    def registrations(self, secrets: SecretStore, targets: Sequence[Target]) -> Registrations:
        """What hosts are registered with. A dry run asks for no passphrase."""
        if self.passphrase is not None:
            secret = None if self.dry_run else secrets.resolve(self.passphrase, "passphrase")
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
    check_writable(command.output)
    if LOCAL in names:
        raise UsageError("'local' is for preflight only.", "Push to this machine as [user@]localhost.")
    targets = chosen(command, names, inventory)
    media = _media(options)
    requirements = load_requirements(str(max(package.version for package in media.packages)) if media else None)
    request = replace(options.request, largest_gap=_largest_gap(requirements))
    context = Context(requirements, requirements.release, request.folder)
    secrets = SecretStore()
    open_session = ssh_sessions(
        secrets, command.known_hosts, command.ssh_config, accept_new=command.accept_new_host_keys
    )
    outcomes, job_seconds = load_outcomes()
    errors = load_explanations()
    look = Look(request.folder, None, TimeServers(requirements.network.time_servers))
    registrations = options.registrations(secrets, targets)
    policy = PLAIN if request.action.needs_media else _INSTALLED_ALREADY

    def make_unit(run: str, journal: Journal, tell: Listener, stop: Stop) -> Callable[[str], None]:
        assessor = Assessor(journal, run, context, options.role, tell, look, policy)
        unit = PushUnit(
            assessor, open_session, media, request, registrations, outcomes, errors, job_seconds, stop, options.dry_run
        )
        return unit.survey([target.name for target in targets])

    settings = {
        "role": options.role.value,
        "action": request.action.value,
        "cs_type": request.cs_type.value,
        "server": request.server,
        "install_dir": request.folder,
        "packages": [[package.file_name, package.size] for package in media.packages] if media else [],
    }
    kind = "push-plan" if options.dry_run else "push"
    changes = not options.dry_run and request.action is not Action.STATUS
    return carry_out(command, kind, targets, settings, context, make_unit, at_once=PUSHING, resumable=changes)


def _media(options: PushOptions) -> MediaFolder | None:
    if options.media is None:
        return None
    return MediaFolder(options.media, read_manifest(options.manifest) if options.manifest else None)


def _largest_gap(requirements: Requirements) -> int:
    """Over how many minor versions an agent may be upgraded at once, as the checks have it."""
    rows = requirements.on(Platform.LINUX)[Role.MOBILITY_AGENT].rows
    return int(rows["agent-upgrade-gap"].number("versions"))
