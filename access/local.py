"""The local session: scripts run in this machine's own shell."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from contextlib import suppress

from access.process_tree import end_tree
from host.errors import SessionLost
from host.session import OUTPUT_LIMIT, CommandResult

GRACE = 5.0
"""Seconds for the pipes to close when a script was ended."""
_LOADER = 'script=$SITEPREP_SCRIPT; unset SITEPREP_SCRIPT; eval "$script"'


class LocalSession:
    """This machine, as the user who runs siteprep.

    >>> LocalSession().run("echo hello", deadline=5).text
    'hello\\n'
    """

    own_clock = False

    def run(self, script: str, *, stdin: Iterable[bytes] = (), deadline: float) -> CommandResult:
        """Run a sh script; see host.session.Session. The script travels in the environment, not in argv."""
        process = subprocess.Popen(
            ["/bin/sh", "-c", _LOADER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "SITEPREP_SCRIPT": script},
            start_new_session=True,
        )
        try:
            stdout, stderr = process.communicate(b"".join(stdin), timeout=deadline)
        except subprocess.TimeoutExpired as error:
            end_tree(process.pid)
            with suppress(subprocess.TimeoutExpired):  # what left the tree may hold the pipes open
                process.communicate(timeout=GRACE)
            raise SessionLost(
                "deadline",
                f"The script did not finish within {deadline:.0f} seconds on this machine.",
                "Look at the machine's load and at hung file systems, then run the same command again.",
            ) from error
        cut = max(len(stdout), len(stderr)) > OUTPUT_LIMIT
        code = None if cut or process.returncode < 0 else process.returncode
        return CommandResult(code, stdout[:OUTPUT_LIMIT], stderr[:OUTPUT_LIMIT])

    def close(self) -> None:
        """Nothing is open."""
