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

_CONFIRM = "Compare the host with the role's documentation by hand, or use a version of siteprep that covers it."
CHECKS: dict[Platform, tuple[Check, ...]] = {
    Platform.LINUX: checks.ALL_CHECKS,
    Platform.WINDOWS: windows.ALL_CHECKS,
}


def judge(facts: Facts, role: Role, context: Context, own: Sequence[Check] = ()) -> tuple[Finding, ...]:
    """One finding from every check of the host's platform; those that do not concern the role are not-applicable.

    `own` are the user's checks; they come last.

    A role asked of the wrong platform is a failing blocker. A role on a fitting platform for which there are no
    checks is an unknown blocker: nothing is claimed of it.
    """
    context = replace(context, role=role)
    on_platform = _role_platform(facts, role, context)
    fitting = on_platform.status is Status.PASS
    on_host = CHECKS[facts.platform]
    covered = any(role in check.roles and (check.row or facts.platform is Platform.LINUX) for check in on_host)
    findings = [on_platform, _role_coverage(role, fitting=fitting, covered=covered)]
    for check in (*on_host, *(check for check in own if check.platform is facts.platform)):
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


def _role_coverage(role: Role, *, fitting: bool, covered: bool) -> Finding:
    if not fitting:
        status, actual = Status.NOT_APPLICABLE, "The role does not run on this platform."
    elif covered:
        status, actual = Status.PASS, f"There are checks for a {role} on this platform."
    else:
        status, actual = Status.UNKNOWN, f"This version does not know what a {role} needs on this platform."
    return Finding(
        id="common.role-coverage",
        title="Role known to this version",
        status=status,
        severity=Severity.BLOCKER,
        expected="This version knows what the role needs on this platform.",
        actual=actual,
        evidence="identity",
        remedy=_CONFIRM if status is Status.UNKNOWN else "",
        link=links.SUPPORT_MATRIX,
        predicts=(),
    )
