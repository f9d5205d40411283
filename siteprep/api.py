"""What checks of your own are written and tested with: ``from siteprep.api import ...``.

Only the names listed here are kept from one version to the next; docs/own-checks.md shows them in use.
"""

from __future__ import annotations

from pathlib import Path

from access.bundle import read_bundle
from access.catalogue import load_requirements
from fleet.platforms import parse
from host.errors import UsageError
from host.target import Platform, Role
from installer.linux_agent import DEFAULT_FOLDER
from preflight.check import Check, Facts, Failed, NotApplicable, Outcome, Passed, found, known, told
from preflight.context import Context
from preflight.facts import Absent, LinuxFacts, Unknown
from preflight.finding import Finding, Measure, Severity, Status
from preflight.windows_facts import WindowsFacts

__all__ = [
    "Absent",
    "Check",
    "Context",
    "Facts",
    "Failed",
    "Finding",
    "LinuxFacts",
    "Measure",
    "NotApplicable",
    "Outcome",
    "Passed",
    "Platform",
    "Role",
    "Severity",
    "Status",
    "Unknown",
    "UsageError",
    "WindowsFacts",
    "default_context",
    "found",
    "known",
    "read_facts",
    "told",
]


def read_facts(bundle: Path) -> dict[str, Facts]:
    """The facts of every host in a bundle of ``siteprep collect``, or in a collector's bare output, by name.

    Raises UsageError for anything else.
    """
    return {host.target.name: parse(host.target, host.evidence) for host in read_bundle(bundle)}


def default_context(role: Role = Role.MOBILITY_AGENT) -> Context:
    """What a preflight without further options judges hosts of a role by."""
    requirements = load_requirements()
    return Context(requirements, requirements.release, DEFAULT_FOLDER, role)
