"""``siteprep demo``: rehearse the whole job on a practice fleet on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from host.exit_codes import ExitCode

PROBLEM_HOST, WINDOWS_HOST = "old01", "win01"
EXPECTED = {"web01": "done", "db01": "done", PROBLEM_HOST: "blocked", WINDOWS_HOST: "blocked"}
NOTHING = ("nothing to do: the agent is installed and registered", "not touched")


def demo(
    keep: Annotated[
        Path | None,
        typer.Option("--keep", metavar="DIR", help="Folder for the report and the journal.", show_default=False),
    ] = None,
) -> None:
    """Rehearse on four practice hosts on this machine: preflight, push, push again, report.

    Exit code: 0 when everything went as rehearsed, 1 otherwise.
    """
    from lab.fleet import PracticeFleet
    from lab.profiles import machine, machine_names

    hosts = [machine(name) for name in machine_names()]
    folder = (keep or Path(tempfile.mkdtemp(prefix="siteprep-demo-"))).absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="siteprep-lab-") as lab,
        PracticeFleet(Path(lab), hosts, windows=(WINDOWS_HOST,)) as fleet,
    ):
        _introduce(fleet)
        rehearsal = _Rehearsal(folder, fleet)
        went_well = rehearsal.play()
        mode = fleet.mode
    _conclude(folder, mode, went_well)
    raise typer.Exit(ExitCode.OK if went_well else ExitCode.INTERNAL)


def _introduce(fleet: Any) -> None:
    names = ", ".join(host.name for host in fleet.hosts)
    print(f"Practice fleet: {names} answer SSH on 127.0.0.1. Each has a root folder of its own.")
    if fleet.mode == "namespaces":
        print("They run the real /bin/sh in Linux namespaces; what a namespace cannot change is printed by doubles.")
    else:
        print("NOTE: this run uses the STAND-IN SHELL: siteprep's scripts run in a shell written in Python.")
        print(f"The reason: {fleet.reason}")
    print(
        f"{WINDOWS_HOST} answers WinRM and is a STAND-IN: nothing of Windows runs, it answers the collector's "
        "questions alone."
    )
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
        from report.formats import render

        checked = self._act("1. Preflight: which hosts are ready?", "preflight", "preflight.json")
        _show(checked)
        pushed = self._act("2. Push: install and register the agent on hosts that are ready.", "push", "push.json")
        _tell(pushed)
        again = self._act("3. Push again: nothing is left to do.", "push", "again.json")
        _tell(again)
        print("\n4. Report: the first push as a page, the same as its --format html.")
        _write_private(self._folder / "report.html", render(pushed, "html"))
        return (
            {host["name"]: host["verdict"] == "blocked" for host in checked["hosts"]}
            == {name: state == "blocked" for name, state in EXPECTED.items()}
            and {host["name"]: host["outcome"]["state"] for host in pushed["hosts"]} == EXPECTED
            and {host["name"]: host["outcome"]["state"] for host in again["hosts"]} == EXPECTED
            and all(host["steps"] == [] for host in again["hosts"])
        )

    def _act(self, title: str, command: str, name: str) -> dict[str, Any]:
        print(f"\n{title}")
        options = self._push if command == "push" else []
        output = self._folder / name
        self._run(command, *options, "--format", "json", "--output", str(output))
        document: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
        return document

    def _run(self, command: str, *options: str) -> None:
        shown = " ".join(_short(option) for option in options)
        print(f"   $ siteprep {command} --inventory hosts.yaml {shown}", flush=True)
        line = [sys.executable, "-P", "-m", "siteprep", command, *self._common, *options]
        done = subprocess.run(line, check=False, stderr=subprocess.PIPE, text=True)
        if done.returncode not in (ExitCode.OK, ExitCode.BLOCKED):  # two hosts are to be blocked
            print(done.stderr, file=sys.stderr)


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def _short(option: str) -> str:
    """An option as a user would type it: without this machine's long paths."""
    scheme, colon, path = option.rpartition(":")
    return f"{scheme}{colon}{Path(path).name}" if path.startswith("/") else option


def _show(document: dict[str, Any]) -> None:
    from rich.console import Console

    from report.terminal import print_report

    print_report(document, Console())


def _tell(document: dict[str, Any]) -> None:
    """Each host's outcome on a line, with its steps."""
    for host in document["hosts"]:
        state = host["outcome"]["state"]
        steps = ", ".join(f"{step['name']} {step['seconds']:.1f} s" for step in host["steps"])
        print(f"   {host['name']:8}{state:10}{steps or NOTHING[state == 'blocked']}")


def _conclude(folder: Path, mode: str, went_well: bool) -> None:
    if went_well:
        print("\nEverything went as rehearsed: two hosts got the agent, once, and a second push found nothing to do.")
        print(
            f"{PROBLEM_HOST} is blocked: the installer would fail on its kernel and its free space. It was not touched."
        )
        print(f"{WINDOWS_HOST} is blocked: the agent does not go with its Secure Boot.")
    else:
        print("\nThis did NOT go as rehearsed; compare the tables above with the README.")
    if mode != "namespaces":
        print(f"This was rehearsed in the {mode}, not in a real one.")
    print("The report is here:")
    print(folder / "report.html")
    print("Next, on real machines: write their names into hosts.yaml as docs/inventory.md shows, then")
    print("siteprep preflight --inventory hosts.yaml")
