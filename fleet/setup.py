"""The unit of work of a setup: one machine from its findings through UnifiedSetup's run to its exit code, resumable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from access.package_file import LocalFile
from access.setup_media import SetupMedia
from access.share import ShareOpener
from fleet import platforms, targets
from fleet.assess import Assessor
from fleet.engine import Stop
from fleet.events import HostFinished, HostStarted
from fleet.sessions import OpenSession
from fleet.steps import carry_out
from host.errors import HostError, UsageError
from host.secret import Secret
from host.session import Session
from host.target import Platform, Role, Target
from installer.outcome import Outcome, OutcomeTable, State, StepResult, done
from installer.setup_line import SetupLine
from installer.setup_plan import PlannedStep
from preflight.finding import Finding, Status
from preflight.role_requirements import SetupMode
from preflight.setup_gate import SetupStop, setup_stop
from preflight.windows_facts import WindowsFacts
from windows.steps.context import SetupContext, inside, open_run_folder
from windows.steps.files import answer_path
from windows.steps.look import read_passphrase
from windows.steps.table import STEPS

PREFLIGHT, STAGE, ANSWERS, SETUP = "preflight", "stage", "answer-files", "setup"
RESTART_SECONDS, LOCAL_SECONDS = 1800.0, 30.0
"""How long another machine, or this one, may not answer while setup runs there; servers restart slowly."""
SERVICES, PASSPHRASE = "verify-services", "connection-passphrase"
FAILED, PREREQUISITES, UNREACHABLE = 1, 4, 5


@dataclass(frozen=True, slots=True)
class Remote:
    """What a setup on another machine takes: the self-extractor here, and how it gets there."""

    bundle: LocalFile
    share: ShareOpener


@dataclass(frozen=True, slots=True)
class SetupUnit:
    """Everything a setup of one machine needs besides the journal.

    `plan` holds siteprep's own steps. `keep_passphrase` takes a new configuration server's connection passphrase;
    without it nobody asks for it.
    """

    assessor: Assessor
    open_session: OpenSession
    line: SetupLine
    media: SetupMedia
    plan: Mapping[str, PlannedStep]
    outcomes: OutcomeTable
    strict_preflight: bool
    keep_passphrase: Callable[[Secret], Path] | None
    stop: Stop
    remote: Remote | None = None

    def process_host(self, name: str) -> None:
        """Bring the machine to its final state in this run; one that has one is left alone."""
        journal, run = self.assessor.journal, self.assessor.run
        row = journal.host(run, name)
        if row.outcome is not None:
            return
        target = targets.from_json(row.target)
        self.assessor.tell(HostStarted(name))
        try:
            with closing(self.open_session(target)) as session:
                outcome = self._set_up(target, session, row)
        except HostError as error:
            outcome = Outcome(State.UNREACHABLE, error.kind, error.message, error.remedy)
            if row.verdict is None:
                self.assessor.unreachable(target, str(error))
        except UsageError as error:
            outcome = Outcome.failed("media", error.message, error.remedy)
        journal.update_host(run, name, outcome=outcome.to_json())
        self.assessor.tell(HostFinished(name, outcome.state.value))

    def _set_up(self, target: Target, session: Session, row: Row[Any]) -> Outcome:
        """From the findings on; a machine whose findings are known from before the run was cut short goes on."""
        if target.platform is not Platform.WINDOWS:
            raise UsageError("UnifiedSetup's components are Windows programs.", "Run this on a Windows machine.")
        if row.run_folder is None:
            stops = self._judge(target, session)
            folder = open_run_folder(session, f"setup-{self.line.identity(self.media.identity)}")
            steps = [(step.id, step.purpose) for step in self.plan.values()]
            if self.remote is not None:
                steps.insert(1, (STAGE, f"Bring {self.remote.bundle.name} to the host and verify its SHA-256 there."))
            self.assessor.journal.plan(self.assessor.run, target.name, self.media.name, folder, steps)
        else:
            stops, folder = SetupStop((), ()), row.run_folder
        context = self._context(target, session, folder)

        def perform(step: str, tell: Callable[[str], None]) -> StepResult:
            if step == PREFLIGHT:
                return self._gate(stops, tell)
            if step == ANSWERS and not context.answers:
                return done("Every answer file is as UnifiedSetup wants it.")
            if step == PASSPHRASE:
                return self._take_passphrase(context)
            result = STEPS[step](context, tell)
            return _only_a_warning(result) if step == SERVICES else result

        journal, run, tell = self.assessor.journal, self.assessor.run, self.assessor.tell
        outcome = carry_out(journal, run, target.name, perform, self.stop, tell)
        if not outcome.state.succeeded and outcome.state is not State.RETRY_LATER:
            self._tidy(context)
        return outcome

    def _judge(self, target: Target, session: Session) -> SetupStop:
        """Collect and judge; what the original would stop on."""
        evidence = self.assessor.collect(target, session)
        facts = platforms.parse(target, evidence)
        if not isinstance(facts, WindowsFacts):
            raise UsageError("The facts are not those of a Windows machine.", "Run this on a Windows machine.")
        role = self.line.role or _installed_role(facts)
        findings = replace(self.assessor, role=role).judge(replace(target, role=role), evidence).findings
        given = self.line.parsed.parameters
        return setup_stop(
            findings,
            self.assessor.context.requirements.windows[role],
            mode=_mode(self.line, facts),
            skip_prereqs="SkipPrereqsCheck" in given,
            skip_space="SkipSpaceCheck" in given,
            skip_tls="SkipTLSCheck" in given,
        )

    def _gate(self, stops: SetupStop, tell: Callable[[str], None]) -> StepResult:
        """Only what the original itself stops on stops; the rest is told, and with strict preflight stops as well."""
        failed = [finding for finding in stops.warnings if finding.status is Status.FAIL]
        unknown = [finding for finding in stops.warnings if finding.status is not Status.FAIL]
        for finding in failed:
            tell(f"{finding.severity.value}: {_told(finding)} {finding.remedy}")
        if unknown:
            tell(f"could not be found out: {', '.join(finding.title for finding in unknown)}")
        if stops.exit_code is not None:
            first = [finding for finding, code in stops.stops if code == stops.exit_code]
            cause = f"UnifiedSetup would end with {stops.exit_code}. {' '.join(map(_told, first))}"
            return StepResult(Outcome.failed("preflight", cause, _remedies(first)), cause, stops.exit_code)
        if failed and self.strict_preflight:
            cause = f"Documented requirements are not met. {' '.join(map(_told, failed))}"
            return StepResult(Outcome.failed("preflight", cause, _remedies(failed)), cause, PREREQUISITES)
        met = f" {len(failed)} documented requirements are not met." if failed else ""
        return done(f"Nothing was found that UnifiedSetup would stop on.{met}")

    def _context(self, target: Target, session: Session, folder: str) -> SetupContext:
        remote = self.remote
        return SetupContext(
            target=target,
            session=session,
            run_id=self.assessor.run,
            run_folder=folder,
            argv=self.line.arguments(lambda name: answer_path(folder, name)),
            outcomes=self.outcomes,
            seconds=self.plan[SETUP].timeout or 0,
            extract_seconds=self.plan["extract"].timeout or 0,
            bundle=inside(folder, remote.bundle.name) if remote else self.media.bundle,
            sha256=self.media.sha256,
            setup_program=self.media.program,
            answers=self.line.answers,
            secrets=self.line.secrets,
            services=self.plan[SERVICES].checks,
            staged=remote.bundle if remote else None,
            share=remote.share if remote else None,
            lost_seconds=RESTART_SECONDS if remote else LOCAL_SECONDS,
        )

    def _take_passphrase(self, context: SetupContext) -> StepResult:
        if self.keep_passphrase is None:
            return done(
                "The connection passphrase was not asked for. To read it, run genpassphrase.exe -n in the folder"
                " home\\svsystems\\bin of the install location, or run this command again with --passphrase-out FILE."
            )
        return done(f"The connection passphrase was written to {self.keep_passphrase(read_passphrase(context))}.")

    def _tidy(self, context: SetupContext) -> None:
        """Answer files hold passwords: they are removed on the way out of a failure, too. What was brought stays."""
        try:
            STEPS["clean-up"](replace(context, staged=None), lambda _text: None)
        except HostError as error:
            self.assessor.tell(HostFinished(context.run_folder, f"not cleaned up ({error})"))


def setup_exit_code(document: Mapping[str, Any]) -> int:
    """UnifiedSetup's own code for a machine's result: setup's, or what it would have stopped with."""
    (host,) = document["hosts"]
    if host["outcome"]["state"] in (State.UNREACHABLE, State.RETRY_LATER):
        return UNREACHABLE
    codes = {step["name"]: step["exit_code"] for step in host["steps"]}
    for step in (SETUP, PREFLIGHT):
        if codes.get(step) is not None:
            return int(codes[step])
    return 0 if State(host["outcome"]["state"]).succeeded else FAILED


def _mode(line: SetupLine, facts: WindowsFacts) -> SetupMode:
    if line.parsed.mode == "upgrade":
        return SetupMode.UPGRADE
    server = [facts.asr_product(number) for number in (9, 10)]
    return SetupMode.REINSTALL if all(getattr(product, "version", None) for product in server) else SetupMode.FRESH


def _installed_role(facts: WindowsFacts) -> Role:
    """What an upgrade upgrades: CX_TYPE 3 is a configuration server, anything else is judged as a process server."""
    server = facts.server_configuration
    kind = server.get("CX_TYPE") if isinstance(server, Mapping) else None
    return Role.CONFIGURATION_SERVER if kind == "3" else Role.PROCESS_SERVER


def _only_a_warning(result: StepResult) -> StepResult:
    """Setup has its own code for stopped services; what is seen after its end does not change that code."""
    outcome = result.outcome
    if outcome.state.succeeded:
        return result
    return replace(result, outcome=replace(outcome, state=State.DONE_WITH_WARNINGS))


def _told(finding: Finding) -> str:
    return f"{finding.title}: {finding.actual}"


def _remedies(findings: list[Finding]) -> str:
    return " ".join(dict.fromkeys(finding.remedy for finding in findings if finding.remedy))
