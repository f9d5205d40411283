"""The names UnifiedSetup goes by on a host, from steps/product.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Product:
    """Each part is a mapping of the data file; its comments say what a name is."""

    mutex: str
    program: str
    extract_arguments: list[str]
    logs: dict[str, Any]
    installed: dict[str, Any]
    passphrase: dict[str, Any]


@cache
def product() -> Product:
    """The names, read once."""
    data = yaml.safe_load(files(__package__).joinpath("steps", "product.yaml").read_text(encoding="utf-8"))
    del data["sources"]
    return Product(**data)
