"""From options to what hosts are judged by: requirements, checks and the policy that shapes findings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path

from access.catalogue import load_requirements
from fleet.own_checks import load_rules
from fleet.own_packages import load_entry_points
from fleet.own_requirements import load_changes
from fleet.waivers import load_waivers
from host.errors import UsageError
from preflight.check import Check
from preflight.fleet_checks import FLEET_CHECKS
from preflight.judge import CHECKS
from preflight.own_requirements import changed
from preflight.policy import Policy
from preflight.requirements import Requirements


def own_requirements(release: str | None, cloud: str, variant: str | None, file: Path | None) -> Requirements:
    """The requirements, changed by a variant and then by the user's file; raises UsageError for mistakes in it."""
    requirements = load_requirements(release, cloud, variant)
    return changed(requirements, load_changes(file, requirements)) if file else requirements


def own_checks(files: Sequence[Path]) -> tuple[Check, ...]:
    """The user's checks, of rules files and of installed packages; raises UsageError for mistakes in them."""
    taken = _built_in()
    checks = load_entry_points(taken)
    for path in files:
        checks += load_rules(path, {*taken, *(check.id for check in checks)})
    return tuple(checks)


def make_policy(
    waivers: Path | None, only: Sequence[str], skip: Sequence[str], own: Sequence[Check], *, strict: bool
) -> Policy:
    """The policy; raises UsageError for a pattern that fits no check and for mistakes in the waivers file."""
    known = _built_in() | {check.id for check in own}
    for option, patterns in (("--only", only), ("--skip", skip)):
        for pattern in patterns:
            if not any(fnmatchcase(check, pattern) for check in known):
                raise UsageError(f"{option} {pattern} fits no check.", "docs/checks.md lists the ids of all checks.")
    rules = load_waivers(waivers, known) if waivers else ()
    return Policy(tuple(only), tuple(skip), strict, rules, datetime.now(UTC).date())


def _built_in() -> set[str]:
    return {check.id for checks in CHECKS.values() for check in checks} | {check.id for check in FLEET_CHECKS}
