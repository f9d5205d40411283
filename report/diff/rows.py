"""A comparison as rows, one a change, so that no format leaves one out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from report.diff.compare import GONE, NEW
from report.document import Document
from report.language import _, ngettext
from report.plain import plain


@dataclass(frozen=True, slots=True)
class Change:
    """One changed finding of a host, or the host itself where `finding` is None. Texts are plain, and for people."""

    host: Document
    finding: Document | None
    before: str
    now: str

    @property
    def change(self) -> str:
        """What became of it, as a word for programs; of hosts: host-new, host-gone, host-changed."""
        return str(self.finding["change"]) if self.finding else f"host-{self.host['change']}"

    @property
    def title(self) -> str:
        """What changed: the check's title, or the host's verdict."""
        return plain(_(self.finding["title"])) if self.finding else _("Verdict")

    @property
    def check(self) -> str:
        """The check's id; empty for the host itself."""
        return str(self.finding["id"]) if self.finding else ""

    @property
    def remedy(self) -> str:
        """What to do where something fails now."""
        return plain(self.finding["remedy"]) if self.finding and self.finding["change"] != "newly-passing" else ""


def changes(document: Document) -> Iterator[Change]:
    """Hosts by concern; of each its own change first."""
    for host in document["hosts"]:
        before, now = _state(host["old"]), _state(host["new"])
        if host["change"] in (NEW, GONE) or before != now:
            yield Change(host, None, before, now)
        for finding in host["findings"]:
            yield Change(host, finding, _told(finding["old"]), _told(finding["new"]))


def word(change: str) -> str:
    """What became of it, for people."""
    return {
        "newly-failing": _("newly failing"),
        "newly-passing": _("newly passing"),
        "changed": _("changed"),
        "host-new": _("new host"),
        "host-gone": _("gone host"),
        "host-changed": _("changed host"),
    }[change]


def summary(document: Document) -> str:
    """The counts in a sentence, and what to do next."""
    counts = document["summary"]
    parts = [
        ngettext("{number} check newly failing", "{number} checks newly failing", counts["newly_failing"]),
        ngettext("{number} changed", "{number} changed", counts["changed"]),
        ngettext("{number} newly passing", "{number} newly passing", counts["newly_passing"]),
        ngettext("{number} new host", "{number} new hosts", counts["new_hosts"]),
        ngettext("{number} gone host", "{number} gone hosts", counts["gone_hosts"]),
        ngettext("{number} host without a change", "{number} hosts without a change", counts["same_hosts"]),
    ]
    if counts["newly_failing"]:
        then = _("Follow the remedies of what fails newly, then look again.")
    elif counts["gone_hosts"]:
        then = _("Nothing fails newly. Check that the gone hosts were to be left out.")
    else:
        then = _("Nothing fails newly.")
    return f"{', '.join(parts)}. {then}"


def sides(document: Document) -> dict[str, str]:
    """What is compared, as label and value."""
    return {_("Old"): _about(document["old"]), _("New"): _about(document["new"])}


def _about(side: Document) -> str:
    told = {name: plain(str(side[name])) for name in ("run", "started", "tool_version", "digest")}
    requirements = f"{side['requirements']['release']} {side['requirements']['cloud']}"
    return _(
        "run {run} of {started}, {hosts} host(s), siteprep {version}, requirements {requirements}, {digest}"
    ).format(
        run=told["run"],
        started=told["started"],
        hosts=side["hosts"],
        version=told["tool_version"],
        requirements=plain(requirements),
        digest=f"sha256:{told['digest']}",
    )


def _state(side: Document | None) -> str:
    if side is None:
        return _("not there")
    told = _(side["verdict"])
    if side["outcome"]:
        told = _("{verdict}, outcome {outcome}").format(verdict=told, outcome=_(side["outcome"]))
    return plain(f"{told}: {side['reason']}" if side["reason"] else told)


def _told(finding: Document | None) -> str:
    if finding is None:
        return _("not checked")
    waived = f" ({_('waived')})" if finding["waiver"] else ""
    return plain(f"{_(finding['status'])} {_(finding['severity'])}{waived}: {finding['actual']}")
