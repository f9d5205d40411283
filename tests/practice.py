"""Running siteprep as a user does, against a practice fleet."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from lab.fleet import PracticeFleet
from report.document import digest
from tests.warm_python import run_python

ROOT = Path(__file__).parent.parent
BEGIN_SECONDS = 120.0
NEEDS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="chroot(2) needs root")
SCHEMA = json.loads((ROOT / "docs/schemas/siteprep.result-1.schema.json").read_text())


def validate(document: dict[str, Any]) -> None:
    """A result document must keep to its published schema, and its digest must be right."""
    jsonschema.validate(document, SCHEMA)
    assert document["digest"] == digest(document)


def siteprep(*arguments: object, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """One siteprep command in a process of its own."""
    return run_python(["-m", "siteprep", *map(str, arguments)], env={**os.environ, **(env or {})})


def package_of_checks(folder: Path, module: str) -> Path:
    """A package that brings own checks, as pip would lay it down in a folder; the path of its module."""
    path = folder / "our_checks.py"
    path.write_text(module)
    info = folder / "our_checks-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: our-checks\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[siteprep.checks]\nours = our_checks:checks\n")
    return path


@dataclass
class Practice:
    """A practice fleet and the options that point siteprep at it."""

    fleet: PracticeFleet
    journal: Path
    inventory: Path = field(init=False)

    def __post_init__(self) -> None:
        self.inventory = self.fleet.inventory()

    def options(self, command: str, *, journal: Path | None = None) -> list[str]:
        """The options every run against this fleet has; "push" is one that installs for its classic server."""
        options = [
            *("--inventory", str(self.inventory)),
            *("--ssh-config", str(self.fleet.ssh_config)),
            *("--known-hosts", str(self.fleet.known_hosts)),
            *("--journal", str(journal or self.journal)),
        ]
        if command == "push":
            options += [
                *("--media", str(self.fleet.media)),
                *("--cs-ip", self.fleet.cs_ip),
                *("--passphrase", f"file:{self.fleet.passphrase_file}"),
            ]
        return options

    def run(
        self, command: str, *more: object, journal: Path | None = None, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """A command against this fleet; options in `more` win over the usual ones."""
        return siteprep(command, *self.options(command, journal=journal), *more, env=env)

    def document(self, command: str, *more: object, journal: Path | None = None, code: int = 0) -> dict[str, Any]:
        """A command's result document; its exit code must be `code`."""
        done = self.run(command, *more, "--format", "json", journal=journal)
        assert done.returncode == code, (done.returncode, done.stdout[-2000:], done.stderr[-2000:])
        document: dict[str, Any] = json.loads(done.stdout)
        validate(document)
        return document

    def root(self, name: str) -> Path:
        """A practice host's root folder."""
        return next(host.root for host in self.fleet.hosts if host.name == name)

    def hold(self, name: str) -> Callable[[], None]:
        """Let a host's installer wait from now on, once it has begun; call what is returned to let it end."""
        knobs = self.root(name) / "etc/practice-agent.conf"
        knobs.write_text(f"{knobs.read_text()}INSTALL_UNTIL=/var/tmp/installer-may-end\n")
        return (self.root(name) / "var/tmp/installer-may-end").touch

    def begun(self, name: str) -> None:
        """Wait until a host's installer has begun."""
        ends = time.monotonic() + BEGIN_SECONDS
        while not self.installs(name):
            assert time.monotonic() < ends, f"the installer of {name} was not begun"
            time.sleep(0.05)

    def installs(self, name: str) -> Sequence[str]:
        """What the stand-in installer noted when it began, for each of its runs on a host."""
        log = self.root(name) / "var/log/ua_install.log"
        lines = log.read_text().splitlines() if log.exists() else []
        return [line for line in lines if re.fullmatch(r"STAND-IN (fresh|upgrade) of \S+ started", line)]


def by_name(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """A document's hosts by name."""
    return {host["name"]: host for host in document["hosts"]}


def states(document: dict[str, Any]) -> dict[str, str]:
    """Each host's outcome."""
    return {host["name"]: host["outcome"]["state"] for host in document["hosts"]}
