"""``siteprep report``: results of earlier runs again, beside each other, verified and signed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from cli.options import FormatOption, JournalOption, Language, Output, Quiet, Redact, Verbose
from host.errors import UsageError

app = typer.Typer(help="Results of earlier runs.", no_args_is_help=True, rich_markup_mode=None)
_MEANT = "A run's id, the beginning of it, last, or a file that was written with --format json."
Result = Annotated[str, typer.Argument(metavar="RUN", help=_MEANT)]
ResultFile = Annotated[Path, typer.Argument(metavar="FILE", help="A result that was written with --format json.")]


@app.command()
def show(
    run: Result,
    format: FormatOption = None,  # noqa: A002 - the option's name
    output: Output = None,
    redact: Redact = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    lang: Language = None,
    journal: JournalOption = None,
) -> None:
    """Write the result of an earlier run again, in any format. The exit code is the run's."""
    from cli.output import write
    from cli.past_runs import past_result
    from cli.shown import shown_as
    from fleet.document import document_exit_code
    from report.redact import redacted

    shown = shown_as(format, output, redact, quiet, verbose, lang)
    shown.check()
    document, users = past_result(run, journal, redact)
    write(redacted(document, users) if redact else document, shown)
    raise typer.Exit(document_exit_code(document))


@app.command()
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help=_MEANT)],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The later one, named in the same way.")],
    format: FormatOption = None,  # noqa: A002 - the option's name
    output: Output = None,
    redact: Redact = False,
    lang: Language = None,
    journal: JournalOption = None,
) -> None:
    """Tell what changed between two results: what fails newly, passes newly, changed, and which hosts came or went.

    Exit code: 0 nothing fails newly, 2 wrong use, 3 a blocker fails newly, 4 other checks do, 5 a blocker is no longer
    known to pass.
    """
    from cli.output import write
    from cli.past_runs import past_result
    from cli.shown import shown_as
    from report.diff.compare import compare, diff_exit_code
    from report.redact import redacted_comparison

    shown = shown_as(format, output, redact, False, False, lang)
    shown.check()
    (before, users), (after, more_users) = (past_result(name, journal, redact) for name in (old, new))
    document = compare(before, after)
    write(redacted_comparison(document, (before, after), {*users, *more_users}) if redact else document, shown)
    raise typer.Exit(diff_exit_code(document))


@app.command()
def verify(
    file: ResultFile,
    expect: Annotated[
        str | None, typer.Option("--expect", metavar="DIGEST", help="The result's digest, as it was kept elsewhere.")
    ] = None,
    signers: Annotated[
        Path | None,
        typer.Option("--signers", metavar="FILE", help="Who may have signed it, in the format of allowed_signers."),
    ] = None,
) -> None:
    """Check that a stored result is what siteprep wrote, and name the hosts that differ.

    Exit code: 0 nothing differs, 2 wrong use, 3 something differs or the signature is not a signer's.
    """
    from cli.verify_run import verify_run

    wanted = (expect or "").removeprefix("sha256:").lower()
    if expect is not None and not re.fullmatch("[0-9a-f]{64}", wanted):
        raise UsageError(f"{expect} is no SHA-256 digest.", "Give --expect all of its 64 hexadecimal digits.")
    raise typer.Exit(verify_run(file, wanted, signers))


@app.command()
def sign(
    file: ResultFile,
    key: Annotated[
        Path, typer.Option("--key", metavar="FILE", help="Private SSH key, or a public one whose key an agent holds.")
    ],
) -> None:
    """Sign a stored result with an SSH key; the signature is written beside it, with .sig after its name."""
    from access.ssh_signature import sign as write_signature
    from report.stored import read_result
    from report.verify import verify as look

    document = read_result(file)
    if differences := look(document).differences:
        raise UsageError(f"{file} is not signed: {differences[0]}", "Sign the file as siteprep wrote it.")
    if not key.is_file():
        raise UsageError(f"There is no key {key}.", "Name one with --key, such as ~/.ssh/id_ed25519.")
    signature = write_signature(file, key)
    print(f"The signature was written to {signature.absolute()}.")
