"""Where a result goes: one rendered text to standard output or to a file of the user's alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cli.options import Format
from host.errors import UsageError


def check_writable(output: Path | None) -> None:
    """Refuse an output that cannot be written before any work begins."""
    if output is not None and (output.is_dir() or not output.absolute().parent.is_dir()):
        raise UsageError(
            f"The result cannot be written to {output}.", "Name a file in an existing folder with --output."
        )


def write(document: Mapping[str, Any], chosen: Format, output: Path | None) -> None:
    """Render the document and write it."""
    if chosen is Format.TABLE and output is None:
        from rich.console import Console

        from report.terminal import print_report

        print_report(document, Console())
        return
    text = _render(document, chosen)
    if output is None:
        sys.stdout.write(text)
        return
    try:
        with os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(
            f"The result cannot be written to {output}: {error.strerror}.", "Name another file."
        ) from error
    print(f"The result was written to {output.absolute()}.", file=sys.stderr)


def _render(document: Mapping[str, Any], chosen: Format) -> str:
    if chosen is Format.TABLE:
        import io

        from rich.console import Console

        from report.terminal import print_report

        console = Console(file=io.StringIO(), width=120)
        print_report(document, console)
        return str(console.file.getvalue())  # type: ignore[attr-defined]
    from report.formats import render

    return render(document, chosen.value)
