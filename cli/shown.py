"""How a result is shown: formats, place, language, how much of it, and whether names are replaced."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cli.options import Format
from host.errors import UsageError
from report.detail import Detail
from report.language import ENGLISH, chosen_language


@dataclass(frozen=True, slots=True)
class Shown:
    """What the user asked for. `output` is a file, or a folder for several formats; None is standard output."""

    formats: tuple[Format, ...] = (Format.TABLE,)
    output: Path | None = None
    redact: bool = False
    detail: Detail = Detail.NORMAL
    language: str = ENGLISH

    def check(self) -> None:
        """Refuse an output that cannot be written before any work begins."""
        from cli.output import check_writable

        check_writable(self.output, self.formats)


def shown_as(
    formats: Sequence[Format] | None,
    output: Path | None,
    redact: bool,
    quiet: bool,
    verbose: bool,
    language: str | None,
) -> Shown:
    """From the options; each format once, the table where none was asked for, the locale's language likewise."""
    if quiet and verbose:
        raise UsageError("--quiet and --verbose exclude each other.", "Give one of them.")
    detail = Detail.QUIET if quiet else Detail.VERBOSE if verbose else Detail.NORMAL
    spoken = chosen_language(language, os.environ)
    return Shown(tuple(dict.fromkeys(formats or (Format.TABLE,))), output, redact, detail, spoken)
