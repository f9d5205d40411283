"""docs/checks.md, made from the registered checks, so that it cannot drift.

``python -m docs.checks_page`` writes it. A test fails where page and checks differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from access.catalogue import load_not_checked, load_requirements
from host.target import Platform, Role
from preflight.checklist import Item, checklist
from preflight.context import Context

FILE = Path(__file__).with_name("checks.md")
HEAD = """\
# Checks

Every check of `siteprep preflight`, by platform: its id (for `--only`, `--skip` and waivers), what is expected, how bad
a failure is in which role, which exit codes, error names and error IDs of the original it predicts, and where the rule
comes from. What to do about a failure stands in the report, because it depends on what was found. This page is made
from the checks themselves (`python -m docs.checks_page`).
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
    sources = dict.fromkeys(item.source for _, item in found if item.source)
    yield f"- source: {'; '.join(sources) or 'see preflight/data/requirements.yaml'}; {first.link}"
    yield ""


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
