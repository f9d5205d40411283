"""docs/checks.md, made from the registered checks, so that it cannot drift.

``python -m docs.checks_page`` writes it. A test fails where page and checks differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from access.catalogue import load_not_checked, load_requirements
from docs.remedies import remedies
from host.target import Platform, Role
from preflight.checklist import Item, checklist
from preflight.context import Context
from preflight.fleet_checks import FLEET_CHECKS
from preflight.judge import CHECKS

FILE = Path(__file__).with_name("checks.md")
REMEDIES = {check.id: remedies(check.function) for checks in CHECKS.values() for check in checks}
REMEDIES |= {check.id: remedies(check.compare) for check in FLEET_CHECKS}
HEAD = """\
# Checks

Every check of `siteprep preflight`, by platform: its id (for `--only`, `--skip` and waivers), what is expected, how bad
a failure is in which role, which exit codes, error names and error IDs of the original it predicts, what to do about a
failure (`…` stands for what depends on the host; the report says it in full), and where the rule comes from. This page
is made from the checks themselves (`python -m docs.checks_page`).
"""


def text() -> str:
    """The page's content."""
    return "\n".join([HEAD, *_platforms(), *_not_checked()]) + "\n"


def _platforms() -> Iterator[str]:
    requirements = load_requirements()
    context = Context(requirements, "VERSION", "/usr/local/ASR")
    for platform in (*Platform, None):
        yield f"## {platform.value.capitalize() if platform else 'All hosts of a run together'}"
        yield ""
        merged: dict[str, list[tuple[Role, Item]]] = {}
        for role in Role:
            for item in checklist(role, context):
                if item.platform is platform:
                    merged.setdefault(item.id, []).append((role, item))
        for found in merged.values():
            yield from _check(found)


def _not_checked() -> Iterator[str]:
    yield "## What cannot be checked"
    yield ""
    yield "These are documented too, and have to be looked at by people."
    yield ""
    for each in load_not_checked():
        yield f"- {each.what} {each.why} ({', '.join(sorted(each.roles))}; {each.source})"


def _check(found: list[tuple[Role, Item]]) -> Iterator[str]:
    first = found[0][1]
    yield f"### {first.id}"
    yield ""
    yield f"{first.title}. {first.expected} {first.why}".strip()
    yield ""
    for role, item in found:
        yield f"- {role.value}: {item.severity.value}"
    if predicts := sorted({each for _, item in found for each in item.predicts}):
        yield f"- predicts: {', '.join(f'`{each}`' for each in predicts)}"
    for remedy in REMEDIES[first.id]:
        yield f"- remedy: {remedy}"
    sources = dict.fromkeys(item.source for _, item in found if item.source)
    yield f"- source: {'; '.join(sources) or 'see preflight/data/urls.yaml'}; {first.link}"
    yield ""


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
