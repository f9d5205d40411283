"""A comparison as SARIF 2.1.0: a result a change, with the state that it has against the baseline."""

from __future__ import annotations

from typing import Any

from report.diff.compare import NEWLY_FAILING, NEWLY_PASSING
from report.diff.rows import Change, changes, word
from report.document import Document
from report.plain import plain
from report.sarif import KINDS, LEVELS, location, log

HOST = "siteprep.host"
"""The rule of changes that concern a host as a whole."""


def render(document: Document) -> str:
    """The log's text. What fails newly is ``new``, what passes newly ``absent``, the rest ``updated``."""
    rules: dict[str, dict[str, Any]] = {}
    results = [_result(each, rules) for each in changes(document)]
    run = {
        "automationDetails": {"id": f"siteprep-diff/{document['old']['run']}/{document['new']['run']}"},
        "properties": {name: document[name] for name in ("old", "new", "summary")},
        "results": results,
    }
    return log(document["tool"], rules.values(), run)


def _result(each: Change, rules: dict[str, dict[str, Any]]) -> dict[str, Any]:
    name = each.check or HOST
    rules.setdefault(name, {"id": name, "shortDescription": {"text": each.title}})
    now = (each.finding or {}).get("new") or {}
    kind = KINDS[now["status"]] if now else "informational"
    state = {NEWLY_FAILING: "new", "host-new": "new", NEWLY_PASSING: "absent", "host-gone": "absent"}
    return {
        "ruleId": name,
        "kind": kind,
        "level": LEVELS[now["severity"]] if kind == "fail" else "none",
        "baselineState": state.get(each.change, "updated"),
        "message": {"text": plain(f"{word(each.change)}: {each.before} -> {each.now} {each.remedy}")},
        "locations": location(each.host["name"]),
        "partialFingerprints": {"siteprepHostCheck/v1": f"{plain(each.host['name'])}/{name}"},
    }
