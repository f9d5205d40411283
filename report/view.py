"""What a reader wants to see first: the order of hosts and findings, what needs attention, the closing line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
READ_ON = noted("Read the findings before you go on.")
NO_REASON = noted("No reason was recorded.")

NOT_APPLICABLE = "not-applicable"
_QUIET_STATUSES = ("pass", NOT_APPLICABLE)
_QUIET_OUTCOMES = ("planned", "done")
_QUIET_STEPS = ("pending", "done", "done-with-warnings", "done-reboot-required")
_NEXT = {
    "blocked": noted("Follow the remedies of the failed blockers, then run the same command again."),
    "unreachable": noted("Make the unreachable hosts reachable, then run the same command again."),
    "undetermined": noted("Clear up what could not be determined, then run the same command again."),
    "ready-with-warnings": noted("Read the warnings before you go on."),
    "ready": noted("Nothing stands in the way."),
    "failed": noted(
        "Follow the remedies of the failed hosts, then run the same command again: it goes on where it stopped."
    ),
    "interrupted": noted("Run the same command again: it goes on where it stopped."),
    "not-begun": noted("Run the same command again: it begins the hosts that are left."),
    "retry-later": noted("Run the same command again later: it goes on where it stopped."),
    "done-reboot-required": noted("Reboot the hosts that ask for it when it suits you."),
    "done-with-warnings": noted("Read the warnings of the hosts that have them."),
    "waiting-for-config": noted("Give the waiting hosts their configuration files, then run the same command again."),
    "planned": noted("This is only the plan: nothing was changed."),
    "done": noted("Nothing is left to do."),
}


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


def blockers(document: Document, number: int = 5) -> list[tuple[str, str, int]]:
    """The commonest failed blockers that are not waived: check id, title, and how many hosts have it."""
    counts: Counter[tuple[str, str]] = Counter()
    for host in document["hosts"]:
        counts.update(list(dict.fromkeys((f["id"], f["title"]) for f in host["findings"] if _blocks(f))))
    return [(name, title, hosts) for (name, title), hosts in counts.most_common(number)]


def _blocks(finding: Document) -> bool:
    return (finding["status"], finding["severity"]) == ("fail", "blocker") and not finding["waiver"]


def waived(document: Document) -> int:
    """How many findings are waived."""
    return sum(1 for host in document["hosts"] for finding in host["findings"] if finding["waiver"])


def troubled_steps(host: Document) -> list[Document]:
    """The steps that did not go well, in their order."""
    return [step for step in host.get("steps", ()) if step["state"] not in _QUIET_STEPS]


def planned_steps(host: Document) -> list[Document]:
    """The plan of a host that a rehearsal has looked at: what would be done, in order."""
    return list(host["steps"]) if state_of(host) == "planned" else []


def tally(words: Iterable[str], order: Sequence[str]) -> list[tuple[str, int]]:
    """How often each word occurs, in that order; words that do not occur are left out, strangers come first."""
    counts = Counter(words)
    return sorted(counts.items(), key=lambda pair: rank(order, pair[0]))


def summary(document: Document) -> str:
    """How many hosts are ready, blocked and unknown, in one sentence."""
    counts = document["summary"]["verdicts"]
    warned, silent, open_ = counts["ready-with-warnings"], counts["unreachable"], counts["undetermined"]
    ready = _("{number} ready").format(number=counts["ready"] + warned)
    unknown = _("{number} unknown").format(number=silent + open_)
    if warned:
        ready += _(" ({number} of them with warnings)").format(number=warned)
    if silent or open_:
        unknown += _(" ({unreachable} unreachable, {undetermined} undetermined)").format(
            unreachable=silent, undetermined=open_
        )
    return _("{hosts}: {verdicts}.").format(
        hosts=ngettext("{number} host", "{number} hosts", document["summary"]["hosts"]),
        verdicts=_(", ").join((ready, _("{number} blocked").format(number=counts["blocked"]), unknown)),
    )


def closing(document: Document) -> str:
    """The last line: how many hosts there are of each verdict and outcome, and what to do next."""
    hosts = document["hosts"]
    if not hosts:
        return _("0 hosts: nothing was examined. Check the inventory and the selection, then run the command again.")
    verdicts = tally((host["verdict"] for host in hosts), VERDICTS)
    outcomes = tally((state for host in hosts if (state := state_of(host))), OUTCOMES)
    counted = ngettext("{number} host", "{number} hosts", len(hosts))
    text = _("{hosts}: {verdicts}.").format(hosts=counted, verdicts=_listed(verdicts))
    if outcomes:
        text += _(" Outcome: {outcomes}.").format(outcomes=_listed(outcomes))
    worst = (outcomes or verdicts)[0][0]
    return _("{counted} {next}").format(counted=text, next=_(_NEXT.get(worst, READ_ON)))


def _listed(pairs: Iterable[tuple[str, int]]) -> str:
    return _(", ").join(f"{number} {_(word)}" for word, number in pairs)


def rank(order: Sequence[str], word: str | None) -> int:
    """A word's place in an order; a word that is not in the order comes first, where it cannot be overlooked."""
    return order.index(word) if word in order else -1


@dataclass(frozen=True, slots=True)
class About:
    """One thing that the report is about: a word for programs, its label and its value."""

    name: str
    label: str
    value: str


def about(document: Document) -> list[About]:
    """Command, run, times, requirements, tool."""
    run, tool = document["run"], document["tool"]
    return [
        About("command", _("Command"), run["command"]),
        About("run", _("Run"), run["id"]),
        About("started", _("Started"), run["started"]),
        About("finished", _("Finished"), run["finished"] or _("not finished")),
        About("requirements", _("Requirements"), requirements(document)),
        About("tool", _("Made by"), f"{tool['name']} {tool['version']}"),
    ]


def requirements(document: Document) -> str:
    """The requirements that hosts were judged by: release, cloud, variant, and what the user changed."""
    told = document["requirements"]
    parts = [_("release {release}").format(release=told["release"]), _("cloud {cloud}").format(cloud=told["cloud"])]
    if "variant" in told:
        parts.append(_("variant {variant}").format(variant=told["variant"]))
    text = _(", ").join(parts)
    if "changed" in told:
        text += "; " + _("changed: {changed}").format(changed="; ".join(told["changed"]))
    return text
