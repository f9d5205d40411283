"""Choosing some of the hosts by patterns: names and groups with wildcards, as people know them from Ansible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from fleet.yaml_marks import read_text
from host.errors import UsageError
from host.target import Target

ALL = "all"


def limited(targets: Sequence[Target], patterns: Sequence[str]) -> list[Target]:
    """The targets that the patterns leave, in their order; all of them without a pattern.

    Patterns stand one after the other or with commas between: a name or a group adds hosts, with `!` it takes them
    away, with `&` only they stay; `*`, `?` and `[...]` are wildcards, and `@FILE` names a file with a pattern a line.
    UsageError for a pattern that fits nothing, and where nothing is left.
    """
    terms = [term for pattern in patterns for term in _terms(pattern)]
    if not terms:
        return list(targets)
    adding = [term for term in terms if term[0] not in "!&"]
    chosen = {name for term in adding or [ALL] for name in _fitting(targets, term)}
    for term in terms:
        if term[0] == "&":
            chosen &= _fitting(targets, term[1:])
    for term in terms:
        if term[0] == "!":
            chosen -= _fitting(targets, term[1:])
    if not chosen:
        raise UsageError(f"--limit {','.join(patterns)} leaves no host.", "Give patterns that fit some of the hosts.")
    return [target for target in targets if target.name in chosen]


def _terms(pattern: str) -> Iterator[str]:
    for term in filter(None, map(str.strip, pattern.split(","))):
        if not term.startswith("@"):
            yield term
            continue
        lines = (line.partition("#")[0].strip() for line in read_text(Path(term[1:]).expanduser()).splitlines())
        yield from filter(None, lines)


def _fitting(targets: Sequence[Target], term: str) -> set[str]:
    found = {
        target.name
        for target in targets
        if term == ALL or fnmatchcase(target.name, term) or any(fnmatchcase(group, term) for group in target.groups)
    }
    if not found:
        raise UsageError(f"--limit {term} fits no host and no group.", "siteprep inventory graph shows what there is.")
    return found
