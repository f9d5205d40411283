"""Opening sessions for a run: so many at once, tried again where that may help, with one deadline for all of a host."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fleet.engine import Stop
from fleet.gates import Gate
from fleet.sessions import OpenSession
from host.errors import SessionLost, Unreachable
from host.session import CommandResult, FileSession, Session
from host.target import Target
from windows.cmd_collect import CommandLines

TRANSIENT = frozenset({"timeout", "connection-refused", "ssh", "winrm"})
"""Kinds of failure that may be over in a moment. Refused credentials never are: trying them again locks accounts."""
_FIRST_PAUSE = 1.0


@dataclass(frozen=True, slots=True)
class Connecting:
    """How sessions are opened: `tries` in all, with pauses that double and vary, lest a fleet comes at once."""

    gate: Gate
    stop: Stop
    tries: int
    host_seconds: float
    sleep: Callable[[float], None] = time.sleep

    def opener(self, open_session: OpenSession) -> OpenSession:
        """The given opener with all of this around it."""

        def connect(target: Target) -> Session:
            pause = _FIRST_PAUSE
            for left in range(self.tries - 1, -1, -1):
                try:
                    with self.gate.passed():
                        return Bounded(open_session(target), target.name, time.monotonic() + self.host_seconds)
                except Unreachable as error:
                    if error.kind not in TRANSIENT or not left:
                        raise
                self._pause(pause * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
                pause *= 2
            raise AssertionError("A loop over no tries.")

        return connect

    def _pause(self, seconds: float) -> None:
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            self.stop.here()
            self.sleep(min(left, 0.2))


class Bounded:
    """A session whose scripts all end before the host's deadline."""

    def __init__(self, session: Session, name: str, ends: float) -> None:
        self._session = session
        self._name = name
        self._ends = ends

    @property
    def own_clock(self) -> bool:
        return self._session.own_clock

    def run(self, script: str, *, stdin: Iterable[bytes] = (), deadline: float) -> CommandResult:
        """As the session's own; raises SessionLost once the host's time is over."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise SessionLost(
                "host-deadline",
                f"The work on {self._name} took longer than one host may take.",
                "Run the same command again; it goes on where it stopped. Give more time with --timeout host=SECONDS.",
            )
        return self._session.run(script, stdin=stdin, deadline=min(deadline, left))

    def put(self, chunks: Iterable[bytes], *, deadline: float) -> str:
        """As the session's own, where it has it."""
        if not isinstance(self._session, FileSession):
            raise SessionLost("sftp", f"Files cannot be brought to {self._name} by SFTP.", "")
        return self._session.put(chunks, deadline=min(deadline, self._ends - time.monotonic()))

    def run_line(self, line: str, *, deadline: float) -> CommandResult:
        """As the session's own, where it has it."""
        if not isinstance(self._session, CommandLines):
            raise SessionLost("no-cmd", f"{self._name} is not asked with command lines.", "")
        return self._session.run_line(line, deadline=min(deadline, self._ends - time.monotonic()))

    def close(self) -> None:
        self._session.close()
