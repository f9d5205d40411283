"""``siteprep selftest``: try siteprep itself on a real Windows host, changing nothing there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.options import Inventory


def selftest(
    target: Annotated[str, typer.Argument(metavar="TARGET", help="A name from the inventory or [user@]host[:port].")],
    inventory: Inventory = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where the transcript goes.  [default: standard output]"),
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option(
            "--record", metavar="DIR", help="Also write the redacted evidence there, as a picture of the host."
        ),
    ] = None,
) -> None:
    """Try every way of talking to a Windows host that siteprep uses, read-only, and write a transcript without names.

    Exit code: 0 all went well, 2 wrong use, 3 something did not, 5 the host could not be reached.
    """
    import json
    import sys

    from access.catalogue import load_requirements
    from cli.output import check_writable
    from fleet.secrets import SecretStore
    from fleet.select import windows_target
    from fleet.selftest import record as write_record
    from fleet.selftest import redactor, self_test, transcript
    from fleet.sessions import admin_shares, remote_windows
    from host.exit_codes import ExitCode
    from preflight.context import Context
    from report.plain import plain
    from windows.selftest import Trial

    check_writable(output)
    chosen = windows_target(target, inventory)
    secrets = SecretStore()

    def tell(trial: Trial) -> None:
        word = {True: "well", False: "FAILED", None: "not told"}[trial.passed]
        print(plain(f"{trial.name}: {word}. {trial.seen}"), file=sys.stderr, flush=True)

    test = self_test(chosen, remote_windows(secrets), admin_shares(secrets), tell)
    redact = redactor(chosen, test.facts)
    text = json.dumps(transcript(test, redact), indent=2) + "\n"
    if output is None:
        print(text, end="")
    else:
        output.write_text(text, encoding="utf-8")
        output.chmod(0o600)
    if record is not None:
        requirements = load_requirements()
        write_record(test, redact, record, Context(requirements, requirements.release, ""))
    if test.evidence is None and len(test.trials) == 1:
        raise typer.Exit(ExitCode.UNDETERMINED)
    raise typer.Exit(ExitCode.OK if test.passed else ExitCode.BLOCKED)
