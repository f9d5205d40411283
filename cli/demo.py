"""``siteprep demo``: rehearse the whole job on a practice fleet on this machine."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from host.exit_codes import ExitCode

PROBLEM_HOST = "old01"


def demo(
    keep: Annotated[
        Path | None,
        typer.Option("--keep", metavar="DIR", help="Folder for the report and the journal.", show_default=False),
    ] = None,
) -> None:
    """Rehearse on three practice hosts on this machine: preflight, push, push again, report.

    Exit code: 0 when everything went as rehearsed, 1 otherwise.
    """
    from lab.fleet import PracticeFleet

    from lab.profiles import machine, machine_names

    hosts = [machine(name) for name in machine_names()]
    folder = (keep or Path(tempfile.mkdtemp(prefix="siteprep-demo-"))).absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="siteprep-lab-") as lab,
        PracticeFleet(Path(lab), hosts) as fleet,
    ):
        _introduce(fleet)
        rehearsal = _Rehearsal(folder, fleet)
        went_well = rehearsal.play()
    _conclude(folder, went_well)
    raise typer.Exit(ExitCode.OK if went_well else ExitCode.INTERNAL)


def _introduce(fleet: Any) -> None:
    names = ", ".join(host.name for host in fleet.hosts)
    print(f"Practice fleet: {names} answer SSH on 127.0.0.1. Each has a root folder of its own.")
    if fleet.mode == "namespaces":
        print("They run the real /bin/sh in Linux namespaces; what a namespace cannot change is printed by doubles.")
    else:
        print(f"NOTE: this run uses the STAND-IN SHELL, because {fleet.reason}")
        print("Its hosts run siteprep's scripts in a shell written in Python, not in a real one.")
    print("The agent packages are stand-ins: they keep the real flags, files and exit codes and protect nothing.")


class _Rehearsal:
    """The four acts, each a real siteprep command in a process of its own."""

    def __init__(self, folder: Path, fleet: Any) -> None:
        self._folder = folder
        self._common = [
            *("--inventory", str(fleet.inventory())),
            *("--known-hosts", str(fleet.known_hosts)),
            *("--journal", str(folder / "journal.db")),
        ]
        self._push = [
            *("--media", str(fleet.media)),
            *("--cs-ip", fleet.cs_ip),
            *("--passphrase", f"file:{fleet.passphrase_file}"),
        ]

    def play(self) -> bool:
        """Whether everything went as rehearsed."""
        checked = self._act("1. Preflight: which hosts are ready?", "preflight", "preflight.json")
        pushed = self._act(
            "2. Push: install and register the agent where nothing stands against it.", "push", "push.json"
        )
        again = self._act("3. Push again: nothing is left to do.", "push", "again.json")
        print("\n4. Report: the second push as a page.")
        self._run("push", *self._push, "--format", "html", "--output", str(self._folder / "report.html"))
        expected = {"web01": "done", "db01": "done", PROBLEM_HOST: "blocked"}
        return (
            {host["name"]: host["verdict"] == "blocked" for host in checked["hosts"]}
            == {name: state == "blocked" for name, state in expected.items()}
            and {host["name"]: host["outcome"]["state"] for host in pushed["hosts"]} == expected
            and {host["name"]: host["outcome"]["state"] for host in again["hosts"]} == expected
            and all(host["steps"] == [] for host in again["hosts"])
            and (self._folder / "report.html").is_file()
        )

    def _act(self, title: str, command: str, name: str) -> dict[str, Any]:
        print(f"\n{title}")
        options = self._push if command == "push" else []
        output = self._folder / name
        self._run(command, *options, "--format", "json", "--output", str(output))
        document: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
        _show(document)
        return document

    def _run(self, command: str, *options: str) -> None:
        line = ["siteprep", command, *self._common, *options]
        print(f"   $ siteprep {command} --inventory hosts.yaml {' '.join(_short(options))}", flush=True)
        subprocess.run([sys.executable, "-m", "cli", *line[1:]], check=False, stderr=subprocess.PIPE)


def _short(options: tuple[str, ...]) -> list[str]:
    """Options as a user would type them: without this machine's long paths."""
    return [
        Path(option).name if option.startswith("/") else option.replace(str(Path(option).parent) + "/", "")
        for option in options
    ]


def _show(document: dict[str, Any]) -> None:
    from rich.console import Console

    from report.terminal import print_report

    print_report(document, Console())


def _conclude(folder: Path, went_well: bool) -> None:
    if went_well:
        print(
            f"\nEverything went as rehearsed: two hosts were installed once, and {PROBLEM_HOST} is blocked and untouched."
        )
    else:
        print("\nThis did NOT go as rehearsed; compare the tables above with the README.")
    print("The report is here:")
    print(folder / "report.html")
    print("Next, on real machines: write their names into hosts.yaml as docs/inventory.md shows, then")
    print("siteprep preflight --inventory hosts.yaml")
