"""Looking at one host: session -> evidence -> facts -> findings -> verdict, stored in the journal."""

from __future__ import annotations

import time
import zlib
from dataclasses import dataclass

from fleet.events import HostJudged, Listener
from fleet.journal import Journal
from host.session import Session
from host.target import Role, Target
from linux.collect import collect
from linux.parse.host import parse_facts
from preflight.facts import LinuxFacts
from preflight.finding import Finding
from preflight.judge import Context, judge
from preflight.verdict import Verdict, verdict
from report.document import finding_to_json

UNREACHABLE = Verdict.UNREACHABLE


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is known of a host once it was looked at."""

    facts: LinuxFacts
    findings: tuple[Finding, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Assessor:
    """Collects and judges the hosts of one run."""

    journal: Journal
    run: str
    context: Context
    role: Role
    tell: Listener

    def assess(self, target: Target, session: Session) -> Assessment:
        """Collect over an open session, judge, store, tell. Raises what the session raises."""
        evidence = collect(session, self.context.install_dir)
        facts = parse_facts(evidence)
        findings = judge(facts, target.role or self.role, self.context)
        found = verdict(findings)
        clock = evidence.clock
        self.journal.update_host(
            self.run,
            target.name,
            os=facts.os_name,
            verdict=found.value,
            reason="",
            collected=time.time(),
            evidence=zlib.compress(evidence.raw, level=1),
            clock=[clock.sent, clock.received] if clock else None,
            evidence_digest=evidence.digest,
            findings=[finding_to_json(finding) for finding in findings],
        )
        self.tell(HostJudged(target.name, found.value, ""))
        return Assessment(facts, findings, found)

    def unreachable(self, target: Target, reason: str) -> None:
        """Store that nothing could be collected, and why."""
        self.journal.update_host(
            self.run, target.name, verdict=UNREACHABLE.value, reason=reason, collected=None, findings=[]
        )
        self.tell(HostJudged(target.name, UNREACHABLE.value, reason))
