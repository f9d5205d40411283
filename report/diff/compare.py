"""Two results beside each other: the document ``siteprep.diff/1``, from which every format is rendered."""

from __future__ import annotations

from collections import Counter
from typing import Any

from host.exit_codes import ExitCode, worst
from host.version import __version__
from report import view
from report.document import Document

SCHEMA = "siteprep.diff/1"
NEWLY_FAILING, NEWLY_PASSING, CHANGED = "newly-failing", "newly-passing", "changed"
NEW, GONE, SAME = "new", "gone", "same"
CHANGES = (NEWLY_FAILING, CHANGED, NEWLY_PASSING)
"""What can become of a finding, gravest first."""


def compare(old: Document, new: Document) -> dict[str, Any]:
    """What differs between two result documents; hosts are the same when their names are.

    A finding fails newly where it failed or could not be known and was passed, waived or without concern before, or
    where it failed and was not known before. What a passed check found is no change.
    """
    before = {host["name"]: host for host in old["hosts"]}
    after = {host["name"]: host for host in new["hosts"]}
    hosts = [_host(before.get(name), host) for name, host in after.items()]
    hosts += [_host(host, None) for name, host in before.items() if name not in after]
    told = [host for host in hosts if host["change"] != SAME]
    counts = Counter(finding["change"] for host in told for finding in host["findings"])
    kinds = Counter(host["change"] for host in hosts)
    summary = {
        **{change.replace("-", "_"): counts[change] for change in CHANGES},
        **{f"{kind}_hosts": kinds[kind] for kind in (CHANGED, NEW, GONE, SAME)},
    }
    return {
        "schema": SCHEMA,
        "tool": {"name": "siteprep", "version": __version__},
        "old": _about(old),
        "new": _about(new),
        "summary": summary,
        "hosts": sorted(told, key=_concern),
    }


def diff_exit_code(document: Document) -> ExitCode:
    """3 where a blocker fails newly, 5 where one became unknown, 4 for newly failing warnings, else 0."""
    codes = []
    for host in document["hosts"]:
        for finding in host["findings"]:
            if finding["change"] == NEWLY_FAILING:
                now = finding["new"]
                blocker = now["severity"] == "blocker"
                failed = now["status"] == "fail"
                codes.append(
                    ExitCode.WARNINGS if not blocker else ExitCode.BLOCKED if failed else ExitCode.UNDETERMINED
                )
    return worst(codes)


def _about(document: Document) -> dict[str, Any]:
    run = document["run"]
    return {
        **{"run": run["id"], "started": run["started"], "finished": run["finished"]},
        **{"tool_version": document["tool"]["version"], "requirements": document["requirements"]},
        **{"digest": document["digest"], "hosts": len(document["hosts"])},
    }


def _host(old: Document | None, new: Document | None) -> dict[str, Any]:
    either = new or old or {}
    findings = [] if old is None or new is None else _findings(old, new)
    sides = {"old": _side(old), "new": _side(new)}
    moved = old is not None and new is not None and _state(old) != _state(new)
    change = NEW if old is None else GONE if new is None else CHANGED if findings or moved else SAME
    known = {name: either[name] for name in ("name", "role", "os", "platform")}
    return {**known, "change": change, **sides, "findings": findings}


def _state(host: Document) -> tuple[Any, ...]:
    return host["verdict"], host["reason"], view.state_of(host)


def _side(host: Document | None) -> dict[str, Any] | None:
    if host is None:
        return None
    told = {"verdict": host["verdict"], "reason": host["reason"] or "", "outcome": view.state_of(host)}
    return {**told, "collected": host["collected"], "evidence_digest": host["evidence_digest"]}


def _findings(old: Document, new: Document) -> list[dict[str, Any]]:
    """By check; where a host could not be judged on one side, that is told of the host and not of every check."""
    if not old["findings"] or not new["findings"]:
        return []
    before, after = _by_check(old), _by_check(new)
    found = []
    for key in dict.fromkeys([*after, *before]):
        was, now = before.get(key), after.get(key)
        if change := _change(was, now):
            either = now or was or {}
            told = {name: either[name] for name in ("id", "title", "expected", "remedy", "link")}
            found.append({**told, "change": change, "old": _told(was), "new": _told(now)})
    return sorted(found, key=lambda each: CHANGES.index(each["change"]))


def _by_check(host: Document) -> dict[tuple[str, int], Document]:
    """The findings by check, and by number where a check told several things."""
    numbers: Counter[str] = Counter()
    found = {}
    for finding in host["findings"]:
        found[finding["id"], numbers[finding["id"]]] = finding
        numbers[finding["id"]] += 1
    return found


def _change(was: Document | None, now: Document | None) -> str:
    before, after = _gravity(was), _gravity(now)
    if (before != after and 0 in (before, after)) or after > before:
        return NEWLY_FAILING if after > before else NEWLY_PASSING
    if was is None or now is None:
        return ""
    same = all(was[name] == now[name] for name in ("status", "severity", "waiver"))
    quiet = now["status"] in ("pass", view.NOT_APPLICABLE)
    return "" if same and (quiet or was["actual"] == now["actual"]) else CHANGED


def _gravity(finding: Document | None) -> int:
    """0 for what does not stand in the way, 1 for what is not known, 2 for what failed."""
    if finding is None or finding["waiver"] or finding["status"] in ("pass", view.NOT_APPLICABLE):
        return 0
    return 2 if finding["status"] == "fail" else 1


def _told(finding: Document | None) -> dict[str, Any] | None:
    if finding is None:
        return None
    return {name: finding[name] for name in ("status", "severity", "actual", "waiver")}


def _concern(host: Document) -> int:
    """Newly failing hosts first, then the changed, the new and the gone ones."""
    if any(finding["change"] == NEWLY_FAILING for finding in host["findings"]):
        return 0
    return 1 + (CHANGED, NEW, GONE).index(host["change"])
