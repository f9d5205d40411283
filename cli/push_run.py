"""From the options of ``siteprep push`` to a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from access.catalogue import load_outcomes, load_requirements
from access.media_folder import MediaFolder
from cli.commands import Command, carry_out, chosen
from cli.output import check_writable
from fleet.assess import Assessor
from fleet.engine import PUSHING, Stop
from fleet.events import Listener
from fleet.journal import Journal
from fleet.look import Look, TimeServers
from fleet.push import PushUnit
from fleet.secrets import SecretStore
from fleet.select import LOCAL
from fleet.sessions import ssh_sessions
from host.errors import UsageError
from host.exit_codes import ExitCode
from host.secret import SecretRef
from host.target import Role
from installer.push_plan import PushRequest
from preflight.context import Context


def push_run(
    command: Command,
    names: Sequence[str],
    inventory: Path | None,
    media: Path,
    request: PushRequest,
    passphrase: SecretRef,
    *,
    dry_run: bool,
) -> ExitCode:
    """Push the agent to the chosen hosts and report."""
    check_writable(command.output)
    if LOCAL in names:
        raise UsageError("'local' is for preflight only.", "Push to this machine as [user@]localhost.")
    targets = chosen(command, names, inventory)
    folder = MediaFolder(media)
    newest = str(max(package.version for package in folder.packages))
    requirements = load_requirements(newest)
    context = Context(requirements, requirements.release, request.folder)
    secrets = SecretStore()
    open_session = ssh_sessions(
        secrets, command.known_hosts, command.ssh_config, accept_new=command.accept_new_host_keys
    )
    outcomes, job_seconds = load_outcomes()
    look = Look(request.folder, None, TimeServers(requirements.network.time_servers))
    secret = None if dry_run else secrets.resolve(passphrase, "passphrase")

    def make_unit(run: str, journal: Journal, tell: Listener, stop: Stop) -> Callable[[str], None]:
        assessor = Assessor(journal, run, context, Role.MOBILITY_AGENT, tell, look)
        unit = PushUnit(assessor, open_session, folder, request, outcomes, job_seconds, secret, stop)
        return unit.survey([target.name for target in targets])

    settings = {
        "role": Role.MOBILITY_AGENT.value,
        "server": request.server,
        "install_dir": request.folder,
        "packages": [[package.file_name, package.size] for package in folder.packages],
    }
    kind = "push-plan" if dry_run else "push"
    return carry_out(command, kind, targets, settings, context, make_unit, at_once=PUSHING, resumable=not dry_run)
