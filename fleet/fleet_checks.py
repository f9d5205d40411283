"""Judging the hosts of a run together, once each has been looked at on its own."""

from __future__ import annotations

import zlib
from typing import Any

from sqlalchemy import Row

from fleet import platforms, targets
from fleet.assess import Assessor
from fleet.events import VerdictChanged
from host.evidence import parse_evidence
from preflight.finding import Finding
from preflight.fleet_checks import FLEET_CHECKS, judge_fleet
from preflight.fleet_host import FleetHost, fleet_host
from report.document import finding_from_json, finding_to_json

_IDS = frozenset(check.id for check in FLEET_CHECKS)


def compare_hosts(assessor: Assessor) -> None:
    """Add what the fleet checks find to every host of the run that was looked at, and store its verdict anew.

    Everything is taken from the journal, whichever process put it there, and what an earlier comparison found is
    replaced. So a resumed run, in which only some hosts were looked at again, ends like one that was not interrupted.
    """
    looked_at = [row for row in assessor.journal.hosts(assessor.run) if row.findings]
    found = judge_fleet([_extract(assessor, row.name) for row in looked_at], assessor.context)
    for row in looked_at:
        _store(assessor, row, found[row.name])


def _extract(assessor: Assessor, name: str) -> FleetHost:
    """As it was seen in this process, or else from the stored evidence, one host at a time: all facts of thousands of
    hosts would not fit into memory."""
    if name in assessor.seen:
        return assessor.seen[name]
    row = assessor.journal.host(assessor.run, name)
    target = targets.from_json(row.target)
    facts = platforms.parse(target, parse_evidence(zlib.decompress(row.evidence)))
    return fleet_host(target, target.role or assessor.role, facts)


def _store(assessor: Assessor, row: Row[Any], found: tuple[Finding, ...]) -> None:
    own = [finding for finding in row.findings if finding["id"] not in _IDS]
    added = assessor.policy.apply(found, row.name)
    verdict = assessor.policy.verdict([*map(finding_from_json, own), *added]).value
    findings = [*own, *map(finding_to_json, added)]
    assessor.journal.update_host(assessor.run, row.name, verdict=verdict, findings=findings)
    if verdict != row.verdict:
        assessor.tell(VerdictChanged(row.name, verdict))
