"""The verdict over one host's findings, and the exit code it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from host.exit_codes import ExitCode
from preflight.finding import Finding, Severity, Status


class Verdict(StrEnum):
    """What the findings of a host amount to."""

    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"
    UNDETERMINED = "undetermined"
    READY_WITH_WARNINGS = "ready-with-warnings"
    READY = "ready"


_EXIT_CODES = {
    Verdict.UNREACHABLE: ExitCode.UNDETERMINED,
    Verdict.BLOCKED: ExitCode.BLOCKED,
    Verdict.UNDETERMINED: ExitCode.UNDETERMINED,
    Verdict.READY_WITH_WARNINGS: ExitCode.WARNINGS,
    Verdict.READY: ExitCode.OK,
}


def verdict(findings: Sequence[Finding]) -> Verdict:
    """The first rule that holds. A host without findings is one from which nothing could be collected."""
    if not findings:
        return Verdict.UNREACHABLE
    blockers = [finding for finding in findings if finding.severity is Severity.BLOCKER]
    if any(finding.status is Status.FAIL and finding.waiver is None for finding in blockers):
        return Verdict.BLOCKED
    if any(finding.status in (Status.UNKNOWN, Status.ERROR) for finding in blockers):
        return Verdict.UNDETERMINED
    if any(finding.status is Status.FAIL and finding.severity is Severity.WARNING for finding in findings):
        return Verdict.READY_WITH_WARNINGS
    return Verdict.READY


def worse(one: Verdict, other: Verdict) -> Verdict:
    """The verdict over the findings of both together."""
    order = list(Verdict)
    return min(one, other, key=order.index)


def exit_code(of: Verdict) -> ExitCode:
    """What siteprep ends with for one host of this verdict."""
    return _EXIT_CODES[of]
