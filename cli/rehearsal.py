"""The acts of ``siteprep demo``: real siteprep commands, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from host.exit_codes import ExitCode

PROBLEM_HOST, WINDOWS_HOST = "old01", "win01"
EXPECTED = {"web01": "done", "db01": "done", PROBLEM_HOST: "blocked", WINDOWS_HOST: "blocked"}
NOTHING = ("nothing to do: the agent is installed and registered", "not touched")


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Acts with the options they have in common; `folder` keeps documents, journal and report.

    `shown` is what a user would type in place of `common`, which leads into the practice fleet.
    """

    folder: Path
    shown: str
    common: Sequence[str]

    def act(self, title: str, command: str, name: str, options: Sequence[str] = ()) -> dict[str, Any]:
        """Run one command and give its document, which is kept as `name`."""
        print(f"\n{title}")
        output = self.folder / name
        options = [*options, "--format", "json", "--output", str(output)]
        print(f"   $ siteprep {command} {self.shown} {' '.join(map(_short, options))}", flush=True)
        line = [sys.executable, "-P", "-m", "siteprep", command, *self.common, *options]
        done = subprocess.run(line, check=False, stderr=subprocess.PIPE, text=True, env=_without_agent())
        if done.returncode not in (ExitCode.OK, ExitCode.BLOCKED):  # two hosts are to be blocked
            print(done.stderr, file=sys.stderr)
        document: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
        return document

    def report(self, title: str, document: dict[str, Any]) -> None:
        """Write a document as a page."""
        from report.formats import render

        print(f"\n{title}")
        page = self.folder / "report.html"
        with os.fdopen(os.open(page, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(render(document, "html"))


def show(document: dict[str, Any]) -> None:
    """The document as at the terminal."""
    from rich.console import Console

    from report.terminal import print_report

    print_report(document, Console())


def tell(document: dict[str, Any]) -> None:
    """Each host's outcome on a line, with its steps."""
    for host in document["hosts"]:
        state = host["outcome"]["state"]
        steps = ", ".join(f"{step['name']} {step['seconds']:.1f} s" for step in host["steps"])
        print(f"   {host['name']:8}{state:10}{steps or NOTHING[state == 'blocked']}")


def blocked_as_expected(document: dict[str, Any]) -> bool:
    """Whether a preflight found ready and blocked hosts as they are."""
    found = {host["name"]: host["verdict"] for host in document["hosts"]}
    return found == {name: "blocked" if state == "blocked" else "ready" for name, state in EXPECTED.items()}


def outcomes_as_expected(document: dict[str, Any]) -> bool:
    """Whether a push ended on every host as it should."""
    return {host["name"]: host["outcome"]["state"] for host in document["hosts"]} == EXPECTED


def _without_agent() -> dict[str, str]:
    """The environment without the user's SSH agent, which practice hosts are none of the business of."""
    return {name: value for name, value in os.environ.items() if name != "SSH_AUTH_SOCK"}


def _short(option: str) -> str:
    """An option as a user would type it: without this machine's long paths."""
    scheme, colon, path = option.rpartition(":")
    return f"{scheme}{colon}{Path(path).name}" if path.startswith("/") else option
