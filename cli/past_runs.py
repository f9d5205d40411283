"""Results of earlier runs: from the journal by a run's id, or from a file that was written with --format json."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.options import journal_place
from host.errors import UsageError

if TYPE_CHECKING:
    from fleet.journal import Journal


def open_journal(given: str | None) -> Journal:
    """The journal that is there already; UsageError where there is none."""
    from fleet.journal import Journal

    place = journal_place(given)
    if "://" not in place and not Path(place).exists():
        raise UsageError(f"There is no journal {place}.", "Name it with --journal; the first run makes it.")
    return Journal(place)


def past_result(name: str, journal: str | None, redact: bool) -> tuple[dict[str, Any], Iterable[str]]:
    """The result that `name` means, and the accounts that signed in, as far as they are known.

    A name that ends in .json or has a folder in it is a file; any other is a run's id. A file does not hold the
    accounts; where they are to be replaced, the user is told so.
    """
    from fleet.document import result_document
    from fleet.runs import run_id
    from report.plain import plain
    from report.stored import read_result

    if name.endswith(".json") or Path(name).name != name:
        document = read_result(Path(name))
        if redact:
            print(
                f"{name} does not say which accounts signed in, so account names in its texts stay. Read the report "
                f"before you pass it on, or name the run by its id: {plain(document['run']['id'])}.",
                file=sys.stderr,
            )
        return document, ()
    with closing(open_journal(journal)) as opened:
        chosen = run_id(opened, name)
        users = {row.target["user"] for row in opened.hosts(chosen) if row.target["user"]}
        return result_document(opened, chosen), users
