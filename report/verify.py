"""Whether a stored result is still what siteprep wrote, and if not, where it differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from report.document import Document, digest
from report.plain import plain


@dataclass(frozen=True, slots=True)
class Verified:
    """`digest` is what the content gives now. `differences` are sentences; without one, nothing differs."""

    digest: str
    differences: tuple[str, ...]


def verify(document: Document, expected: str = "") -> Verified:
    """Compute every digest anew; `expected` is the document's digest as it was kept elsewhere."""
    now = digest(document)
    differences = list(_hosts(document))
    if now != document["digest"]:
        differences += _rest(document, bool(differences))
    if expected and now != expected:
        differences.append(f"The digest of what the file holds now is {now}, not the expected {expected}.")
    return Verified(now, tuple(differences))


def _hosts(document: Document) -> Iterator[str]:
    for host in document["hosts"]:
        if "digest" in host and digest(host) != host["digest"]:
            yield f"Host {plain(host['name'])}: what is told of it does not fit its digest."


def _rest(document: Document, told: bool) -> Iterator[str]:
    """What differs beside, or instead of, the content of single hosts."""
    counts = Counter(host["verdict"] for host in document["hosts"])
    summary = document["summary"]
    if summary["hosts"] != counts.total() or any(
        number != counts[verdict] for verdict, number in summary["verdicts"].items()
    ):
        yield (
            f"The summary counts {summary['hosts']} host(s), and the file holds {counts.total()}, or others of a "
            "verdict."
        )
    elif told:
        yield "The digest of the whole does not fit either."
    elif all("digest" in host for host in document["hosts"]):
        yield (
            "The digest of the whole does not fit, though every host's own does: the command, times or versions of the "
            "run differ, or which hosts there are, or somebody gave a changed host a new digest."
        )
    else:
        yield "The digest of the whole does not fit; an earlier version wrote no digests of single hosts."
