"""What a reader wants to see first: the order of hosts and findings, what needs attention, the closing line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from report.document import VERDICTS, Document

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
NO_REASON = "No reason was recorded."

NOT_APPLICABLE = "not-applicable"
_QUIET_STATUSES = ("pass", NOT_APPLICABLE)
_QUIET_OUTCOMES = ("planned", "done")
_QUIET_STEPS = ("pending", "done", "done-with-warnings", "done-reboot-required")
_NEXT = {
    "blocked": "Follow the remedies of the failed blockers, then run the same command again.",
    "unreachable": "Make the unreachable hosts reachable, then run the same command again.",
    "undetermined": "Clear up what could not be determined, then run the same command again.",
    "ready-with-warnings": "Read the warnings before you go on.",
    "ready": "Nothing stands in the way.",
    "failed": "Follow the remedies of the failed hosts, then run the same command again: it goes on where it stopped.",
    "interrupted": "Run the same command again: it goes on where it stopped.",
    "not-begun": "Run the same command again: it begins the hosts that are left.",
    "retry-later": "Run the same command again later: it goes on where it stopped.",
    "done-reboot-required": "Reboot the hosts that ask for it when it suits you.",
    "done-with-warnings": "Read the warnings of the hosts that have them.",
    "waiting-for-config": "Give the waiting hosts their configuration files, then run the same command again.",
    "planned": "This is only the plan: nothing was changed.",
    "done": "Nothing is left to do.",
}


def by_concern(hosts: Iterable[Document]) -> list[Document]:
    """The hosts, worst first; equals stay in the order of the inventory."""
    return sorted(hosts, key=lambda host: (_rank(OUTCOMES, state_of(host)), _rank(VERDICTS, host["verdict"])))


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
            _rank(SEVERITIES, finding["severity"]),
            _rank(STATUSES, finding["status"]),
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
    return f"{count(number, 'more check')} not applicable here; --format json tells why." if number else ""


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
    return NO_REASON if host["verdict"] == "unreachable" else None


def concerns(host: Document) -> str:
    """The notable findings in numbers: ``2 blockers, 1 unknown blocker, 1 waived``; empty when there are none."""
    counts: Counter[str] = Counter(_concern(finding) for finding in notable(host))
    return ", ".join(count(number, word) for word, number in counts.items())


def _concern(finding: Document) -> str:
    if finding["waiver"]:
        return "waived"
    severity = "note" if finding["severity"] == "info" else str(finding["severity"])
    return severity if finding["status"] == "fail" else f"{finding['status']} {severity}"


def count(number: int, word: str) -> str:
    """A number and what it counts: ``1 host``, ``2 hosts``; ``waived`` stays as it is."""
    return f"{number} {word}" if number == 1 or word == "waived" else f"{number} {word}s"


def troubled_steps(host: Document) -> list[Document]:
    """The steps that did not go well, in their order."""
    return [step for step in host.get("steps", ()) if step["state"] not in _QUIET_STEPS]


def planned_steps(host: Document) -> list[Document]:
    """The plan of a host that a rehearsal has looked at: what would be done, in order."""
    return list(host["steps"]) if state_of(host) == "planned" else []


def tally(words: Iterable[str], order: Sequence[str]) -> list[tuple[str, int]]:
    """How often each word occurs, in that order; words that do not occur are left out, strangers come first."""
    counts = Counter(words)
    return sorted(counts.items(), key=lambda pair: _rank(order, pair[0]))


def closing(document: Document) -> str:
    """The last line: how many hosts there are of each verdict and outcome, and what to do next."""
    hosts = document["hosts"]
    if not hosts:
        return "0 hosts: nothing was examined. Check the inventory and the selection, then run the command again."
    verdicts = tally((host["verdict"] for host in hosts), VERDICTS)
    outcomes = tally((state for host in hosts if (state := state_of(host))), OUTCOMES)
    text = f"{count(len(hosts), 'host')}: {_listed(verdicts)}."
    if outcomes:
        text += f" Outcome: {_listed(outcomes)}."
    worst = (outcomes or verdicts)[0][0]
    return f"{text} {_NEXT.get(worst, 'Read the findings before you go on.')}"


def _listed(pairs: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{number} {word}" for word, number in pairs)


def _rank(order: Sequence[str], word: str | None) -> int:
    """A word's place; a word that is not in the order comes first, where it cannot be overlooked."""
    return order.index(word) if word in order else -1


def facts_of(document: Document) -> Mapping[str, Any]:
    """What the report is about, as label and value: command, run, times, requirements, tool."""
    run, requirements, tool = document["run"], document["requirements"], document["tool"]
    return {
        "Command": run["command"],
        "Run": run["id"],
        "Started": run["started"],
        "Finished": run["finished"] or "not finished",
        "Requirements": _requirements(requirements),
        "Made by": f"{tool['name']} {tool['version']}",
    }


def _requirements(told: Mapping[str, Any]) -> str:
    parts = [f"release {told['release']}", f"cloud {told['cloud']}"]
    if "variant" in told:
        parts.append(f"variant {told['variant']}")
    text = ", ".join(parts)
    return f"{text}; changed: {'; '.join(told['changed'])}" if "changed" in told else text
