"""What a role needs, as a list to read: one item for every check that is made of a host in that role."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass, replace

from host.target import Platform, Role
from preflight.check import Check
from preflight.context import Context
from preflight.finding import Severity
from preflight.judge import CHECKS


@dataclass(frozen=True, slots=True)
class Item:
    """One requirement. `why` is a sentence, `predicts` lists what the original would say, `source` may be empty."""

    id: str
    title: str
    platform: Platform
    severity: Severity
    expected: str
    why: str
    predicts: tuple[str, ...]
    link: str
    source: str


def checklist(role: Role, context: Context) -> tuple[Item, ...]:
    """Every check of the role, platform by platform, in the order in which findings are told."""
    return tuple(_items(role, replace(context, role=role)))


def _items(role: Role, context: Context) -> Iterator[Item]:
    for platform in sorted(context.requirements.roles[role]):
        for check in CHECKS[platform]:
            if role in check.roles:
                yield _item(check, context)


def _item(check: Check, context: Context) -> Item:
    described = check.not_applicable("", context)
    return Item(
        check.id,
        check.title,
        check.platform,
        described.severity,
        described.expected,
        " ".join((inspect.getdoc(check.function) or "").split()),
        described.predicts,
        check.link,
        "; ".join(context.server.rows[check.row].source) if check.row else "",
    )
