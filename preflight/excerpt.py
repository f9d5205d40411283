"""The few lines of evidence that a finding rests on, for people who want to see for themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from host.evidence import Evidence, Section
from preflight.finding import Finding, Status

LONGEST = 480
"""Characters of an excerpt."""
_LINES = 6
_WIDE = 160
_QUIET = (Status.PASS, Status.NOT_APPLICABLE)
_WORD = re.compile(r"[^\s,;:()'\"]{3,}")
_ACCOUNT = re.compile(r"(?<=://)[^/@\s]+@")
"""What stands before the host in an address: a name, and perhaps a password."""


def with_excerpts(findings: Iterable[Finding], evidence: Evidence) -> tuple[Finding, ...]:
    """The findings, those that are neither passed nor not applicable with an excerpt of their section."""
    return tuple(
        finding
        if finding.status in _QUIET
        else replace(finding, excerpt=excerpt(evidence.sections.get(finding.evidence), finding.actual))
        for finding in findings
    )


def excerpt(section: Section | None, actual: str) -> str:
    """At most a few lines: all of a short section; of a long one the lines that hold words of what was found."""
    if section is None:
        return ""
    said = [line.rstrip() for line in section.text.splitlines() if line.strip()]
    wrong = [line.rstrip() for line in section.error.splitlines() if line.strip()]
    chosen = said if len(said) <= _LINES else _telling(said, actual)
    lines = [_ACCOUNT.sub("***@", line)[:_WIDE] for line in [*wrong[:2], *chosen][:_LINES]]
    text = "\n".join(lines)
    return text if len(text) <= LONGEST else text[: LONGEST - 4].rstrip() + " ..."


def _telling(lines: list[str], actual: str) -> list[str]:
    """The lines with most of the words that are rare among them; without one, none: the first lines tell nothing."""
    words = {word.rstrip(".") for word in _WORD.findall(actual)}
    rare = [word for word in words if 0 < sum(word in line for line in lines) <= _LINES]
    weight = {line: sum(word in line for word in rare) for line in lines}
    best = sorted((line for line in weight if weight[line]), key=lambda line: -weight[line])[:_LINES]
    return [line for line in lines if line in best]
