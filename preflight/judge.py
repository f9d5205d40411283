"""All checks of a host's platform on one host: facts, role and context in, findings out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from host.target import Platform, Role
from preflight import checks, links
from preflight.check import Check, Context, Facts
from preflight.checks import windows
from preflight.finding import Finding, Severity, Status
from preflight.setup_gate import ROLE_PLATFORM

__all__ = ["Context", "judge"]

CHECKS: dict[Platform, tuple[Check, ...]] = {
    Platform.LINUX: checks.ALL_CHECKS,
    Platform.WINDOWS: windows.ALL_CHECKS,
}


def judge(facts: Facts, role: Role, context: Context, own: Sequence[Check] = ()) -> tuple[Finding, ...]:
    """One finding from every check of the host's platform; those that do not concern the role are not-applicable.

    `own` are the user's checks; they come last.

    A role asked of the wrong platform is a failing blocker, and the other checks are not-applicable.
    """
    context = replace(context, role=role)
    on_platform = _role_platform(facts, role, context)
    fitting = on_platform.status is Status.PASS
    findings = [on_platform]
    for check in (*CHECKS[facts.platform], *(check for check in own if check.platform is facts.platform)):
        if not fitting:
            findings.append(check.not_applicable(on_platform.actual, context))
        elif role not in check.roles:
            reason = f"This is a check for {', '.join(sorted(check.roles))} on {check.platform}."
            findings.append(check.not_applicable(reason, context))
        else:
            findings.append(check.run(facts, context))
    return tuple(findings)


def _role_platform(facts: Facts, role: Role, context: Context) -> Finding:
    platforms = context.requirements.roles[role]
    fitting = facts.platform in platforms
    names = " or ".join(platform.value.capitalize() for platform in sorted(platforms))
    return Finding(
        id=ROLE_PLATFORM,
        title="Role and platform",
        status=Status.PASS if fitting else Status.FAIL,
        severity=Severity.BLOCKER,
        expected=f"A {role} runs on {names}.",
        actual=f"The host runs {facts.platform.value.capitalize()}.",
        evidence="identity",
        remedy="" if fitting else f"Choose a host with {names} for this role, or another role for this host.",
        link=links.SUPPORT_MATRIX,
        predicts=(),
    )
