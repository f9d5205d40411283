"""Users' own checks as rules over facts, in YAML files."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import yaml

from fleet.yaml_marks import Mistakes, compose, describe, entries, items
from host.errors import UsageError
from host.target import Platform, Role
from preflight.check import Check
from preflight.finding import Severity
from preflight.rules import CONDITIONS, PRESENT, Rule

_TEXTS = ("id", "title", "platform", "severity", "fact", "remedy")
_ID = re.compile(r"[a-z0-9]+(\.[a-z0-9-]+)+")


def load_rules(path: Path, taken: Collection[str]) -> list[Check]:
    """The checks of a rules file. Raises UsageError naming FILE:LINE:COLUMN for every mistake at once."""
    mistakes = Mistakes(path)
    found = [_rule(node, mistakes) for node in items(compose(path, "a list of rules"), mistakes, "a rules file")]
    mistakes.raise_any()
    checks = [rule.check() for rule in found if rule]
    return without_doubles(checks, taken, str(path))


def without_doubles(checks: list[Check], taken: Collection[str], where: str) -> list[Check]:
    """The same checks. Raises UsageError, naming `where` they come from, for an id that there is already."""
    seen = set(taken)
    for check in checks:
        if check.id in seen:
            raise UsageError(f"{where} names a check {check.id}, and there is one already.", "Give it another id.")
        seen.add(check.id)
    return checks


def _rule(node: yaml.Node, mistakes: Mistakes) -> Rule | None:
    conditions = (*CONDITIONS, PRESENT)
    given = entries(node, mistakes, "a rule", (*_TEXTS, "roles", *conditions))
    if not given:
        return None
    before = len(mistakes.found)
    missing = [key for key in _TEXTS if key not in given]
    if missing:
        mistakes.at(node, f"A rule without {', '.join(missing)} was found, {', '.join(_TEXTS)} are expected.")
    asked = [key for key in conditions if key in given]
    if len(asked) != 1:
        mistakes.at(node, f"{len(asked)} conditions were found, exactly one of {', '.join(conditions)} is expected.")
    texts = {key: _text(given[key], mistakes, key) for key in _TEXTS if key in given}
    if "id" in texts and not _ID.fullmatch(texts["id"]):
        mistakes.at(given["id"], f"{describe(given['id'])} was found, an id such as site.root-space is expected.")
    platform = _choice(given.get("platform"), mistakes, "platform", Platform)
    severity = _choice(given.get("severity"), mistakes, "severity", Severity)
    roles = _roles(given.get("roles"), mistakes)
    wanted = _wanted(asked[0], given[asked[0]], mistakes) if len(asked) == 1 else None
    if len(mistakes.found) > before or platform is None or severity is None:
        return None
    return Rule(
        texts["id"], texts["title"], platform, roles, severity, texts["fact"], asked[0], wanted, texts["remedy"]
    )


def _text(node: yaml.Node, mistakes: Mistakes, what: str) -> str:
    if isinstance(node, yaml.ScalarNode) and node.value.strip() and not node.tag.endswith(":null"):
        return str(node.value)
    mistakes.at(node, f"{describe(node)} was found, {what} is expected to be a text.")
    return ""


def _choice(node: yaml.Node | None, mistakes: Mistakes, what: str, choices: Any) -> Any:
    if node is None:
        return None
    for choice in choices:
        if isinstance(node, yaml.ScalarNode) and node.value == choice.value:
            return choice
    mistakes.at(node, f"{describe(node)} was found, {what} is expected to be one of {', '.join(choices)}.")
    return None


def _roles(node: yaml.Node | None, mistakes: Mistakes) -> frozenset[Role]:
    """The roles a rule is for: all of them where it names none."""
    if node is None:
        return frozenset(Role)
    return frozenset(
        role for item in items(node, mistakes, "roles") if (role := _choice(item, mistakes, "a role", Role))
    )


def _wanted(condition: str, node: yaml.Node, mistakes: Mistakes) -> Any:
    """The condition's value, of the type that the condition needs."""
    value = yaml.SafeLoader("").construct_document(node)
    kinds: dict[str, tuple[type, ...]] = {
        "one_of": (list,),
        "at_least": (int, float),
        "at_most": (int, float),
        "matches": (str,),
        "present": (bool,),
    }
    wanted = kinds.get(condition, (str, int, float, bool))
    if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
        names = " or ".join(
            {list: "a list", str: "a text", bool: "true or false"}.get(kind, "a number") for kind in wanted
        )
        mistakes.at(node, f"{describe(node)} was found, {condition} is expected to be {names}.")
        return None
    if condition == "matches":
        try:
            re.compile(str(value))
        except re.error as error:
            mistakes.at(node, f"{describe(node)} was found, a regular expression is expected: {error.msg}.")
    return tuple(value) if isinstance(value, list) else value
