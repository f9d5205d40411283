"""A role's checklist as Markdown, the page that people ask for before they order a machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from host.target import Role
from preflight.checklist import Item
from preflight.finding import Severity
from preflight.not_checked import NotChecked
from preflight.requirements import Requirements

_HEADINGS = {
    Severity.BLOCKER: "Must be so",
    Severity.WARNING: "Should be so",
    Severity.INFO: "Good to know",
}


def markdown(
    role: Role, requirements: Requirements, items: Iterable[Item], by_hand: Iterable[NotChecked]
) -> Iterator[str]:
    """The lines of the page: by platform, what must be so, what should be so, what is good to know; then the rest.

    `by_hand` are the requirements that no check can look at.
    """
    yield f"# {role.value}: requirements"
    yield ""
    yield (
        f"For agent release {requirements.release} and the {requirements.cloud} cloud. "
        "Each line names the check that looks at it."
    )
    if requirements.changed:
        yield ""
        yield "Not as documented for all:"
        yield ""
        yield from (f"- {each}" for each in requirements.changed)
    for platform, of_platform in groupby(items, key=lambda item: item.platform):
        listed = list(of_platform)
        yield ""
        yield f"## {platform.value.capitalize() if platform else 'All hosts of a run together'}"
        for severity, heading in _HEADINGS.items():
            chosen = [item for item in listed if item.severity is severity]
            if chosen:
                yield ""
                yield f"### {heading}"
                yield ""
                yield from (_line(item) for item in chosen)
    if left := [each for each in by_hand if role in each.roles]:
        yield ""
        yield "## To be looked at by people"
        yield ""
        yield from (f"- [ ] {each.what} ({each.why})" for each in left)


def _line(item: Item) -> str:
    link = f" [More]({item.link})" if item.link else ""
    return f"- [ ] {item.expected} (`{item.id}`){link}"
