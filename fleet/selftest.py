"""Trying siteprep itself on a real Windows host: read-only, with a transcript that names nobody."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from access.share import ShareOpener
from fleet.sessions import OpenSession
from host.errors import HostError
from host.evidence import Evidence, parse_evidence
from host.redact import Redactor
from host.target import Role, Target
from host.version import __version__
from preflight.context import Context
from preflight.facts import Unknown
from preflight.finding import Status
from preflight.judge import judge
from preflight.verdict import verdict
from preflight.windows_facts import WindowsFacts
from windows.collect import collect
from windows.parse.host import parse_facts
from windows.selftest import Trial, trials

SCHEMA = "siteprep.selftest/1"
_ROLES = (Role.MOBILITY_AGENT, Role.PROCESS_SERVER)


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What was tried, the collector's evidence, and the facts in it; without a connection the last two are None."""

    trials: tuple[Trial, ...]
    evidence: Evidence | None
    facts: WindowsFacts | None

    @property
    def passed(self) -> bool:
        """Whether nothing failed."""
        return all(trial.passed is not False for trial in self.trials)


def self_test(
    target: Target, open_session: OpenSession, open_share: ShareOpener, tell: Callable[[Trial], None]
) -> SelfTest:
    """Try everything on one host; `tell` hears of each trial as it ends."""
    found: list[Trial] = []

    def note(trial: Trial) -> None:
        found.append(trial)
        tell(trial)

    began = time.monotonic()
    try:
        session = open_session(target)
    except HostError as error:
        note(Trial("connect", False, str(error), time.monotonic() - began))
        return SelfTest(tuple(found), None, None)
    with closing(session):
        quotas = getattr(session, "quotas", None)
        note(Trial("connect", True, f"Signed in; the service's limits: {quotas}.", time.monotonic() - began))
        for trial in trials(session):
            note(trial)
        note(_share(target, open_share))
        began = time.monotonic()
        try:
            evidence = collect(session)
        except HostError as error:
            note(Trial("collector", False, str(error), time.monotonic() - began))
            return SelfTest(tuple(found), None, None)
    facts = parse_facts(evidence)
    bad = [name for name, section in evidence.sections.items() if section.exit_code not in (0, 127)]
    unknown = [name for name in facts.__slots__ if isinstance(getattr(facts, name), Unknown)]
    failed, missing = ", ".join(bad) or "none", ", ".join(unknown) or "none"
    seen = f"{len(evidence.sections)} sections; failed: {failed}; unknown: {missing}."
    note(Trial("collector", evidence.complete and not bad, seen, time.monotonic() - began))
    return SelfTest(tuple(found), evidence, facts)


def redactor(target: Target, facts: WindowsFacts | None) -> Redactor:
    """What hides this host, its account and its domain."""
    redact = Redactor()
    for value in (target.name, target.address):
        redact.add("host", value)
    for part in (target.user or "").replace("@", "\\").split("\\"):
        redact.add("user", part)
    if facts is None:
        return redact
    for name in ("dns_name", "name", "domain"):
        value = getattr(facts.computer, name, "")
        if isinstance(value, str) and value.upper() != "WORKGROUP":
            redact.add("domain" if name == "domain" else "host", value)
    for known in (facts.identity.bios_id, facts.identity.serial_number):
        redact.add("id", known if isinstance(known, str) else "")
    account = getattr(facts.account, "name", "")
    for part in (account if isinstance(account, str) else "").split("\\"):
        redact.add("user", part)
    return redact


def transcript(test: SelfTest, redact: Redactor) -> dict[str, Any]:
    """What to send to the people who make siteprep; nothing in it names the host."""
    told = [
        {"name": each.name, "passed": each.passed, "seen": redact.text(each.seen), "seconds": round(each.seconds, 2)}
        for each in test.trials
    ]
    sections = test.evidence.sections.items() if test.evidence else ()
    return {
        "schema": SCHEMA,
        "tool": __version__,
        "trials": told,
        "sections": [
            {"name": name, "exit_code": each.exit_code, "bytes": len(each.text), "error": redact.text(each.error)}
            for name, each in sections
        ],
    }


def record(test: SelfTest, redact: Redactor, folder: Path, context: Context) -> None:
    """Write the redacted evidence and what siteprep makes of it, in the form of its own host pictures."""
    if test.evidence is None:
        return
    text = redact.text(test.evidence.raw.decode("utf-8", "replace"))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "collector.txt").write_text(text, encoding="utf-8")
    facts = parse_facts(parse_evidence(text.encode(), test.evidence.clock))
    expected = {}
    for role in _ROLES:
        findings = judge(facts, role, context)
        expected[role.value] = {
            "verdict": str(verdict(findings)),
            "fail": sorted(each.id for each in findings if each.status is Status.FAIL),
            "unknown": sorted(each.id for each in findings if each.status is Status.UNKNOWN),
        }
    (folder / "expected.yaml").write_text(yaml.safe_dump(expected, sort_keys=False), encoding="utf-8")


def _share(target: Target, open_share: ShareOpener) -> Trial:
    began = time.monotonic()
    try:
        open_share(target).close()
    except HostError as error:
        return Trial("share", None, f"{error} Packages go over WinRM then.", time.monotonic() - began)
    return Trial("share", True, "The administrative shares take encrypted SMB.", time.monotonic() - began)
