"""What one process of a test run makes for all of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder `name` of this run, made by whichever process needs it first; the others wait for it."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder, work = base / name, base / f"{name}-being-made"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            shutil.rmtree(work, ignore_errors=True)
            make(work)
            work.rename(folder)
    return folder
