"""The waivers file: a YAML list of accepted risks, every mistake told with its place."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path

import yaml

from fleet.yaml_marks import Mistakes, compose, describe, entries, items
from preflight.policy import WaiverRule

_KEYS = ("check", "hosts", "reason", "owner", "expires")


def load_waivers(path: Path, known_checks: Collection[str]) -> tuple[WaiverRule, ...]:
    """All waivers of a file, expired ones too. Raises UsageError naming FILE:LINE:COLUMN for every mistake at once."""
    mistakes = Mistakes(path)
    rules = [
        _rule(node, mistakes, known_checks)
        for node in items(compose(path, "a list of waivers"), mistakes, "a waivers file")
    ]
    mistakes.raise_any()
    return tuple(rule for rule in rules if rule)


def _rule(node: yaml.Node, mistakes: Mistakes, known_checks: Collection[str]) -> WaiverRule | None:
    given = entries(node, mistakes, "a waiver", _KEYS)
    missing = [key for key in _KEYS if key not in given]
    if given and missing:
        mistakes.at(node, f"A waiver without {', '.join(missing)} was found, {', '.join(_KEYS)} are expected.")
    texts = {key: _text(value, mistakes, key) for key, value in given.items()}
    check, day = texts.get("check"), texts.get("expires")
    if check and check not in known_checks:
        mistakes.at(given["check"], f"'{check}' was found, the id of a check is expected (docs/checks.md lists them).")
    try:
        expires = date.fromisoformat(day) if day else None
    except ValueError:
        mistakes.at(given["expires"], f"{describe(given['expires'])} was found, a day such as 2026-12-31 is expected.")
        return None
    if missing or expires is None or not all(texts.values()):
        return None
    return WaiverRule(str(check), str(texts["hosts"]), str(texts["reason"]), str(texts["owner"]), expires)


def _text(node: yaml.Node, mistakes: Mistakes, what: str) -> str:
    if isinstance(node, yaml.ScalarNode) and node.value.strip() and not node.tag.endswith(":null"):
        return str(node.value)
    mistakes.at(node, f"{describe(node)} was found, {what} is expected to be a text.")
    return ""
