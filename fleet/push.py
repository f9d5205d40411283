"""The unit of work of a push: a look at one host, later its plan and its outcome; resumable at any point."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from access.host_lock import LOCK_NAME, Locked
from access.media_folder import MediaFolder
from access.package_file import PackageFile
from fleet import platforms, targets
from fleet.assess import Assessor
from fleet.engine import Stop, work_through
from fleet.events import HostFinished, HostStarted
from fleet.fleet_checks import compare_hosts
from fleet.pace import Pace
from fleet.push_choice import GO_AHEAD, choose_package, choose_plan, not_touched, programs
from fleet.push_host import HostPush, PushLimits, performing
from fleet.registration import Registrations
from fleet.run import Worked
from fleet.sessions import OpenSession
from fleet.steps import carry_out
from fleet.waves import change_hosts
from host.errors import HostError, SessionLost, Unreachable, UsageError
from host.evidence import parse_evidence
from host.target import Platform, Target
from installer.explain.catalogue import Catalogue
from installer.media import Package
from installer.outcome import Outcome, OutcomeTable, State
from installer.push_request import Action, PushRequest
from preflight.facts import LinuxFacts, Unknown
from preflight.verdict import Verdict
from preflight.windows_facts import WindowsFacts


@dataclass(frozen=True, slots=True)
class PushUnit:
    """Everything a push to one host needs besides the journal. A dry run only plans."""

    assessor: Assessor
    open_session: OpenSession
    media: MediaFolder | None
    request: PushRequest
    registrations: Registrations
    outcomes: Mapping[Platform, Mapping[str, OutcomeTable]]
    errors: Catalogue
    limits: PushLimits
    pace: Pace
    stop: Stop
    dry_run: bool
    break_locks: bool = False

    def work(self, names: Sequence[str]) -> Worked:
        """Look at all hosts and compare them before any is changed; then change them at the run's pace."""
        crashed = work_through(names, self.look_at, at_once=self.limits.workers.preflight, stop=self.stop)
        compare_hosts(self.assessor)
        seen = [name for name in names if name not in crashed]
        if self.dry_run or not self.request.action.changes:
            touched, others = [], seen
        else:
            ready = {row.name for row in self.assessor.journal.states(self.assessor.run) if _may_be_touched(row)}
            touched, others = [name for name in seen if name in ready], [name for name in seen if name not in ready]
        at_once = self.limits.workers.install
        crashed |= work_through(others, self.process_host, at_once=at_once, stop=self.stop)
        changed = change_hosts(touched, self.process_host, self._end, self.pace, at_once=at_once, stop=self.stop)
        return Worked(crashed | changed.crashed, changed.complete)

    def look_at(self, name: str) -> None:
        """Judge one host; one that was planned before the run was cut short keeps its verdict."""
        row = self.assessor.journal.host(self.assessor.run, name)
        if row.outcome is not None or self._is_planned(row):
            return
        target = targets.from_json(row.target)
        self.assessor.tell(HostStarted(name))
        try:
            with closing(self.open_session(target)) as session:
                facts = self.assessor.assess(target, session).facts
        except HostError as error:
            self.assessor.unreachable(target, str(error))
            self._end(name, _unreachable(error))
        else:
            if self.media is not None:
                package = choose_package(facts, self.media, self.assessor.context.requirements)
                if package is not None:  # hashed and looked into while other hosts still answer
                    with suppress(UsageError):
                        self.media.problems(package)

    def process_host(self, name: str) -> State:
        """Bring a host that was looked at to its final state in this run; a host that has one is left alone."""
        row = self.assessor.journal.host(self.assessor.run, name)
        if row.outcome is not None:
            return State(row.outcome["state"])
        self.assessor.tell(HostStarted(name))
        try:
            outcome = self._push(targets.from_json(row.target), row)
        except HostError as error:
            outcome = _unreachable(error)
        except UsageError as error:
            outcome = Outcome.failed("input", error.message, error.remedy)
        self._end(name, outcome)
        return outcome.state

    def _end(self, name: str, outcome: Outcome) -> None:
        self.assessor.journal.update_host(self.assessor.run, name, outcome=outcome.to_json())
        self.assessor.tell(HostFinished(name, outcome.state.value, outcome.cause))

    def _push(self, target: Target, row: Row[Any]) -> Outcome:
        """From the verdict on; a host that was planned before the run was cut short goes on with its plan."""
        facts = platforms.parse(target, parse_evidence(zlib.decompress(row.evidence)))
        role = target.role or self.assessor.role
        if not self._is_planned(row):
            verdict = Verdict(row.verdict)
            if verdict not in GO_AHEAD and self.request.action is not Action.STATUS:
                return not_touched(verdict)
            chosen = choose_plan(
                facts,
                role,
                self.request,
                self.media,
                self.assessor.context.requirements,
                can_register=self.registrations.has(target.name),
            )
            if isinstance(chosen, Outcome):
                return chosen
            steps = [(step.name, step.text) for step in chosen.plan.steps]
            name = chosen.package.file_name if chosen.package else ""
            self.assessor.journal.plan(self.assessor.run, target.name, name, chosen.plan.run_folder, steps)
            row = self.assessor.journal.host(self.assessor.run, target.name)
        if self.dry_run:
            return Outcome(State.PLANNED)
        if not self.assessor.journal.steps(self.assessor.run, target.name) and not _lock_left(facts):
            return Outcome(State.DONE)
        with closing(self.open_session(target)) as session:
            push = HostPush(
                name=target.name,
                session=session,
                run=self.assessor.run,
                run_folder=row.run_folder,
                facts=facts,
                role=role,
                request=self.request,
                media=self._file(self._package(row.package)),
                registration=self.registrations.of(target.name),
                outcomes=self.outcomes[target.platform],
                errors=self.errors,
                limits=self.limits,
                break_locks=self.break_locks,
            )
            journal, run, tell = self.assessor.journal, self.assessor.run, self.assessor.tell
            try:
                with performing(target, push) as perform:
                    return carry_out(journal, run, target.name, perform, self.stop, tell)
            except (Locked, SessionLost) as error:
                return Outcome(State.RETRY_LATER, error.kind, error.message, error.remedy)
            except Unreachable:
                raise
            except HostError as error:
                return Outcome.failed(error.kind, error.message, error.remedy)

    def _is_planned(self, row: Row[Any]) -> bool:
        """Whether an interrupted run had planned this host, and its package has not changed since."""
        if not row.run_folder:
            return False
        if self.media is None:
            return True
        package = self._package(row.package)
        if package is None:
            return False
        return str(row.run_folder) == programs(targets.from_json(row.target)).run_folder(self.media.sha256(package))

    def _package(self, name: str) -> Package | None:
        packages = self.media.packages if self.media else ()
        return next((package for package in packages if package.file_name == name), None)

    def _file(self, package: Package | None) -> PackageFile | None:
        if self.media is None or package is None:
            return None
        return PackageFile.of(package, self.media.path(package), self.media.sha256(package), pinned=self.media.pinned)


def _lock_left(facts: LinuxFacts | WindowsFacts) -> bool:
    """Whether there is a lock on the host, such as one that a broken connection left there."""
    return not isinstance(facts.jobs, Unknown) and LOCK_NAME in facts.jobs


def _may_be_touched(row: Row[Any]) -> bool:
    return row.outcome is None and (bool(row.run_folder) or row.verdict in GO_AHEAD)


def _unreachable(error: HostError) -> Outcome:
    return Outcome(State.UNREACHABLE, error.kind, error.message, error.remedy)
