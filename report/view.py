"""What a reader wants to see first: the order of hosts and findings, what needs attention, the closing line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from report.document import VERDICTS, Document
from report.language import _, ngettext
from report.words import noted

OUTCOMES = (
    "failed",
    "blocked",
    "unreachable",
    "undetermined",
    "interrupted",
    "retry-later",
    "done-reboot-required",
    "done-with-warnings",
    "waiting-for-config",
    "not-begun",
    "planned",
    "done",
)
"""Every state of an outcome, worst first."""

STATUSES = ("fail", "error", "unknown", "pass", "not-applicable")
SEVERITIES = ("blocker", "warning", "info")
NO_REASON = noted("No reason was recorded.")

NOT_APPLICABLE = "not-applicable"
_QUIET_STATUSES = ("pass", NOT_APPLICABLE)
_QUIET_OUTCOMES = ("planned", "done")
_QUIET_STEPS = ("pending", "done", "done-with-warnings", "done-reboot-required")


def by_concern(hosts: Iterable[Document]) -> list[Document]:
    """The hosts, worst first; equals stay in the order of the inventory."""
    return sorted(hosts, key=lambda host: (rank(OUTCOMES, state_of(host)), rank(VERDICTS, host["verdict"])))


def state_of(host: Document) -> str | None:
    """The state of a host's outcome, or None when nothing was to be done to it."""
    outcome = host.get("outcome")
    return str(outcome["state"]) if outcome else None


def ordered(findings: Iterable[Document]) -> list[Document]:
    """The findings, gravest first."""
    return sorted(
        findings,
        key=lambda finding: (
            finding["status"] in _QUIET_STATUSES,
            finding["waiver"] is not None,
            rank(SEVERITIES, finding["severity"]),
            rank(STATUSES, finding["status"]),
        ),
    )


def notable(host: Document) -> list[Document]:
    """The findings that are neither passed nor not applicable, gravest first. Waived ones are among them."""
    return [finding for finding in ordered(host["findings"]) if finding["status"] not in _QUIET_STATUSES]


def quiet(host: Document) -> list[Document]:
    """The other findings."""
    return [finding for finding in ordered(host["findings"]) if finding["status"] in _QUIET_STATUSES]


def applicable(host: Document) -> list[Document]:
    """The findings of checks that concern the host, gravest first."""
    return [finding for finding in ordered(host["findings"]) if finding["status"] != NOT_APPLICABLE]


def without(host: Document) -> str:
    """A sentence on the checks that do not concern the host or were left out; empty when there are none."""
    number = len(host["findings"]) - len(applicable(host))
    if not number:
        return ""
    return ngettext(
        "{number} more check not applicable here; --verbose tells why.",
        "{number} more checks not applicable here; --verbose tells why.",
        number,
    )


def needs_attention(host: Document) -> bool:
    """Whether there is anything to tell about a host beyond its line in the table."""
    return (
        host["verdict"] != "ready"
        or state_of(host) not in (None, *_QUIET_OUTCOMES)
        or bool(notable(host))
        or bool(planned_steps(host))
    )


def reason_of(host: Document) -> str | None:
    """Why a host could not be judged. An unreachable host always has one."""
    if host["reason"]:
        return str(host["reason"])
    return _(NO_REASON) if host["verdict"] == "unreachable" else None


def concerns(host: Document) -> str:
    """The notable findings in numbers: ``2 blockers, 1 unknown blocker, 1 waived``; empty when there are none."""
    counts: Counter[tuple[str, str]] = Counter(map(_concern, notable(host)))
    return _(", ").join(_counted(status, severity, number) for (status, severity), number in counts.items())


def _concern(finding: Document) -> tuple[str, str]:
    return ("waived", "") if finding["waiver"] else (finding["status"], finding["severity"])


def _counted(status: str, severity: str, number: int) -> str:
    if status == "waived":
        return ngettext("{number} waived", "{number} waived", number)
    how = "" if status == "fail" else _("{status} ").format(status=_(status))
    if severity == "blocker":
        return ngettext("{number} {how}blocker", "{number} {how}blockers", number, how=how)
    if severity == "warning":
        return ngettext("{number} {how}warning", "{number} {how}warnings", number, how=how)
    return ngettext("{number} {how}note", "{number} {how}notes", number, how=how)


def troubled_steps(host: Document) -> list[Document]:
    """The steps that did not go well, in their order."""
    return [step for step in host.get("steps", ()) if step["state"] not in _QUIET_STEPS]


def planned_steps(host: Document) -> list[Document]:
    """The plan of a host that a rehearsal has looked at: what would be done, in order."""
    return list(host["steps"]) if state_of(host) == "planned" else []


def rank(order: Sequence[str], word: str | None) -> int:
    """A word's place in an order; a word that is not in the order comes first, where it cannot be overlooked."""
    return order.index(word) if word in order else -1
