"""From options to the policy that shapes findings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path

from fleet.waivers import load_waivers
from host.errors import UsageError
from preflight.judge import CHECKS
from preflight.policy import Policy


def make_policy(waivers: Path | None, only: Sequence[str], skip: Sequence[str], *, strict: bool) -> Policy:
    """The policy; raises UsageError for a pattern that fits no check and for mistakes in the waivers file."""
    known = {check.id for checks in CHECKS.values() for check in checks}
    for option, patterns in (("--only", only), ("--skip", skip)):
        for pattern in patterns:
            if not any(fnmatchcase(check, pattern) for check in known):
                raise UsageError(f"{option} {pattern} fits no check.", "docs/checks.md lists the ids of all checks.")
    rules = load_waivers(waivers, known) if waivers else ()
    return Policy(tuple(only), tuple(skip), strict, rules, datetime.now(UTC).date())
