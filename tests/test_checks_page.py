"""docs/checks.md and the checklists are made from the checks, and no requirement is without one."""

from __future__ import annotations

import pytest

from access.catalogue import load_not_checked, load_requirements
from docs import checks_page
from host.target import Role
from preflight.checklist import checklist
from preflight.context import Context
from preflight.judge import CHECKS
from tests.practice import siteprep

REQUIREMENTS = load_requirements()
CONTEXT = Context(REQUIREMENTS, REQUIREMENTS.release, "/usr/local/ASR")


def test_the_page_is_what_the_checks_say() -> None:
    assert checks_page.FILE.read_text() == checks_page.text(), "run python -m docs.checks_page"


def test_every_check_stands_on_the_page() -> None:
    page = checks_page.FILE.read_text()
    for checks in CHECKS.values():
        for check in checks:
            assert f"### {check.id}\n" in page


def test_every_check_says_what_to_do_about_a_failure() -> None:
    # .NET Framework 3.5 cannot be told, so this one never fails.
    assert {check for check, told in checks_page.REMEDIES.items() if not told} == {"windows.agent-dotnet"}
    assert all(
        remedy.endswith((".", "…")) or remedy.startswith("Run: ")
        for told in checks_page.REMEDIES.values()
        for remedy in told
    )


@pytest.mark.parametrize("role", Role)
def test_no_requirement_is_without_a_check_and_a_source(role: Role) -> None:
    items = {item.id: item for item in checklist(role, CONTEXT)}
    for platform in REQUIREMENTS.roles[role]:
        for row, requirement in REQUIREMENTS.on(platform)[role].rows.items():
            assert all(requirement.source)
            assert items[f"{platform}.{row}"].source


def test_on_the_command_line() -> None:
    for role in (Role.MOBILITY_AGENT, Role.CONFIGURATION_SERVER, Role.PROCESS_SERVER):
        shown = siteprep("requirements", "show", role)
        assert (shown.returncode, shown.stderr) == (0, "")
        assert shown.stdout.startswith(f"# {role}: requirements\n")
        assert all(f"(`{item.id}`)" in shown.stdout for item in checklist(role, CONTEXT))
    assert siteprep("requirements", "show", "no-such-role").returncode == 2


def test_what_cannot_be_checked_has_its_reason_and_stands_on_the_page() -> None:
    entries = load_not_checked()
    assert {role for each in entries for role in each.roles} == set(Role)
    for each in entries:
        assert each.what.endswith(".")
        assert each.why.endswith(".")
        assert f"- {each.what} {each.why} (" in checks_page.text()
