"""The data files in the packages of siteprep that read no files themselves."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

_PACKAGES = Path(__file__).parents[1]
"""Where the packages lie side by side: in the repository, or in an installed siteprep."""


def data_text(package: str, name: str) -> str:
    """The text of PACKAGE/data/NAME."""
    return (_PACKAGES / package / "data" / name).read_text(encoding="utf-8")


@cache
def data(package: str, name: str) -> Any:
    """What the YAML file PACKAGE/data/NAME holds, read once; it must not be changed."""
    import yaml

    # libyaml's loader is about ten times as fast; a PyYAML built without it still works.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(data_text(package, name), Loader=loader)  # noqa: S506 - both are safe loaders
