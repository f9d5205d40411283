"""The result as SARIF 2.1.0: a rule a check, a result a finding, waivers as suppressions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from report.document import Document
from report.language import _
from report.plain import plain
from report.rows import Row, rows

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
REACH = "siteprep.host-judged"
"""The rule of hosts that could not be judged."""
KINDS = {"fail": "fail", "pass": "pass", "not-applicable": "notApplicable", "unknown": "open", "error": "open"}
LEVELS = {"blocker": "error", "warning": "warning", "info": "note"}


def render(document: Document) -> str:
    """The log's text."""
    rules: dict[str, dict[str, Any]] = {}
    results = [_result(row, rules) for row in rows(document)]
    run = document["run"]
    invocation = {
        "executionSuccessful": run["finished"] is not None,
        "commandLine": plain(run["command"]),
        "startTimeUtc": _utc(run["started"]),
        **({"endTimeUtc": _utc(run["finished"])} if run["finished"] else {}),
    }
    told = {
        "automationDetails": {"id": f"siteprep/{run['id']}"},
        "invocations": [invocation],
        "properties": {"requirements": document["requirements"], "digest": document["digest"]},
        "results": results,
    }
    return log(document["tool"], rules.values(), told)


def log(tool: Document, rules: Iterable[Mapping[str, Any]], run: Mapping[str, Any]) -> str:
    """The text of a log with one run of siteprep."""
    driver = {"name": tool["name"], "semanticVersion": tool["version"], "rules": list(rules)}
    whole = {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, **run}]}
    return json.dumps(whole, ensure_ascii=True) + "\n"


def location(host: str) -> list[dict[str, Any]]:
    """A host as a place."""
    name = plain(host)
    return [{"logicalLocations": [{"name": name, "fullyQualifiedName": name, "kind": "resource"}]}]


def _result(row: Row, rules: dict[str, dict[str, Any]]) -> dict[str, Any]:
    host, finding = row.host, row.finding
    name = finding["id"] if finding else REACH
    title = finding["title"] if finding else _("The host can be judged")
    if name not in rules:
        link = {"helpUri": finding["link"]} if finding and finding["link"] else {}
        rules[name] = {"id": name, "shortDescription": {"text": plain(title)}, **link}
    kind = KINDS[finding["status"]] if finding else "open" if row.reason else "pass"
    text = " ".join(plain(finding[word]) for word in ("actual", "remedy") if finding[word]) if finding else row.reason
    result: dict[str, Any] = {
        "ruleId": name,
        "kind": kind,
        "level": LEVELS[finding["severity"]] if finding and kind == "fail" else "none",
        "message": {"text": text or plain(title)},
        "locations": location(host["name"]),
        "partialFingerprints": {"siteprepHostCheck/v1": f"{plain(host['name'])}/{name}"},
        "properties": {
            "verdict": host["verdict"],
            "role": host["role"],
            "os": plain(host["os"] or ""),
            "collected": host["collected"],
            "status": finding["status"] if finding else None,
            "severity": finding["severity"] if finding else None,
            "expected": plain(finding["expected"] or "") if finding else None,
            "predicts": finding["predicts"] if finding else [],
        },
    }
    if row.waived:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": row.waived}]
    return result


def _utc(time: str) -> str:
    """SARIF wants UTC with a Z; siteprep's times are UTC with +00:00."""
    return time.replace("+00:00", "Z")
