"""From the options of ``siteprep facts`` to one host's facts."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path

from access.bundle import read_bundle
from cli.commands import Command, reached
from fleet.look import Look
from fleet.platforms import FACTS_SCHEMA, parse
from fleet.select import LOCAL
from host.errors import HostError, UsageError
from host.exit_codes import ExitCode
from report.plain import plain


def facts_run(
    command: Command, name: str | None, inventory: Path | None, install_dir: str, bundle: Path | None
) -> ExitCode:
    """Print what is known of one host."""
    if (name is None) == (bundle is None):
        raise UsageError("One host was expected.", "Name local or a target, or give --from, and not both.")
    if bundle is not None:
        hosts = read_bundle(bundle)
        if len(hosts) != 1:
            raise UsageError(f"{bundle} holds {len(hosts)} hosts.", "Give a bundle of one host.")
        target, evidence = hosts[0].target, hosts[0].evidence
    else:
        (target,), open_session = reached(command, [name or LOCAL], inventory)
        try:
            with closing(open_session(target)) as session:
                evidence = Look(install_dir).collect(target, session)
        except HostError as error:
            print(plain(str(error)), file=sys.stderr)
            return ExitCode.UNDETERMINED
    facts = parse(target, evidence)
    print(json.dumps({"schema": FACTS_SCHEMA, "host": target.name, **facts.to_json()}, indent=2))
    return ExitCode.OK
