"""What the commands that work on hosts share: their options, the way to hosts, a run with its report and exit code."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from access.bundle import BundledHost, read_bundle
from cli.entry import INTERRUPTED
from cli.output import write
from cli.progress import progress
from cli.shown import Shown
from fleet.connect import Connecting
from fleet.document import document_exit_code, result_document
from fleet.engine import Stop
from fleet.events import Listener
from fleet.gates import Gate
from fleet.journal import Journal
from fleet.limits import Timeouts, Workers
from fleet.look import Look, Probing, TimeServers
from fleet.run import RunRequest, Worked, execute
from fleet.runs import left, run_id
from fleet.secrets import SecretStore
from fleet.select import LOCAL, local_target, select_targets
from fleet.sessions import OpenSession, local_sessions, remote_sessions
from host.errors import UsageError
from host.exit_codes import ExitCode
from host.target import Role, Target
from preflight.context import Context
from preflight.network_requirements import NetworkRequirements
from report.redact import redacted


@dataclass(frozen=True, slots=True)
class Command:
    """Options that every run has."""

    journal: str
    known_hosts: Path
    ssh_config: Path
    accept_new_host_keys: bool
    limit: tuple[str, ...] = ()
    retry: str | None = None
    workers: Workers = field(default_factory=Workers)
    timeouts: Timeouts = field(default_factory=Timeouts)
    tries: int = 2
    json_events: bool = False
    stop: Stop = field(default_factory=Stop)
    secrets: SecretStore = field(default_factory=SecretStore)
    shown: Shown = field(default_factory=Shown)

    def sessions(self) -> OpenSession:
        """An opener of sessions over SSH and WinRM, within the command's bounds."""
        opened = remote_sessions(
            self.secrets,
            self.known_hosts,
            self.ssh_config,
            accept_new=self.accept_new_host_keys,
            connect_seconds=self.timeouts.connect,
        )
        gate = Gate(self.workers.connect, self.stop)
        return Connecting(gate, self.stop, self.tries, self.timeouts.host).opener(opened)


@dataclass(frozen=True, slots=True)
class Probed:
    """What is looked at besides what collectors always tell. Without `time_servers` the documented ones are asked."""

    install_dir: str
    cloud: str
    names: tuple[str, ...] = ()
    server: str | None = None
    time_servers: tuple[str, ...] = ()

    def look(self, network: NetworkRequirements, role: Role | None) -> Look:
        """How hosts are looked at; for no role, no address is probed."""
        probing = Probing(network, role, self.names, self.server) if role else None
        return Look(self.install_dir, probing, TimeServers(self.time_servers or network.time_servers))


def reached(command: Command, names: Sequence[str], inventory: Path | None) -> tuple[list[Target], OpenSession]:
    """The chosen targets, and how a session to each is opened."""
    if LOCAL not in names:
        return chosen(command, names, inventory), command.sessions()
    if list(names) != [LOCAL]:
        raise UsageError("'local' cannot be combined with other hosts.", "Look at this machine in a run of its own.")
    if command.limit or command.retry:
        raise UsageError("--limit and --retry choose among hosts, and 'local' is one alone.", "Leave them out.")
    return [local_target()], local_sessions()


def chosen(command: Command, names: Sequence[str], inventory: Path | None) -> list[Target]:
    """The targets that are named, without those that --limit or --retry leaves out."""
    targets = select_targets(names, inventory, command.limit)
    if command.retry is None:
        return targets
    with closing(Journal(command.journal)) as journal:
        names_left = set(left(journal, run_id(journal, command.retry)))
    kept = [target for target in targets if target.name in names_left]
    if not kept:
        raise UsageError(f"Of these hosts none is left from the run {command.retry}.", "There is nothing to do again.")
    return kept


def bundled(bundles: Sequence[Path]) -> dict[str, BundledHost]:
    hosts: dict[str, BundledHost] = {}
    for path in bundles:
        for host in read_bundle(path):
            if host.target.name in hosts:
                raise UsageError(f"{path} holds {host.target.name} a second time.", "Give each host's evidence once.")
            hosts[host.target.name] = host
    return hosts


def carry_out(
    command: Command,
    kind: str,
    targets: Sequence[Target],
    settings: Mapping[str, Any],
    context: Context,
    work: Callable[[str, Journal, Listener, Sequence[str]], Worked],
    *,
    resumable: bool,
) -> ExitCode:
    line = shlex.join(["siteprep", *sys.argv[1:]])
    request = RunRequest(kind, targets, settings, context.requirements.to_json(), line, resumable)
    with closing(Journal(command.journal)) as journal:
        try:
            with progress(command.json_events) as tell:
                run, crashed = execute(request, journal, tell, lambda run, names: work(run, journal, tell, names))
        except KeyboardInterrupt:
            print(INTERRUPTED, file=sys.stderr)
            return ExitCode.INTERRUPTED
        document = result_document(journal, run)
    users = {target.user for target in targets if target.user}
    write(redacted(document, users) if command.shown.redact else document, command.shown)
    for host, error in crashed.items():
        print(f"{host}: siteprep met a mistake of its own: {type(error).__name__}. Please report it.", file=sys.stderr)
    return ExitCode.INTERNAL if crashed else document_exit_code(document)
