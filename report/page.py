"""What the page shows, made from the document: checks with their texts once, and hosts with their cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from report import view
from report.document import Document

_STATUS = {"fail": "f", "unknown": "u", "error": "e", "pass": "p", "not-applicable": "n"}
_SEVERITY = {"blocker": "b", "warning": "w", "info": "i"}
_MARKS = {"u": "?", "e": "!", "p": "·", "n": "–", "z": "~"}  # noqa: RUF001 - a dash for what does not concern
_EXCERPTS = 4_000_000
"""Characters of evidence on one page; a page of many hosts must still open at once."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A finding in the matrix: `kind` is its status and severity in two letters, ``z`` where it is waived."""

    kind: str
    mark: str


NOTHING = Cell("", "")


@dataclass(frozen=True, slots=True)
class Told:
    """What a check expects and what to do; hosts differ in it where it names something of theirs."""

    number: int
    expected: str
    remedy: str


@dataclass(slots=True)
class CheckPart:
    """One check: its texts, each once."""

    number: int
    id: str
    title: str
    link: str
    predicts: str
    told: dict[tuple[str, str], Told] = field(default_factory=dict)
    column: bool = False
    """Whether it concerns any host, and so has a column."""

    def of(self, finding: Document) -> Told:
        """The texts of a finding, noted when they are new."""
        key = (finding["expected"], finding["remedy"])
        if key not in self.told:
            self.told[key] = Told(len(self.told) + 1, *key)
        return self.told[key]


@dataclass(frozen=True, slots=True)
class FindingPart:
    """A finding that is worth a look."""

    finding: Document
    kind: str
    check: CheckPart
    told: Told
    excerpt: str


@dataclass(frozen=True, slots=True)
class HostPart:
    """One host: `cells` beside the page's columns."""

    number: int
    host: Document
    cells: tuple[Cell, ...]
    notable: tuple[FindingPart, ...]
    quiet: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole; `short` says that excerpts were left out because there are too many."""

    hosts: tuple[HostPart, ...]
    checks: tuple[CheckPart, ...]
    columns: tuple[CheckPart, ...]
    short: bool


def page_of(document: Document) -> Page:
    """Checks in the order in which they first come up, hosts worst first."""
    hosts = view.by_concern(document["hosts"])
    checks = _checks(hosts)
    columns = tuple(check for check in checks.values() if check.column)
    length = sum(len(each.get("excerpt", "")) for host in hosts for each in host["findings"])
    short = length > _EXCERPTS
    parts = tuple(_host(number, host, checks, columns, short) for number, host in enumerate(hosts, 1))
    return Page(parts, tuple(checks.values()), columns, short)


def _checks(hosts: Iterable[Document]) -> dict[str, CheckPart]:
    found: dict[str, CheckPart] = {}
    for host in hosts:
        for finding in host["findings"]:
            name = finding["id"]
            if name not in found:
                link, predicts = finding["link"] or "", ", ".join(finding["predicts"])
                found[name] = CheckPart(len(found) + 1, name, finding["title"], link, predicts)
            check = found[name]
            if finding["status"] != view.NOT_APPLICABLE:
                check.column = True
            if finding["remedy"]:
                check.of(finding)
    for host in hosts:  # a check that all passed still says what it expects
        for finding in host["findings"]:
            if not found[finding["id"]].told:
                found[finding["id"]].of(finding)
    return found


def _host(
    number: int, host: Document, checks: dict[str, CheckPart], columns: tuple[CheckPart, ...], short: bool
) -> HostPart:
    worst: dict[str, Document] = {}
    for finding in view.ordered(host["findings"]):
        worst.setdefault(finding["id"], finding)
    cells = tuple(_cell(worst[each.id]) if each.id in worst else NOTHING for each in columns)
    notable = tuple(
        FindingPart(
            finding,
            _kind(finding),
            checks[finding["id"]],
            checks[finding["id"]].of(finding),
            "" if short else finding.get("excerpt", ""),
        )
        for finding in view.notable(host)
    )
    return HostPart(number, host, cells, notable, tuple(view.quiet(host)))


def _kind(finding: Document) -> str:
    status = "z" if finding["waiver"] else _STATUS.get(finding["status"], "u")
    return status + _SEVERITY.get(finding["severity"], "b")


def _cell(finding: Document) -> Cell:
    kind = _kind(finding)
    return Cell(kind, _MARKS.get(kind[0], kind[1].upper()))
