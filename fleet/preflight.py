"""The unit of work of a preflight: look at one host, change nothing."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass

from access.bundle import BundledHost
from fleet import targets
from fleet.assess import Assessor
from fleet.events import HostFinished, HostStarted
from fleet.sessions import OpenSession
from host.errors import HostError


@dataclass(frozen=True, slots=True)
class PreflightUnit:
    """Everything a preflight of one host needs besides the journal."""

    assessor: Assessor
    open_session: OpenSession

    def process_host(self, name: str) -> None:
        """Assess one host; a host that cannot be reached, or is lost on the way, is unreachable with its reason."""
        assessor = self.assessor
        target = targets.from_json(assessor.journal.host(assessor.run, name).target)
        assessor.tell(HostStarted(name))
        try:
            with closing(self.open_session(target)) as session:
                found = assessor.assess(target, session).verdict
        except HostError as error:
            assessor.unreachable(target, str(error))
            assessor.tell(HostFinished(name, "unreachable"))
        else:
            assessor.tell(HostFinished(name, found.value))


@dataclass(frozen=True, slots=True)
class OfflineUnit:
    """Judges evidence that was collected before."""

    assessor: Assessor
    hosts: Mapping[str, BundledHost]

    def process_host(self, name: str) -> None:
        """Judge one host of a bundle."""
        host = self.hosts[name]
        self.assessor.tell(HostStarted(name))
        self.assessor.store(host.target, host.evidence, host.collected)
        found = self.assessor.judge(host.target, host.evidence).verdict
        self.assessor.tell(HostFinished(name, found.value))
