"""What goes wrong on purpose: a queue of mishaps that the server works through."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Trouble:
    """One mishap: at requests of `verb` (Send, Receive ...; empty: any), `before` or `after` they are served, after
    `skip` of them, `times` in a row.

    `kind` is ``drop`` (the connection breaks), ``hang`` (for `seconds`), ``reboot`` (drop, and every shell is gone),
    ``status`` (an HTTP status without an envelope), or a fault's name from faults.yaml.
    """

    kind: str
    verb: str = ""
    when: str = "before"
    skip: int = 0
    times: int = 1
    seconds: float = 0.0
    status: int = 500


class Troubles:
    """The mishaps that are still to come."""

    def __init__(self) -> None:
        self._waiting: list[Trouble] = []
        self._lock = threading.Lock()

    def add(self, troubles: Iterable[Trouble]) -> None:
        with self._lock:
            self._waiting += troubles

    def next(self, verb: str, when: str) -> Trouble | None:
        """The mishap of this request, if there is one; it is used up."""
        with self._lock:
            for at, trouble in enumerate(self._waiting):
                if trouble.when != when or trouble.verb not in ("", verb):
                    continue
                if trouble.skip:
                    self._waiting[at] = replace(trouble, skip=trouble.skip - 1)
                    continue
                if trouble.times > 1:
                    self._waiting[at] = replace(trouble, times=trouble.times - 1)
                else:
                    del self._waiting[at]
                return trouble
        return None
