"""``siteprep demo``: rehearse the whole job on a practice fleet on this machine."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.rehearsal import PROBLEM_HOST, WINDOWS_HOST, Rehearsal, blocked_as_expected, outcomes_as_expected, show, tell
from host.exit_codes import ExitCode

KINDS = {
    "namespaces": "They run the real /bin/sh in Linux namespaces; doubles print what a namespace cannot change.",
    "chroot": "They run copies of the real /bin/sh and tar in chroot(2); doubles print what a chroot cannot change.",
}


def demo(
    keep: Annotated[
        Path | None,
        typer.Option("--keep", metavar="DIR", help="Folder for the report and the journal.", show_default=False),
    ] = None,
) -> None:
    """Rehearse on four practice hosts on this machine: preflight, push, push again, report.

    Where practice hosts cannot be had, their recorded evidence is judged instead, and the first line says so.

    Exit code: 0 when everything went as rehearsed, 1 otherwise.
    """
    from lab.fleet import PracticeFleet
    from lab.profiles import machine, machine_names
    from lab.ways import NoPracticeHosts

    folder = (keep or Path(tempfile.mkdtemp(prefix="siteprep-demo-"))).absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="siteprep-lab-") as lab:
        try:
            hosts = [machine(name) for name in machine_names()]
            fleet = PracticeFleet(Path(lab, "fleet"), hosts, windows=(WINDOWS_HOST,))
        except NoPracticeHosts as error:
            went_well = _judge_recorded(folder, Path(lab), str(error))
        else:
            with fleet:
                went_well = _rehearse(folder, fleet)
    _conclude(folder, went_well)
    raise typer.Exit(ExitCode.OK if went_well else ExitCode.INTERNAL)


def _rehearse(folder: Path, fleet: Any) -> bool:
    """Whether everything went as rehearsed."""
    names = ", ".join(host.name for host in fleet.hosts)
    print(f"Practice fleet: {names} answer SSH on 127.0.0.1. Each has a root folder of its own.")
    print(KINDS[fleet.kind])
    if fleet.reason:
        print(f"Why no namespaces: {fleet.reason}")
    print(
        f"{WINDOWS_HOST} answers WinRM and is a STAND-IN: nothing of Windows runs, it answers the collector's "
        "questions alone."
    )
    print("The agent packages are stand-ins: they keep the real flags, files and exit codes and protect nothing.")
    common = [
        *("--inventory", str(fleet.inventory())),
        *("--ssh-config", str(fleet.ssh_config)),
        *("--known-hosts", str(fleet.known_hosts)),
        *("--journal", str(folder / "journal.db")),
    ]
    push = [
        *("--media", str(fleet.media)),
        *("--cs-ip", fleet.cs_ip),
        *("--passphrase", f"file:{fleet.passphrase_file}"),
    ]
    rehearsal = Rehearsal(folder, "--inventory hosts.yaml", common)
    checked = rehearsal.act("1. Preflight: which hosts are ready?", "preflight", "preflight.json")
    show(checked)
    title = "2. Push: install and register the agent on hosts that are ready."
    pushed = rehearsal.act(title, "push", "push.json", push)
    tell(pushed)
    again = rehearsal.act("3. Push again: nothing is left to do.", "push", "again.json", push)
    tell(again)
    rehearsal.report("4. Report: the first push as a page, the same as its --format html.", pushed)
    went_well = (
        blocked_as_expected(checked)
        and outcomes_as_expected(pushed)
        and outcomes_as_expected(again)
        and all(host["steps"] == [] for host in again["hosts"])
    )
    if went_well:
        print("\nEverything went as rehearsed: two hosts got the agent, once, and a second push found nothing to do.")
    return went_well


def _judge_recorded(folder: Path, lab: Path, reason: str) -> bool:
    """Whether the recorded hosts were judged as they are."""
    from lab.recorded import pack
    from lab.ways_out import ways_out

    print(f"Pushing cannot be rehearsed here. To rehearse it, {ways_out()}.")
    print(f"The reason: {reason}")
    print(
        "So this judges what the collectors printed on the practice hosts elsewhere, as siteprep does it with bundles."
    )
    bundle = lab / "practice-hosts.tar.gz"
    pack(bundle)
    rehearsal = Rehearsal(
        folder, f"--from {bundle.name}", ["--from", str(bundle), "--journal", str(folder / "journal.db")]
    )
    checked = rehearsal.act("1. Preflight: which hosts are ready?", "preflight", "preflight.json")
    show(checked)
    rehearsal.report("2. Report: the preflight as a page, the same as its --format html.", checked)
    went_well = blocked_as_expected(checked)
    if went_well:
        print("\nEverything was judged as expected: two hosts are ready for the agent. Nothing was pushed.")
    return went_well


def _conclude(folder: Path, went_well: bool) -> None:
    if went_well:
        print(
            f"{PROBLEM_HOST} is blocked: the installer would fail on its kernel and its free space. It was not touched."
        )
        print(f"{WINDOWS_HOST} is blocked: the agent does not go with its Secure Boot.")
    else:
        print("\nThis did NOT go as rehearsed; compare the tables above with the README.")
    print("The report is here:")
    print(folder / "report.html")
    print("Next, on real machines: write their names into hosts.yaml as docs/inventory.md shows, then")
    print("siteprep preflight --inventory hosts.yaml")
