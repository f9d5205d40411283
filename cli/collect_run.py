"""From the options of ``siteprep collect`` to a bundle."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from access.bundle import write_bundle
from access.catalogue import load_requirements
from cli.commands import Command, Probed, reached
from cli.output import check_writable
from cli.progress import progress
from fleet.collect import collect_hosts
from host.exit_codes import ExitCode
from host.target import Role
from report.plain import plain


def collect_run(
    command: Command,
    names: Sequence[str],
    inventory: Path | None,
    probed: Probed,
    role: Role | None,
    bundle: Path,
) -> ExitCode:
    """Collect evidence from the chosen hosts into a bundle."""
    check_writable(bundle)
    targets, open_session = reached(command, names, inventory)
    look = probed.look(load_requirements(None, probed.cloud).network, role)
    with progress(command.json_events) as tell:
        collected = collect_hosts(targets, open_session, look, tell, command.stop, command.workers.preflight)
    for name, reason in collected.unreachable.items():
        print(plain(f"{name}: {reason}"), file=sys.stderr)
    if not collected.hosts:
        print("Nothing was collected, so no bundle was written.", file=sys.stderr)
        return ExitCode.UNDETERMINED
    write_bundle(bundle, collected.hosts)
    count = len(collected.hosts)
    print(f"Evidence of {count} host{'' if count == 1 else 's'} was written to {bundle.absolute()}.", file=sys.stderr)
    return ExitCode.UNDETERMINED if collected.unreachable else ExitCode.OK
