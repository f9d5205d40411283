"""``siteprep kernels``: the lists of supported kernels."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Lists of supported kernels.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _kernels() -> None:
    pass


@app.command()
def update(
    source: Annotated[
        Path, typer.Argument(metavar="FILE|DIR", help="RELEASE/TOKEN_supported_kernels.txt, or a folder of such.")
    ],
) -> None:
    """Take over newer lists of supported kernels, as they are published. Every later command uses them.

    Nothing is downloaded. A list of a release that siteprep carries itself changes nothing.
    """
    from access.catalogue import load_requirements
    from access.kernel_lists import keep, read_published

    published = read_published(source)
    known = load_requirements().kernels
    new = {release: lists for release, lists in published.items() if release not in known.releases}
    folder = keep(new)
    for release, lists in sorted(new.items()):
        print(f"{release}: {', '.join(f'{token} ({len(kernels)})' for token, kernels in sorted(lists.items()))}")
        without = [token for token in lists if token not in known.rules]
        if without:
            print(f"  siteprep has no rule for {', '.join(without)}; hosts with it stay undetermined.")
    print(f"{len(new)} new release{'' if len(new) == 1 else 's'}, kept in {folder}." if new else "Nothing was new.")
