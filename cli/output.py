"""Where a result goes: one rendered text to standard output or to a file of the user's alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cli.options import Format
from host.errors import UsageError


def check_writable(output: Path | None, formats: Sequence[Format] = ()) -> None:
    """Refuse an output that cannot be written before any work begins: a file, or a folder for several formats."""
    if len(formats) > 1:
        if output is None:
            raise UsageError("Several formats cannot share standard output.", "Name a folder for them with --output.")
        if output.exists() and not output.is_dir():
            raise UsageError(f"{output} is a file, and several formats were asked for.", "Name a folder with --output.")
        if not output.absolute().parent.is_dir():
            raise UsageError(f"The folder {output} cannot be made.", "Name one in an existing folder with --output.")
    elif output is not None and (output.is_dir() or not output.absolute().parent.is_dir()):
        raise UsageError(
            f"The result cannot be written to {output}.", "Name a file in an existing folder with --output."
        )


def write(document: Mapping[str, Any], formats: Sequence[Format], output: Path | None) -> None:
    """Render the document and write it: to standard output, to a file, or several formats into a folder."""
    from report.formats import FILE_NAMES

    if len(formats) == 1:
        _write_one(document, formats[0], output)
        return
    if output is None:
        raise ValueError("Several formats go into a folder.")
    output.mkdir(mode=0o700, exist_ok=True)
    for chosen in formats:
        _save(_render(document, chosen), output / FILE_NAMES[chosen.value])
    names = ", ".join(FILE_NAMES[chosen.value] for chosen in formats)
    print(f"The result was written to {output.absolute()}: {names}.", file=sys.stderr)


def _write_one(document: Mapping[str, Any], chosen: Format, output: Path | None) -> None:
    if chosen is Format.TABLE and output is None:
        from rich.console import Console

        from report.terminal import print_report

        print_report(document, Console())
    elif output is None:
        sys.stdout.write(_render(document, chosen))
    else:
        _save(_render(document, chosen), output)
        print(f"The result was written to {output.absolute()}.", file=sys.stderr)


def _save(text: str, path: Path) -> None:
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UsageError(f"The result cannot be written to {path}: {error.strerror}.", "Name another file.") from error


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
