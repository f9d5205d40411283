"""The unit of work of a push: a look at one host, later its plan and its outcome; resumable at any point."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from access.media_folder import MediaFolder
from fleet import platforms, targets
from fleet.assess import Assessor
from fleet.engine import COLLECTING, Stop, work_through
from fleet.events import HostFinished, HostStarted
from fleet.fleet_checks import compare_hosts
from fleet.sessions import OpenSession
from fleet.steps import carry_out
from host.errors import HostError, UsageError
from host.evidence import parse_evidence
from host.secret import Secret
from host.session import Session
from host.target import Target
from installer.media import Package, choose
from installer.outcome import Outcome, OutcomeTable, State
from installer.push_plan import PushRequest, make_plan, run_folder
from linux.steps.context import StepContext
from linux.steps.table import STEPS
from preflight.facts import LinuxFacts, Unknown
from preflight.verdict import Verdict

GO_AHEAD = (Verdict.READY, Verdict.READY_WITH_WARNINGS)


@dataclass(frozen=True, slots=True)
class PushUnit:
    """Everything a push to one host needs besides the journal. Without a passphrase it only plans (a dry run)."""

    assessor: Assessor
    open_session: OpenSession
    media: MediaFolder
    request: PushRequest
    outcomes: Mapping[str, OutcomeTable]
    job_seconds: float
    passphrase: Secret | None
    stop: Stop

    def survey(self, names: Iterable[str]) -> Callable[[str], None]:
        """Look at all hosts and compare them, before any is changed; gives what then processes each of them."""
        crashed = work_through(names, self.look_at, at_once=COLLECTING, stop=self.stop)
        compare_hosts(self.assessor)

        def process_host(name: str) -> None:
            if name in crashed:
                raise crashed[name]
            self.process_host(name)

        return process_host

    def look_at(self, name: str) -> None:
        """Judge one host; one that was planned before the run was cut short keeps its verdict."""
        row = self.assessor.journal.host(self.assessor.run, name)
        if row.outcome is not None or self._planned_package(row):
            return
        target = targets.from_json(row.target)
        self.assessor.tell(HostStarted(name))
        try:
            with closing(self.open_session(target)) as session:
                self.assessor.assess(target, session)
        except HostError as error:
            self.assessor.unreachable(target, str(error))
            self._end(name, _unreachable(error))

    def process_host(self, name: str) -> None:
        """Bring a host that was looked at to its final state in this run; a host that has one is left alone."""
        row = self.assessor.journal.host(self.assessor.run, name)
        if row.outcome is not None:
            return
        self.assessor.tell(HostStarted(name))
        try:
            outcome = self._push(targets.from_json(row.target), row)
        except HostError as error:
            outcome = _unreachable(error)
        except UsageError as error:
            outcome = Outcome.failed("media", error.message, error.remedy)
        self._end(name, outcome)

    def _end(self, name: str, outcome: Outcome) -> None:
        self.assessor.journal.update_host(self.assessor.run, name, outcome=as_json(outcome))
        self.assessor.tell(HostFinished(name, outcome.state.value))

    def _push(self, target: Target, row: Row[Any]) -> Outcome:
        """From the verdict on; a host that was planned before the run was cut short goes on with its plan."""
        package = self._planned_package(row)
        if package is None:
            chosen = self._plan(target, row)
            if isinstance(chosen, Outcome):
                return chosen
            package = chosen
        if self.passphrase is None:
            return Outcome(State.PLANNED)
        with closing(self.open_session(target)) as session:
            return self._carry_out(target, session, package, self.passphrase)

    def _carry_out(self, target: Target, session: Session, package: Package, passphrase: Secret) -> Outcome:
        context = StepContext(
            session=session,
            run_id=self.assessor.run,
            run_folder=run_folder(self.media.sha256(package)),
            package=package,
            package_path=self.media.path(package),
            sha256=self.media.sha256(package),
            request=self.request,
            passphrase=passphrase,
            outcomes=self.outcomes,
            job_seconds=self.job_seconds,
        )
        journal, run, tell = self.assessor.journal, self.assessor.run, self.assessor.tell
        return carry_out(journal, run, target.name, lambda step, say: STEPS[step](context, say), self.stop, tell)

    def _planned_package(self, row: Row[Any]) -> Package | None:
        """The package an interrupted run had planned, unless the media folder has changed since."""
        for package in self.media.packages:
            if package.file_name == row.package and row.run_folder == run_folder(self.media.sha256(package)):
                return package
        return None

    def _plan(self, target: Target, row: Row[Any]) -> Package | Outcome:
        """Plan by what the look at it found; an outcome instead of the package where the host must not be touched."""
        verdict = Verdict(row.verdict)
        if verdict not in GO_AHEAD:
            return _NOT_TOUCHED[verdict]
        facts = platforms.parse(target, parse_evidence(zlib.decompress(row.evidence)))
        if not isinstance(facts, LinuxFacts):
            return _NO_WINDOWS
        token = facts.os_token(self.assessor.context.requirements)
        package = choose(self.media.packages, token) if isinstance(token, str) else None
        if package is None:
            return self._no_package(token)
        if isinstance(facts.agent, Unknown) or isinstance(facts.jobs, Unknown):
            return _AGENT_UNKNOWN
        if problems := self.media.problems(package):
            return self._bad_package(package, problems)
        plan = make_plan(facts.agent, facts.jobs, package, self.media.sha256(package), self.request)
        if isinstance(plan, Outcome):
            return plan
        steps = [(step.name, step.text) for step in plan.steps]
        self.assessor.journal.plan(self.assessor.run, target.name, package.file_name, plan.run_folder, steps)
        return package

    def _bad_package(self, package: Package, problems: list[str]) -> Outcome:
        return Outcome.failed(
            "package",
            f"The package {self.media.path(package)} was not sent. {' '.join(problems)}",
            "Replace it with the published file, then run the same command again; siteprep media verify checks it.",
        )

    def _no_package(self, token: object) -> Outcome:
        return Outcome.failed(
            "no-package",
            f"The media folder {self.media.folder} holds no package for {token}.",
            "Download the package for this operating system into that folder, then run the same command again.",
        )


def _unreachable(error: HostError) -> Outcome:
    return Outcome(State.UNREACHABLE, error.kind, error.message, error.remedy)


def as_json(outcome: Outcome) -> dict[str, Any]:
    """An outcome as the journal and the result document have it."""
    return {"state": outcome.state.value, "kind": outcome.kind, "cause": outcome.cause, "remedy": outcome.remedy}


_NOT_TOUCHED = {
    verdict: Outcome(
        State(verdict.value),
        "preflight",
        cause,
        "Correct what the findings name, then run the same command again.",
    )
    for verdict, cause in (
        (Verdict.BLOCKED, "Preflight found what the installer would fail on, so the host was not touched."),
        (Verdict.UNDETERMINED, "Preflight could not find out all it has to know, so the host was not touched."),
    )
}
_AGENT_UNKNOWN = Outcome.failed(
    "agent-unknown",
    "Whether an agent is installed could not be read from the host, so it was not touched.",
    "Read the host's findings for the reason, then run the same command again.",
)
_NO_WINDOWS = Outcome.failed(
    "platform",
    "This version of siteprep pushes the agent to Linux hosts only.",
    "Leave Windows hosts out of the run.",
)
