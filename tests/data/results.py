"""Results of whole fleets, judged from the composed pictures of Linux hosts: real findings of documented hosts."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from access.catalogue import load_requirements
from host.evidence import ClockMeasurement, parse_evidence
from host.target import Role
from linux.parse.host import parse_facts
from preflight.excerpt import with_excerpts
from preflight.finding import Finding, Status, Waiver
from preflight.judge import Context, judge
from preflight.verdict import verdict
from report.document import SCHEMA, finding_to_json, seal
from tests.data.documented import NOW
from tests.data.hosts import compose

WAIVER = Waiver("The boot menu is rebuilt in the change window.", "j.doe@example.com", "2026-12-31")
_CHECK = "Check that the host is up and that no firewall drops SSH between here and there."
WAIVED = ("linux.grub-device-names", "linux.root-space")
ROLES = (Role.MOBILITY_AGENT, Role.MASTER_TARGET)


def fleet(hosts: int, findings: int = 60) -> dict[str, Any]:
    """A sealed result of so many hosts with so many findings each, the same at every call.

    Every 37th host is unreachable, and on every 5th what may be waived is.
    """
    requirements = load_requirements()
    return seal(
        {
            "schema": SCHEMA,
            "tool": {"name": "siteprep", "version": "0.1.0"},
            "run": {
                "id": "20270115-080000-0000",
                "started": "2027-01-15T08:00:00Z",
                "finished": "2027-01-15T08:10:00Z",
                "command": "siteprep preflight --inventory fleet.yaml",
            },
            "requirements": requirements.to_json(),
            "hosts": [_host(number, findings) for number in range(1, hosts + 1)],
        }
    )


def _host(number: int, findings: int) -> dict[str, Any]:
    role = ROLES[number % 10 == 3]
    pictures = sorted(path.parent.name for path in compose.FOLDER.glob("*/collector.txt"))
    picture = pictures[number % len(pictures)]
    os_name, judged = _judged(picture, role)
    silent = number % 37 == 0
    chosen = [_waived(each, number) for each in judged[-findings:]]
    return {
        "name": f"host-{number:04}.example.com",
        "address": f"192.0.2.{number % 250 + 1}",
        "platform": "linux",
        "os": "" if silent else os_name,
        "role": role.value,
        "verdict": "unreachable" if silent else verdict(chosen).value,
        "reason": f"host-{number:04}.example.com did not answer in time. {_CHECK}" if silent else "",
        "collected": None if silent else "2027-01-15T08:00:30Z",
        "evidence_digest": None if silent else f"{number:064x}",
        "findings": [] if silent else list(map(finding_to_json, chosen)),
    }


def _waived(finding: Finding, number: int) -> Finding:
    waivable = number % 5 == 0 and finding.id in WAIVED and finding.status is Status.FAIL
    return replace(finding, waiver=WAIVER) if waivable else finding


@cache
def _judged(picture: str, role: Role) -> tuple[str, tuple[Finding, ...]]:
    requirements = load_requirements()
    context = Context(requirements, requirements.release, "/usr/local/ASR")
    raw = (compose.FOLDER / picture / "collector.txt").read_bytes()
    evidence = parse_evidence(raw, ClockMeasurement(NOW - 1.0, NOW + 1.0))
    facts = parse_facts(evidence)
    findings = with_excerpts(judge(facts, role, context), evidence)
    return facts.os_name or "", findings
