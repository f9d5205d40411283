"""The document as rows, one a finding, so that no format leaves one out. A host without findings has a row too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from report import view
from report.document import Document
from report.language import _
from report.plain import plain


@dataclass(frozen=True, slots=True)
class Row:
    """One finding of one host; `finding` is None for a host that could not be judged."""

    host: Document
    finding: Document | None

    @property
    def waived(self) -> str:
        """The waiver in a sentence; empty where there is none."""
        waiver = self.finding["waiver"] if self.finding else None
        if not waiver:
            return ""
        return plain(_("Waived by {owner} until {expires}: {reason}").format(**waiver))

    @property
    def reason(self) -> str:
        """Why the host could not be judged."""
        return plain(view.reason_of(self.host) or "")


def rows(document: Document) -> Iterator[Row]:
    """Hosts worst first, findings gravest first."""
    for host in view.by_concern(document["hosts"]):
        findings = view.ordered(host["findings"])
        if not findings or host["verdict"] == "unreachable":
            yield Row(host, None)
        for finding in findings:
            yield Row(host, finding)
