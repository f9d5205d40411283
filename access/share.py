"""A host's file share that a package can be brought to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from host.target import Target


class Share(Protocol):
    """An open connection with a host's administrative shares."""

    def write(self, path: str, offset: int, chunks: Iterable[bytes]) -> None:
        """Write into a file of the host, named by its own absolute path, from an offset on. Raises SessionLost."""
        ...

    def close(self) -> None:
        """Close the connection; safe to call twice."""
        ...


ShareOpener = Callable[[Target], Share]
"""Opens a host's shares. Raises Unreachable, with the reason why they cannot be used."""
