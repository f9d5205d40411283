"""Judging the hosts of a run together, once each has been looked at on its own."""

from __future__ import annotations

import zlib

from fleet import platforms, targets
from fleet.assess import Assessor, Seen
from fleet.events import VerdictChanged
from host.evidence import parse_evidence
from preflight.finding import Finding
from preflight.fleet_checks import FLEET_CHECKS, judge_fleet
from preflight.fleet_host import fleet_host
from preflight.verdict import Verdict, worse
from report.document import finding_from_json, finding_to_json

_IDS = frozenset(check.id for check in FLEET_CHECKS)


def compare_hosts(assessor: Assessor) -> None:
    """Add what the fleet checks find to every host of the run that was looked at, and store its verdict anew.

    Everything is taken from the journal, whichever process put it there, and what an earlier comparison found is
    replaced. So a resumed run, in which only some hosts were looked at again, ends like one that was not interrupted.
    """
    looked_at = {
        row.name: row.verdict
        for row in assessor.journal.states(assessor.run)
        if row.verdict not in (None, Verdict.UNREACHABLE.value)
    }
    earlier = {name: _judged_before(assessor, name) for name in looked_at if name not in assessor.seen}
    seen = earlier | {name: host for name, host in assessor.seen.items() if name in looked_at}
    found = judge_fleet([seen[name].extract for name in looked_at], assessor.context)
    for name, before in looked_at.items():
        _store(assessor, name, before, seen[name].verdict, found[name])


def _judged_before(assessor: Assessor, name: str) -> Seen:
    """A host that another process judged, from what is stored of it. Facts are dropped at once: those of thousands of
    hosts would not fit into memory."""
    row = assessor.journal.host(assessor.run, name)
    target = targets.from_json(row.target)
    facts = platforms.parse(target, parse_evidence(zlib.decompress(row.evidence)))
    own = [finding for finding in row.findings if finding["id"] not in _IDS]
    if len(own) != len(row.findings):  # a run that was begun before both were kept apart
        assessor.journal.update_host(assessor.run, name, findings=own)
    verdict = assessor.policy.verdict([finding_from_json(finding) for finding in own])
    return Seen(fleet_host(target, target.role or assessor.role, facts), verdict)


def _store(assessor: Assessor, name: str, before: str, own: Verdict, found: tuple[Finding, ...]) -> None:
    added = assessor.policy.apply(found, name)
    verdict = (worse(own, assessor.policy.verdict(added)) if added else own).value
    assessor.journal.update_host(
        assessor.run, name, verdict=verdict, fleet_findings=[finding_to_json(finding) for finding in added]
    )
    if verdict != before:
        assessor.tell(VerdictChanged(name, verdict))
