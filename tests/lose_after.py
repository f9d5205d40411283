"""siteprep, whose connection breaks at its N-th script: before the host has it, or after the host has done it.

python tests/lose_after.py N before|after push ...
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable

from cli.entry import siteprep
from host.errors import SessionLost
from host.session import CommandResult
from linux.ssh import SshSession

LOST, WHEN = int(sys.argv.pop(1)), sys.argv.pop(1)
scripts = itertools.count(1)
run = SshSession.run


def lossy(self: SshSession, script: str, *, stdin: Iterable[bytes] = (), deadline: float) -> CommandResult:
    """Run a script, unless this is the one whose connection breaks."""
    now = next(scripts) == LOST
    if now and WHEN == "before":
        raise SessionLost("connection-lost", "The connection broke.", "Run the same command again.")
    result = run(self, script, stdin=stdin, deadline=deadline)
    if now:
        raise SessionLost("connection-lost", "The connection broke.", "Run the same command again.")
    return result


SshSession.run = lossy  # type: ignore[method-assign]
try:
    siteprep()
finally:
    print(f"scripts {next(scripts) - 1}", file=sys.stderr)
