"""Roles of Windows that a server must not have."""

from __future__ import annotations

from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, known
from preflight.checks.windows import pages
from preflight.checks.windows.products import server_installed
from preflight.facts import Unknown
from preflight.role_requirements import WITH_APPLIANCE, Requirement
from preflight.row_check import windows_check
from preflight.windows_facts import WindowsFacts


def _expected(row: Requirement, _: Context) -> str:
    return f"These roles of Windows are not installed: {', '.join(row.values['features'].values())}."


@windows_check(
    "roles-absent",
    title="Roles of Windows",
    reads=("features",),
    evidence="features",
    expects=_expected,
    link=pages.REQUIREMENTS,
    roles=WITH_APPLIANCE,
)
def roles_absent(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """The host is to serve no other purpose."""
    return _judge(facts, row)


@windows_check(
    "iis-absent",
    title="IIS before setup",
    reads=("asr_products",),
    evidence="features",
    expects=_expected,
    link=pages.REQUIREMENTS,
    roles=WITH_APPLIANCE,
)
def iis_absent(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """Setup adds IIS as it needs it."""
    if server_installed(facts):
        return NotApplicable("A server is installed, and IIS is its own.")
    return _judge(facts, row)


def _judge(facts: WindowsFacts, row: Requirement) -> Outcome:
    features, forbidden = known(facts.features), row.values["features"]
    if present := [title for name, title in forbidden.items() if features.get(name)]:
        return Failed(
            f"Installed: {', '.join(present)}.",
            "Remove this with Server Manager and restart the host, or use one that serves no other purpose.",
        )
    if untold := [title for name, title in forbidden.items() if name not in features]:
        return Unknown(f"The evidence does not tell whether {', '.join(untold)} is installed.")
    return Passed(f"Not installed: {', '.join(forbidden.values())}.")
