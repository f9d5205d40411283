"""The result as Markdown, for a pull request or a wiki: a summary, the hosts, and every finding in a table a host."""

from __future__ import annotations

import re
from collections import Counter

from report import view
from report.document import Document
from report.links import is_web_address
from report.plain import plain
from report.rows import Row, rows

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~:@=])")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_COMMONEST = 5


def render(document: Document) -> str:
    """GitHub's Markdown; nothing that a host printed is markup or a link."""
    lines = ["# siteprep report", "", _shown(view.closing(document)), ""]
    lines += [f"- {label}: {_shown(value)}" for label, value in view.facts_of(document).items()]
    lines += ["", *_commonest(document), *_hosts(document)]
    by_host: dict[str, list[Row]] = {}
    for row in rows(document):
        by_host.setdefault(row.host["name"], []).append(row)
    for found in by_host.values():
        lines += _host(found)
    return "\n".join(lines).rstrip() + "\n"


def _commonest(document: Document) -> list[str]:
    counts = Counter(
        (finding["id"], finding["title"])
        for host in document["hosts"]
        for finding in host["findings"]
        if (finding["status"], finding["severity"], finding["waiver"]) == ("fail", "blocker", None)
    )
    if not counts:
        return []
    lines = ["## Commonest blockers", "", "| hosts | check | |", "|---:|---|---|"]
    lines += [
        f"| {number} | {_shown(name)} | {_shown(title)} |" for (name, title), number in counts.most_common(_COMMONEST)
    ]
    return [*lines, ""]


def _hosts(document: Document) -> list[str]:
    lines = ["## Hosts", "", "| host | verdict | outcome | role | system | concerns |", "|---|---|---|---|---|---|"]
    for host in view.by_concern(document["hosts"]):
        cells = (host["name"], host["verdict"], view.state_of(host), host["role"], host["os"], view.concerns(host))
        lines.append(f"| {' | '.join(_shown(cell) for cell in cells)} |")
    return [*lines, ""]


def _host(found: list[Row]) -> list[str]:
    host = found[0].host
    lines = [
        f"## {_shown(host['name'])}",
        "",
        f"Verdict: {_shown(host['verdict'])}. Collected: {_shown(host['collected'])}.",
        "",
    ]
    if reason := view.reason_of(host):
        lines += [_shown(reason), ""]
    outcome = host.get("outcome")
    if outcome:
        lines += [
            _shown(" ".join(filter(None, (f"Outcome: {outcome['state']}.", outcome["cause"], outcome["remedy"])))),
            "",
        ]
    told = [row for row in found if row.finding]
    if told:
        lines += ["| status | severity | check | found | expected | remedy |", "|---|---|---|---|---|---|"]
        lines += [_finding(row) for row in told]
        lines.append("")
    return lines


def _finding(row: Row) -> str:
    finding = row.finding or {}
    title = _shown(f"{finding['id']}: {finding['title']}")
    if finding["link"] and is_web_address(finding["link"]):
        title = f"[{title}](<{finding['link'].replace('<', '%3C').replace('>', '%3E').replace('|', '%7C')}>)"
    remedy = " ".join(filter(None, (plain(finding["remedy"] or ""), row.waived)))
    cells = (
        *(_shown(finding["status"]), _shown(finding["severity"]), title),
        *(_shown(finding["actual"]), _shown(finding["expected"]), _shown(remedy)),
    )
    return f"| {' | '.join(cells)} |"


def _shown(value: object) -> str:
    """Text of which nothing is markup; empty for None."""
    return "" if value is None else _MARKS.sub(r"\\\1", plain(str(value))).translate(_ENTITIES)
