"""The result as Markdown, for a pull request or a wiki: a summary, the hosts, and every finding in a table a host."""

from __future__ import annotations

import re
from collections.abc import Sequence

from report import summary, view
from report.document import Document
from report.language import _
from report.links import is_web_address
from report.plain import plain
from report.rows import Row, rows

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~:@=])")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def render(document: Document) -> str:
    """GitHub's Markdown; nothing that a host printed is markup or a link."""
    lines = ["# " + _("siteprep report"), "", shown(summary.closing(document)), ""]
    lines += [f"- {each.label}: {shown(each.value)}" for each in summary.about(document)]
    lines += ["", *_commonest(document), *_hosts(document)]
    by_host: dict[str, list[Row]] = {}
    for row in rows(document):
        by_host.setdefault(row.host["name"], []).append(row)
    for found in by_host.values():
        lines += _host(found)
    return "\n".join(lines).rstrip() + "\n"


def _commonest(document: Document) -> list[str]:
    found = summary.blockers(document)
    lines = ["## " + _("Commonest blockers"), "", *heading((_("Hosts"), _("Check"), _("Title")))]
    lines += [table_row((hosts, name, title)) for name, title, hosts in found]
    return [*lines, ""] if found else []


def _hosts(document: Document) -> list[str]:
    labels = (_("Host"), _("Verdict"), _("Outcome"), _("Role"), _("System"), _("Findings"))
    lines = ["## " + _("Hosts"), "", *heading(labels)]
    for host in view.by_concern(document["hosts"]):
        state = view.state_of(host)
        words = (_(host["verdict"]), _(state) if state else "", _(host["role"]))
        lines.append(table_row((host["name"], *words, host["os"], view.concerns(host))))
    return [*lines, ""]


def _host(found: list[Row]) -> list[str]:
    host = found[0].host
    lines = [
        f"## {shown(host['name'])}",
        "",
        shown(
            _("Verdict: {verdict}. Collected: {collected}.").format(
                verdict=_(host["verdict"]), collected=host["collected"] or _("nothing")
            )
        ),
        "",
    ]
    if reason := view.reason_of(host):
        lines += [shown(reason), ""]
    outcome = host.get("outcome")
    if outcome:
        parts = (_("Outcome: {outcome}.").format(outcome=_(outcome["state"])), outcome["cause"], outcome["remedy"])
        lines += [shown(" ".join(filter(None, parts))), ""]
    told = [row for row in found if row.finding]
    if told:
        lines += heading((_("Status"), _("Severity"), _("Check"), _("Found"), _("Expected"), _("Remedy")))
        lines += [_finding(row) for row in told]
        lines.append("")
    return lines


def _finding(row: Row) -> str:
    finding = row.finding or {}
    title = shown(f"{finding['id']}: {finding['title']}")
    if finding["link"] and is_web_address(finding["link"]):
        title = f"[{title}](<{finding['link'].replace('<', '%3C').replace('>', '%3E').replace('|', '%7C')}>)"
    remedy = " ".join(filter(None, (plain(finding["remedy"] or ""), row.waived)))
    words = (_(finding["status"]), _(finding["severity"]))
    texts = (finding["actual"], finding["expected"], remedy)
    return f"| {' | '.join((*map(shown, words), title, *map(shown, texts)))} |"


def heading(labels: Sequence[str]) -> list[str]:
    """The first two lines of a table."""
    return [table_row(labels), f"|{'---|' * len(labels)}"]


def table_row(cells: Sequence[object]) -> str:
    """A line of a table."""
    return f"| {' | '.join(map(shown, cells))} |"


def shown(value: object) -> str:
    """Text of which nothing is markup; empty for None."""
    return "" if value is None else _MARKS.sub(r"\\\1", plain(str(value))).translate(_ENTITIES)
