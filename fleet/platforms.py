"""What differs by platform: which collector runs on a host, and which parser reads what it printed."""

from __future__ import annotations

from collections.abc import Sequence

from host.errors import Unreachable
from host.evidence import Evidence
from host.session import Session
from host.target import Platform, Target
from preflight.facts import LinuxFacts
from preflight.network import Wanted
from preflight.windows_facts import WindowsFacts

FACTS_SCHEMA = "siteprep.facts/1"


def collect(target: Target, session: Session, install_dir: str, wanted: Sequence[Wanted] = ()) -> Evidence:
    """Run the platform's collector, and with it the wanted probes, over an open session.

    Raises Unreachable when it printed nothing."""
    if target.platform is Platform.WINDOWS:
        from windows.collect import collect as collect_windows

        evidence, script = collect_windows(session, wanted), "windows/collect.ps1"
    else:
        from linux.collect import collect as collect_linux

        evidence, script = collect_linux(session, install_dir, wanted), "linux/collect.sh"
    if not evidence.sections:
        raise Unreachable(
            "no-evidence",
            f"{target.name} let siteprep sign in, but the collector printed nothing that can be read.",
            f"Run {script} on the host by hand to see why.",
        )
    return evidence


def parse(target: Target, evidence: Evidence) -> LinuxFacts | WindowsFacts:
    """The facts that the evidence holds."""
    if target.platform is Platform.WINDOWS:
        from windows.parse.host import parse_facts as parse_windows

        return parse_windows(evidence)
    from linux.parse.host import parse_facts as parse_linux

    return parse_linux(evidence)
