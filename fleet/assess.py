"""Looking at one host: session -> evidence -> facts -> findings -> verdict, stored in the journal."""

from __future__ import annotations

import time
import zlib
from dataclasses import dataclass, field

from fleet import platforms
from fleet.events import HostJudged, Listener
from fleet.journal import Journal
from fleet.look import Look
from host.evidence import Evidence
from host.session import Session
from host.target import Role, Target
from preflight.check import Check
from preflight.excerpt import with_excerpts
from preflight.facts import LinuxFacts
from preflight.finding import Finding
from preflight.fleet_host import FleetHost, fleet_host
from preflight.judge import Context, judge
from preflight.policy import PLAIN, Policy
from preflight.verdict import Verdict
from preflight.windows_facts import WindowsFacts
from report.document import finding_to_json


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is known of a host once it was looked at."""

    facts: LinuxFacts | WindowsFacts
    findings: tuple[Finding, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Seen:
    """What is kept of a host until the hosts of the run are compared: an extract, and its verdict by itself."""

    extract: FleetHost
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Assessor:
    """Collects and judges the hosts of one run."""

    journal: Journal
    run: str
    context: Context
    role: Role
    tell: Listener
    look: Look
    policy: Policy = PLAIN
    own_checks: tuple[Check, ...] = ()
    seen: dict[str, Seen] = field(default_factory=dict)
    """The hosts that were judged in this process."""

    def assess(self, target: Target, session: Session) -> Assessment:
        """Collect over an open session, then judge. Raises what the session raises."""
        return self.judge(target, self.collect(target, session))

    def collect(self, target: Target, session: Session) -> Evidence:
        """Run the collector and store what it printed; raises Unreachable when that was nothing."""
        evidence = self.look.collect(target, session)
        self.store(target, evidence, time.time())
        return evidence

    def store(self, target: Target, evidence: Evidence, collected: float | None) -> None:
        """Keep evidence in the journal, with when it was collected (seconds since 1970)."""
        clock = evidence.clock
        self.journal.update_host(
            self.run,
            target.name,
            collected=collected,
            evidence=zlib.compress(evidence.raw, level=1),
            clock=[clock.sent, clock.received] if clock else None,
            evidence_digest=evidence.digest,
        )

    def judge(self, target: Target, evidence: Evidence) -> Assessment:
        """Parse and judge evidence, store the verdict, tell."""
        facts = platforms.parse(target, evidence)
        judged = judge(facts, target.role or self.role, self.context, self.own_checks)
        findings = self.policy.apply(with_excerpts(judged, evidence), target.name)
        found = self.policy.verdict(findings)
        self.journal.update_host(
            self.run,
            target.name,
            os=facts.os_name,
            verdict=found.value,
            reason="",
            findings=[finding_to_json(finding) for finding in findings],
        )
        self.seen[target.name] = Seen(fleet_host(target, target.role or self.role, facts), found)
        self.tell(HostJudged(target.name, found.value, ""))
        return Assessment(facts, findings, found)

    def unreachable(self, target: Target, reason: str) -> None:
        """Store that nothing could be collected, and why."""
        self.journal.update_host(self.run, target.name, verdict=Verdict.UNREACHABLE.value, reason=reason, findings=[])
        self.tell(HostJudged(target.name, Verdict.UNREACHABLE.value, reason))
