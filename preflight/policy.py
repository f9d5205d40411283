"""What the user decided about findings before they become a verdict: checks left out, risks accepted, strictness."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase

from preflight.finding import Finding, Severity, Status, Waiver
from preflight.verdict import Verdict
from preflight.verdict import verdict as plain_verdict


@dataclass(frozen=True, slots=True)
class WaiverRule:
    """A risk accepted for one check on the hosts that a glob names, until the end of a day."""

    check: str
    hosts: str
    reason: str
    owner: str
    expires: date

    def covers(self, finding: Finding, host: str) -> bool:
        """Whether it is about this finding of this host; the day is not looked at."""
        return finding.id == self.check and fnmatchcase(host.lower(), self.hosts.lower())


@dataclass(frozen=True, slots=True)
class Policy:
    """`only` and `skip` are globs of check ids; with `strict` a failed warning blocks as a failed blocker does."""

    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    strict: bool = False
    waivers: tuple[WaiverRule, ...] = ()
    day: date = date.max

    def apply(self, findings: Iterable[Finding], host: str) -> tuple[Finding, ...]:
        """The findings with what was decided written into them; none is taken away."""
        return tuple(self._waived(self._selected(finding), host) for finding in findings)

    def verdict(self, findings: Sequence[Finding]) -> Verdict:
        """The verdict over findings that `apply` gave."""
        if self.strict:
            findings = [
                replace(finding, severity=Severity.BLOCKER) if finding.severity is Severity.WARNING else finding
                for finding in findings
            ]
        return plain_verdict(findings)

    def _selected(self, finding: Finding) -> Finding:
        if any(fnmatchcase(finding.id, pattern) for pattern in self.skip):
            return _left_out(finding, "--skip")
        if self.only and not any(fnmatchcase(finding.id, pattern) for pattern in self.only):
            return _left_out(finding, "--only")
        return finding

    def _waived(self, finding: Finding, host: str) -> Finding:
        if finding.status in (Status.PASS, Status.NOT_APPLICABLE):
            return finding
        rules = [rule for rule in self.waivers if rule.covers(finding, host)]
        valid = [rule for rule in rules if rule.expires >= self.day]
        if valid:
            rule = max(valid, key=lambda rule: rule.expires)
            return replace(finding, waiver=Waiver(rule.reason, rule.owner, rule.expires.isoformat()))
        if rules:
            rule = max(rules, key=lambda rule: rule.expires)
            note = f"The waiver of {rule.owner} expired on {rule.expires.isoformat()}."
            return replace(finding, actual=f"{finding.actual} {note}".strip())
        return finding


PLAIN = Policy()
"""Nothing was decided: every finding counts as it is."""


def _left_out(finding: Finding, option: str) -> Finding:
    return replace(finding, status=Status.NOT_APPLICABLE, actual=f"Left out by {option}.", remedy="")
