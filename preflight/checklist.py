"""What a role needs, as a list to read: one item for every check that is made of a host in that role."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from host.target import Platform, Role
from preflight.check import Check
from preflight.context import Context
from preflight.finding import Severity
from preflight.fleet_checks import FLEET_CHECKS, FleetCheck
from preflight.judge import CHECKS
from preflight.reached import NOT_NEEDED


@dataclass(frozen=True, slots=True)
class Item:
    """One requirement; without a platform it is asked of all hosts of a run together.

    `why` is a sentence, `predicts` lists what the original would say, `source` may be empty.
    """

    id: str
    title: str
    platform: Platform | None
    severity: Severity
    expected: str
    why: str
    predicts: tuple[str, ...]
    link: str
    source: str


def checklist(role: Role, context: Context) -> tuple[Item, ...]:
    """Every check of the role, platform by platform, in the order in which findings are told; fleet checks last."""
    return tuple(_items(role, replace(context, role=role)))


def _items(role: Role, context: Context) -> Iterator[Item]:
    for platform in sorted(context.requirements.roles[role]):
        for check in CHECKS[platform]:
            if role in check.roles and (item := _item(check, context)).expected != NOT_NEEDED:
                yield item
    for fleet_check in FLEET_CHECKS:
        if role in fleet_check.roles:
            yield _fleet_item(fleet_check, context)


def _item(check: Check, context: Context) -> Item:
    described = check.not_applicable("", context)
    return Item(
        check.id,
        check.title,
        check.platform,
        described.severity,
        described.expected,
        _why(check.function),
        described.predicts,
        check.link,
        "; ".join(context.rows(check.platform)[check.row].source) if check.row else "",
    )


def _fleet_item(check: FleetCheck, context: Context) -> Item:
    row = context.requirements.fleet[check.row]
    return Item(
        check.id,
        check.title,
        None,
        row.severity,
        check.expected,
        _why(check.compare),
        (),
        check.link,
        "; ".join(row.source),
    )


def _why(function: Callable[..., object]) -> str:
    return " ".join((inspect.getdoc(function) or "").split())
