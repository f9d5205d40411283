"""From the options of ``siteprep preflight`` to a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cli.commands import Command, Probed, bundled, carry_out, reached
from fleet.assess import Assessor
from fleet.engine import work_through
from fleet.events import Listener
from fleet.fleet_checks import compare_hosts
from fleet.journal import Journal
from fleet.limit import limited
from fleet.look import Look
from fleet.preflight import OfflineUnit, PreflightUnit
from fleet.run import Worked
from host.errors import UsageError
from host.exit_codes import ExitCode
from host.target import Role, Target
from preflight.check import Check
from preflight.context import Context, SetupSettings
from preflight.fleet_versions import VERSIONED
from preflight.policy import Policy
from preflight.requirements import Requirements
from preflight.role_requirements import SERVER_ROLES
from preflight.sizing import Workload


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
    command.shown.check()
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
        hosts = bundled(bundles)
        targets = limited([host.target for host in hosts.values()], command.limit)

        look = Look(probed.install_dir)

        def unit(assessor: Assessor) -> Callable[[str], None]:
            return OfflineUnit(assessor, hosts).process_host
    else:
        targets, open_session = reached(command, names, inventory)
        look = probed.look(requirements.network, judging.role)

        def unit(assessor: Assessor) -> Callable[[str], None]:
            return PreflightUnit(assessor, open_session).process_host

    judging.refuse_idle(targets)

    def assessor(run: str, journal: Journal, tell: Listener) -> Assessor:
        return Assessor(journal, run, context, judging.role, tell, look, judging.policy, judging.own)

    def work(run: str, journal: Journal, tell: Listener, chosen: Sequence[str]) -> Worked:
        judged_by = assessor(run, journal, tell)
        at_once = command.workers.preflight
        crashed = work_through(chosen, unit(judged_by), at_once=at_once, stop=command.stop)
        compare_hosts(judged_by)
        return Worked(crashed)

    return carry_out(command, "preflight", targets, settings, context, work, resumable=False)
