"""How much a person at a terminal is told."""

from __future__ import annotations

from enum import Enum, auto


class Detail(Enum):
    """The summary alone; what is worth a look; everything."""

    QUIET = auto()
    NORMAL = auto()
    VERBOSE = auto()
