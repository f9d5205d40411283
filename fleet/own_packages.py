"""Users' own checks as functions that installed packages bring under the entry point group ``siteprep.checks``."""

from __future__ import annotations

import importlib
import traceback
from collections.abc import Collection, Iterable
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

from fleet.own_checks import without_doubles
from host.errors import UsageError
from preflight.check import Check

GROUP = "siteprep.checks"
_PACKAGES = Path(__file__).parents[1]
"""Where siteprep's packages lie side by side."""


def load_entry_points(taken: Collection[str]) -> list[Check]:
    """The checks of installed packages: each entry point names a function that gives checks. Raises UsageError."""
    checks: list[Check] = []
    for point in entry_points(group=GROUP):
        try:
            given: Iterable[Any] = point.load()()
            brought = list(given)
        except Exception as error:
            raise _not_loaded(point, error) from error
        if not all(isinstance(check, Check) for check in brought):
            raise UsageError(f"{point.value} gives something that is no check.", "It has to give siteprep.api.Check.")
        checks += without_doubles(brought, {*taken, *(check.id for check in checks)}, point.value)
    return checks


def _not_loaded(point: EntryPoint, error: Exception) -> UsageError:
    place = _place(error)
    if isinstance(error, ImportError) and error.name and _is_own(error.name):
        return UsageError(
            f"{place or point.value} imports {error.name}, which is siteprep's own and has no lasting name.",
            "Write `from siteprep.api import ...` there; docs/own-checks.md shows it.",
        )
    why = ": ".join(filter(None, (place, type(error).__name__)))
    return UsageError(
        f"The checks of {point.value} cannot be loaded: {why}.", "Mend or uninstall the package that brings them."
    )


def _place(error: Exception) -> str:
    """FILE:LINE where the error came up; nothing where that was not in a file of the user's."""
    if isinstance(error, SyntaxError):
        return f"{error.filename}:{error.lineno}"
    not_theirs = (__file__, "<frozen ", str(Path(importlib.__file__).parent))
    theirs = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith(not_theirs)]
    return f"{theirs[-1].filename}:{theirs[-1].lineno}" if theirs else ""


def _is_own(module: str) -> bool:
    """Whether a module's first name is that of one of siteprep's packages."""
    return (_PACKAGES / module.partition(".")[0] / "__init__.py").is_file()
