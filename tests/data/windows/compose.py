"""Writes the composed pictures of Windows hosts as folders: ``python -m tests.data.windows.compose``.

Each folder of tests/data/hosts/windows-* is a host for the PowerShell runner (`host`) with what the preflight must find
there (`expected.yaml`); the expectations were written by hand in expectations.yaml.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml

from tests.data.windows.hosts import VARIANTS
from tests.data.windows.picture import Picture

FOLDER = Path(__file__).parents[1] / "hosts"
PREFIX = "windows-"
HOST = "host"
EXPECTED = "expected.yaml"


def expectations() -> dict[str, dict[str, Any]]:
    """By picture and role: the verdict, and the checks that fail and that are unknown."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("expectations.yaml").read_text("utf-8"))
    return found


def write(picture: Picture, expected: dict[str, Any], folder: Path) -> None:
    """Write one picture's folder. Folders without a file are left out, because git keeps none."""
    picture.write(folder / HOST)
    for path in sorted((folder / HOST).rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    (folder / EXPECTED).write_text(yaml.safe_dump(expected, sort_keys=False), encoding="utf-8")


def main() -> None:
    """Write every picture's folder anew."""
    for old in FOLDER.glob(f"{PREFIX}*"):
        shutil.rmtree(old)
    for name, expected in expectations().items():
        write(VARIANTS[name], expected, FOLDER / f"{PREFIX}{name}")


if __name__ == "__main__":
    main()
