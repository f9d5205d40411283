"""The result in a few words: what it is about, the counts, the commonest blockers, and what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from report.document import VERDICTS, Document
from report.language import _, ngettext
from report.view import OUTCOMES, rank, state_of
from report.words import noted

_READ_ON = noted("Read the findings before you go on.")
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


def counts(document: Document) -> str:
    """How many hosts are ready, blocked and unknown, in one sentence."""
    verdicts = document["summary"]["verdicts"]
    warned, silent, open_ = verdicts["ready-with-warnings"], verdicts["unreachable"], verdicts["undetermined"]
    ready = _("{number} ready").format(number=verdicts["ready"] + warned)
    unknown = _("{number} unknown").format(number=silent + open_)
    if warned:
        ready += _(" ({number} of them with warnings)").format(number=warned)
    if silent or open_:
        unknown += _(" ({unreachable} unreachable, {undetermined} undetermined)").format(
            unreachable=silent, undetermined=open_
        )
    return _("{hosts}: {verdicts}.").format(
        hosts=ngettext("{number} host", "{number} hosts", document["summary"]["hosts"]),
        verdicts=_(", ").join((ready, _("{number} blocked").format(number=verdicts["blocked"]), unknown)),
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
    return _("{counted} {next}").format(counted=text, next=_(_NEXT.get(worst, _READ_ON)))


def _listed(pairs: Iterable[tuple[str, int]]) -> str:
    return _(", ").join(f"{number} {_(word)}" for word, number in pairs)


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


def tally(words: Iterable[str], order: Sequence[str]) -> list[tuple[str, int]]:
    """How often each word occurs, in that order; words that do not occur are left out, strangers come first."""
    counts = Counter(words)
    return sorted(counts.items(), key=lambda pair: rank(order, pair[0]))


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
