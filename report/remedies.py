"""What to do, each said once: the remedies of all hosts, grouped by check and text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from report import view
from report.document import Document


@dataclass(slots=True)
class Remedy:
    """One remedy, the finding or outcome it is of, and every host that it helps, worst first."""

    text: str
    source: Document
    hosts: list[str] = field(default_factory=list)

    @property
    def finding(self) -> Document | None:
        """The finding of one of the hosts; None where it is the remedy of an outcome."""
        return self.source if "title" in self.source else None


def remedies(hosts: Iterable[Document]) -> list[Remedy]:
    """The remedies of outcomes first, then those of findings, gravest first and then the ones that help most hosts."""
    found: dict[tuple[str, str, str], Remedy] = {}
    for host in hosts:
        outcome = host.get("outcome")
        if outcome and outcome["remedy"]:
            key = ("", outcome["kind"], outcome["remedy"])
            _note(found.setdefault(key, Remedy(outcome["remedy"], outcome)), host)
        for finding in view.notable(host):
            key = (finding["id"], f"{finding['status']} {finding['severity']}", finding["remedy"])
            if finding["remedy"] and not finding["waiver"]:
                _note(found.setdefault(key, Remedy(finding["remedy"], finding)), host)
    return sorted(found.values(), key=lambda each: (*_gravity(each), -len(each.hosts)))


def _note(remedy: Remedy, host: Document) -> None:
    if host["name"] not in remedy.hosts[-1:]:
        remedy.hosts.append(host["name"])


def _gravity(remedy: Remedy) -> tuple[int, int]:
    if remedy.finding is None:
        return (-1, 0)
    return view.rank(view.SEVERITIES, remedy.finding["severity"]), view.rank(view.STATUSES, remedy.finding["status"])
