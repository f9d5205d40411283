"""Where a result goes: rendered texts to standard output or to files of the user's alone."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.options import Format
from cli.shown import Shown
from host.errors import UsageError
from report.language import spoken

if TYPE_CHECKING:
    from rich.console import Console


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


def write(document: Mapping[str, Any], shown: Shown) -> None:
    """Render a result or a comparison: to standard output, to a file, or several formats into a folder."""
    from report.formats import FILE_NAMES, render_all

    with spoken(shown.language):
        if len(shown.formats) == 1:
            _write_one(document, shown)
            return
        if shown.output is None:
            raise ValueError("Several formats go into a folder.")
        shown.output.mkdir(mode=0o700, exist_ok=True)
        rendered = render_all(document, [each.value for each in shown.formats if each is not Format.TABLE])
        for name, text in rendered:
            _save(text, shown.output / FILE_NAMES[name])
        if Format.TABLE in shown.formats:
            _save(_render(document, Format.TABLE, shown), shown.output / FILE_NAMES[Format.TABLE.value])
    names = ", ".join(FILE_NAMES[chosen.value] for chosen in shown.formats)
    print(f"The result was written to {shown.output.absolute()}: {names}.", file=sys.stderr)


def _write_one(document: Mapping[str, Any], shown: Shown) -> None:
    chosen = shown.formats[0]
    if chosen is Format.TABLE and shown.output is None:
        from rich.console import Console

        _print(document, Console(), shown)
    elif shown.output is None:
        sys.stdout.write(_render(document, chosen, shown))
    else:
        _save(_render(document, chosen, shown), shown.output)
        print(f"The result was written to {shown.output.absolute()}.", file=sys.stderr)


def _save(text: str, path: Path) -> None:
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UsageError(f"The result cannot be written to {path}: {error.strerror}.", "Name another file.") from error


def _render(document: Mapping[str, Any], chosen: Format, shown: Shown) -> str:
    if chosen is Format.TABLE:
        from rich.console import Console

        text = io.StringIO()
        _print(document, Console(file=text, width=120), shown)
        return text.getvalue()
    from report.formats import render

    return render(document, chosen.value)


def _print(document: Mapping[str, Any], console: Console, shown: Shown) -> None:
    from report.formats import print_document

    print_document(document, console, shown.detail)
