"""From the option --check-access to a line a host."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cli.commands import Command, reached
from cli.progress import progress
from fleet.access_check import ROOT, check_access
from host.exit_codes import ExitCode
from report.plain import plain


def access_run(command: Command, names: Sequence[str], inventory: Path | None) -> ExitCode:
    """Try to become root on the chosen hosts and say how it went."""
    targets, open_session = reached(command, names, inventory)
    with progress(command.json_events) as tell:
        found = check_access(targets, open_session, tell, command.stop, command.workers.preflight)
    for name, told in found.items():
        print(plain(f"{name}: {'signed in and became root.' if told == ROOT else told}"))
    good = sum(told == ROOT for told in found.values())
    print(f"{good} of {len(found)} hosts can be worked on.")
    return ExitCode.OK if good == len(found) else ExitCode.UNDETERMINED
