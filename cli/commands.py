"""What preflight and push share: from the options to a run, a document, its report and its exit code."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from access.bundle import BundledHost, read_bundle, write_bundle
from access.catalogue import load_outcomes, load_requirements
from access.media_folder import MediaFolder
from cli.entry import INTERRUPTED
from cli.options import Format
from cli.output import check_writable, write
from cli.progress import progress
from fleet.assess import Assessor
from fleet.collect import collect_hosts
from fleet.document import document_exit_code, result_document
from fleet.engine import COLLECTING, PUSHING, Stop
from fleet.events import Listener
from fleet.fleet_checks import compare_hosts
from fleet.journal import Journal
from fleet.look import Look, Probing, TimeServers
from fleet.platforms import FACTS_SCHEMA, parse
from fleet.preflight import OfflineUnit, PreflightUnit
from fleet.push import PushUnit
from fleet.run import RunRequest, execute
from fleet.secrets import SecretStore
from fleet.select import LOCAL, local_target, select_targets
from fleet.sessions import OpenSession, local_sessions, ssh_sessions
from host.errors import HostError, UsageError
from host.exit_codes import ExitCode
from host.secret import SecretRef
from host.target import Role, Target
from installer.media import choose
from installer.push_plan import PushRequest
from preflight.check import Check
from preflight.context import Context, SetupSettings
from preflight.facts import LinuxFacts
from preflight.fleet_versions import VERSIONED
from preflight.network_requirements import NetworkRequirements
from preflight.policy import Policy
from preflight.requirements import Requirements
from preflight.role_requirements import SERVER_ROLES
from preflight.sizing import Workload
from report.plain import plain


@dataclass(frozen=True, slots=True)
class Command:
    """Options that every run has."""

    output: Path | None
    format: Format
    journal: Path
    known_hosts: Path
    ssh_config: Path
    accept_new_host_keys: bool


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


@dataclass(frozen=True, slots=True)
class Judging:
    """What hosts are judged by."""

    role: Role
    requirements: Requirements
    policy: Policy
    own: tuple[Check, ...]
    sizing: Workload
    cs_version: str | None

    def refuse_idle(self, targets: Sequence[Target]) -> None:
        """Raise UsageError where something was told of roles, and no host of the run is to have one of them."""
        roles = {target.role or self.role for target in targets}
        variant = self.requirements.variant
        for told, options, concerned in (
            (self.sizing.told, "--machines and --churn", SERVER_ROLES),
            (self.cs_version is not None, "--cs-version", VERSIONED),
            (variant is not None, "--variant", variant.roles if variant else ()),
        ):
            if told and roles.isdisjoint(concerned):
                names = " or a ".join(sorted(concerned))
                raise UsageError(
                    f"{options}: only a {names} is concerned, and no host of this run is to be one.",
                    "Leave the option out, or name the role with --role or in the inventory.",
                )


def preflight_run(
    command: Command,
    names: Sequence[str],
    inventory: Path | None,
    probed: Probed,
    judging: Judging,
    bundles: Sequence[Path],
) -> ExitCode:
    """Look at the chosen hosts, or at what was collected from them before, and report."""
    check_writable(command.output)
    requirements = judging.requirements
    context = Context(
        requirements,
        requirements.release,
        probed.install_dir,
        setup=SetupSettings(env_type=requirements.variant.env_type) if requirements.variant else SetupSettings(),
        control_server=probed.server,
        sizing=judging.sizing,
        cs_version=judging.cs_version,
    )
    settings = {"role": judging.role.value, "release": requirements.release, "install_dir": probed.install_dir}
    if bundles:
        if names or inventory:
            raise UsageError("--from was given together with hosts.", "Judge bundles in a run of their own.")
        hosts = _bundled(bundles)
        targets = [host.target for host in hosts.values()]

        look = Look(probed.install_dir)

        def unit(assessor: Assessor) -> Callable[[str], None]:
            return OfflineUnit(assessor, hosts).process_host
    else:
        targets, open_session = _reached(command, names, inventory)
        look = probed.look(requirements.network, judging.role)

        def unit(assessor: Assessor) -> Callable[[str], None]:
            return PreflightUnit(assessor, open_session).process_host

    judging.refuse_idle(targets)

    def assessor(run: str, journal: Journal, tell: Listener) -> Assessor:
        return Assessor(journal, run, context, judging.role, tell, look, judging.policy, judging.own)

    def make_unit(run: str, journal: Journal, tell: Listener, _stop: Stop) -> Callable[[str], None]:
        return unit(assessor(run, journal, tell))

    def conclude(run: str, journal: Journal, tell: Listener) -> None:
        compare_hosts(assessor(run, journal, tell))

    return _run(
        command, "preflight", targets, settings, context, make_unit, conclude, at_once=COLLECTING, resumable=False
    )


def collect_run(
    command: Command,
    names: Sequence[str],
    inventory: Path | None,
    probed: Probed,
    role: Role | None,
    bundle: Path,
) -> ExitCode:
    """Collect evidence from the chosen hosts into a bundle."""
    check_writable(bundle)
    targets, open_session = _reached(command, names, inventory)
    look = probed.look(load_requirements(None, probed.cloud).network, role)
    with progress() as tell:
        collected = collect_hosts(targets, open_session, look, tell, Stop())
    for name, reason in collected.unreachable.items():
        print(plain(f"{name}: {reason}"), file=sys.stderr)
    if not collected.hosts:
        print("Nothing was collected, so no bundle was written.", file=sys.stderr)
        return ExitCode.UNDETERMINED
    write_bundle(bundle, collected.hosts)
    count = len(collected.hosts)
    print(f"Evidence of {count} host{'' if count == 1 else 's'} was written to {bundle.absolute()}.", file=sys.stderr)
    return ExitCode.UNDETERMINED if collected.unreachable else ExitCode.OK


def select_run(
    command: Command,
    media: Path,
    names: Sequence[str],
    inventory: Path | None,
    bundles: Sequence[Path],
    install_dir: str,
) -> ExitCode:
    """Say which package each host would get."""
    folder = MediaFolder(media)
    requirements = load_requirements(str(max(package.version for package in folder.packages)))
    unreachable: dict[str, str] = {}
    if bundles:
        hosts = list(_bundled(bundles).values())
    else:
        targets, open_session = _reached(command, names, inventory)
        with progress() as tell:
            collected = collect_hosts(targets, open_session, Look(install_dir), tell, Stop())
        hosts, unreachable = collected.hosts, collected.unreachable
    missing: set[str] = set()
    undetermined = 0
    for host in hosts:
        facts = parse(host.target, host.evidence)
        token = facts.os_token(requirements) if isinstance(facts, LinuxFacts) else "Windows"
        package = choose(folder.packages, token) if isinstance(token, str) else None
        if not isinstance(token, str):
            undetermined += 1
            print(plain(f"{host.target.name}: {token.reason}"))
        elif package is None:
            missing.add(token)
            print(plain(f"{host.target.name}: no package for {token}"))
        else:
            print(plain(f"{host.target.name}: {package.file_name}"))
    for name, reason in unreachable.items():
        print(plain(f"{name}: {reason}"))
    if missing:
        print(f"Missing in {media}: packages for {', '.join(sorted(missing))}.", file=sys.stderr)
        return ExitCode.BLOCKED
    return ExitCode.UNDETERMINED if undetermined or unreachable else ExitCode.OK


def facts_run(
    command: Command, name: str | None, inventory: Path | None, install_dir: str, bundle: Path | None
) -> ExitCode:
    """Print what is known of one host."""
    if (name is None) == (bundle is None):
        raise UsageError("One host was expected.", "Name local or a target, or give --from, and not both.")
    if bundle is not None:
        hosts = read_bundle(bundle)
        if len(hosts) != 1:
            raise UsageError(f"{bundle} holds {len(hosts)} hosts.", "Give a bundle of one host.")
        target, evidence = hosts[0].target, hosts[0].evidence
    else:
        (target,), open_session = _reached(command, [name or LOCAL], inventory)
        try:
            with closing(open_session(target)) as session:
                evidence = Look(install_dir).collect(target, session)
        except HostError as error:
            print(plain(str(error)), file=sys.stderr)
            return ExitCode.UNDETERMINED
    facts = parse(target, evidence)
    print(json.dumps({"schema": FACTS_SCHEMA, "host": target.name, **facts.to_json()}, indent=2))
    return ExitCode.OK


def _reached(command: Command, names: Sequence[str], inventory: Path | None) -> tuple[list[Target], OpenSession]:
    """The chosen targets, and how a session to each is opened."""
    if LOCAL not in names:
        secrets = SecretStore()
        sessions = ssh_sessions(
            secrets, command.known_hosts, command.ssh_config, accept_new=command.accept_new_host_keys
        )
        return select_targets(names, inventory), sessions
    if list(names) != [LOCAL]:
        raise UsageError("'local' cannot be combined with other hosts.", "Look at this machine in a run of its own.")
    return [local_target()], local_sessions()


def _bundled(bundles: Sequence[Path]) -> dict[str, BundledHost]:
    hosts: dict[str, BundledHost] = {}
    for path in bundles:
        for host in read_bundle(path):
            if host.target.name in hosts:
                raise UsageError(f"{path} holds {host.target.name} a second time.", "Give each host's evidence once.")
            hosts[host.target.name] = host
    return hosts


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
    targets = select_targets(names, inventory)
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
    return _run(command, kind, targets, settings, context, make_unit, at_once=PUSHING, resumable=not dry_run)


def _run(
    command: Command,
    kind: str,
    targets: Sequence[Target],
    settings: Mapping[str, Any],
    context: Context,
    make_unit: Callable[[str, Journal, Listener, Stop], Callable[[str], None]],
    conclude: Callable[[str, Journal, Listener], None] = lambda run, journal, tell: None,
    *,
    at_once: int,
    resumable: bool,
) -> ExitCode:
    line = shlex.join(["siteprep", *sys.argv[1:]])
    request = RunRequest(kind, targets, settings, context.requirements.to_json(), line, resumable)
    stop = Stop()
    with closing(Journal(command.journal)) as journal:
        try:
            with progress() as tell:
                run, crashed = execute(
                    request,
                    journal,
                    tell,
                    lambda run: make_unit(run, journal, tell, stop),
                    at_once=at_once,
                    stop=stop,
                    conclude=lambda run: conclude(run, journal, tell),
                )
        except KeyboardInterrupt:
            print(INTERRUPTED, file=sys.stderr)
            return ExitCode.INTERRUPTED
        document = result_document(journal, run)
    write(document, command.format, command.output)
    for host, error in crashed.items():
        print(f"{host}: siteprep met a mistake of its own: {type(error).__name__}. Please report it.", file=sys.stderr)
    return ExitCode.INTERNAL if crashed else document_exit_code(document)
