"""``siteprep runs``: earlier runs, their results again, going on with one, and an end to old ones."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from cli.options import JournalOption, journal_place
from cli.past_runs import open_journal
from cli.report import show
from host.errors import UsageError

app = typer.Typer(help="Earlier runs.", no_args_is_help=True, rich_markup_mode=None)


app.command(name="show", hidden=True)(show)  # the way to it before there was `siteprep report`


@app.command(name="list")
def list_runs(journal: JournalOption = None) -> None:
    """List the runs, the newest first: id, kind, begin, and how many hosts ended how."""
    from fleet.runs import summaries

    with closing(open_journal(journal)) as opened:
        found = summaries(opened)
    if not found:
        print("The journal holds no run.")
    for run in found:
        ends = ", ".join(f"{number} {word}" for word, number in sorted(run.ends.items()))
        state = "" if run.finished else "  (not finished)"
        print(f"{run.id}  {run.kind:10}  {run.started:%Y-%m-%d %H:%M} UTC  {ends}{state}")


@app.command()
def resume(
    run: Annotated[str, typer.Argument(metavar="[RUN]", help="A run's id, the beginning of it, or last.")] = "last",
    journal: JournalOption = None,
) -> None:
    """Go on with a run that was cut short: its command is given again, in the folder where it was given."""
    import os
    import shlex
    import sys

    from cli.main import app as siteprep
    from fleet.runs import to_resume

    place = journal_place(journal)
    with closing(open_journal(journal)) as opened:
        line, folder = to_resume(opened, run)
    if "://" not in place:
        place = str(Path(place).absolute())
    try:
        os.chdir(folder)
    except OSError as error:
        raise UsageError(
            f"The run was begun in {folder}, which cannot be entered: {error.strerror}.",
            "Give its command again by hand; siteprep report show tells it.",
        ) from error
    arguments = [*shlex.split(line)[1:], "--journal", place]
    print(f"Going on with: siteprep {shlex.join(arguments)}", file=sys.stderr)
    sys.argv = ["siteprep", *arguments]
    raise typer.Exit(siteprep(arguments, standalone_mode=False) or 0)


@app.command()
def prune(
    days: Annotated[int, typer.Option("--older-than", min=0, metavar="DAYS", help="Only runs begun before that.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Name the runs, and keep them.")] = False,
    journal: JournalOption = None,
) -> None:
    """Remove old runs that were finished, with the evidence of their hosts. One that can be taken up again is kept."""
    from fleet.runs import summaries

    before = datetime.now(UTC) - timedelta(days=days)
    with closing(open_journal(journal)) as opened:
        old = [run for run in summaries(opened) if run.finished and run.started < before]
        if not dry_run:
            opened.remove([run.id for run in old])
    for run in old:
        print(f"{run.id}  {run.kind}  {run.started:%Y-%m-%d %H:%M} UTC")
    print(f"{'To be removed' if dry_run else 'Removed'}: {len(old)} of the runs.")
