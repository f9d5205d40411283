"""The charts of the page, as bars with the numbers in words: verdicts, commonest blockers, headroom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from report import summary
from report.document import VERDICTS, Document
from report.language import _, ngettext
from report.plain import plain

WIDTH = 1000
"""The longest bar, in the picture's own units."""
_HEADROOM = (1.0, 1.1, 1.5, 2.0)
"""Where the groups of hosts begin: what a host has, in parts of what is required."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is of, how many hosts, how long (0 to WIDTH), and a word for its colour."""

    label: str
    hosts: str
    length: int
    word: str


@dataclass(frozen=True, slots=True)
class Chart:
    """`told` says all of it in words."""

    title: str
    bars: tuple[Bar, ...]
    told: str


def charts(document: Document) -> list[Chart]:
    """The charts there is something to show in."""
    if not document["hosts"]:
        return []
    verdicts = [(_(verdict), document["summary"]["verdicts"][verdict], verdict) for verdict in VERDICTS]
    found = [_chart(_("Verdicts"), verdicts, len(document["hosts"]))]
    if blockers := summary.blockers(document):
        named = [(f"{title} ({name})", hosts, "blocked") for name, title, hosts in blockers]
        found.append(_chart(_("Commonest blockers"), named, len(document["hosts"])))
    for kind, title in (("disk", _("Headroom of disks")), ("memory", _("Headroom of memory"))):
        if parts := list(_parts(document, kind)):
            found.append(_headroom(title, parts))
    return found


def _chart(title: str, rows: list[tuple[str, int, str]], most: int) -> Chart:
    bars = tuple(
        Bar(
            plain(label),
            ngettext("{number} host", "{number} hosts", hosts),
            round(WIDTH * hosts / max(most, 1)),
            word,
        )
        for label, hosts, word in rows
    )
    told = _("; ").join(_("{what}: {hosts}").format(what=bar.label, hosts=bar.hosts) for bar in bars)
    return Chart(title, bars, _("{charted}.").format(charted=told))


def _parts(document: Document, kind: str) -> Iterator[tuple[float, str]]:
    """For every host that was measured: what it has, in parts of what is required, where that is tightest."""
    for host in document["hosts"]:
        measures = [each.get("measure") for each in host["findings"]]
        parts = [
            each["value"] / each["required"] for each in measures if each and each["of"] == kind and each["required"]
        ]
        if parts:
            yield min(parts), host["name"]


def _headroom(title: str, parts: list[tuple[float, str]]) -> Chart:
    labels = (
        (_("less than required"), "blocked"),
        (_("up to 10 % more"), "warning"),
        (_("10 to 50 % more"), "ready"),
        (_("50 to 100 % more"), "ready"),
        (_("twice as much, or more"), "ready"),
    )
    counts = [0] * len(labels)
    for part, _name in parts:
        counts[sum(part >= begin for begin in _HEADROOM)] += 1
    chart = _chart(title, [(label, n, word) for (label, word), n in zip(labels, counts, strict=True)], len(parts))
    least = ", ".join(f"{plain(name)} ({part:.0%})" for part, name in sorted(parts)[:3])
    tightest = _("Tightest, in parts of what is required: {hosts}.").format(hosts=least)
    return replace(chart, told=f"{chart.told} {tightest}")
