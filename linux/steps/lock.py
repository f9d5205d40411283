"""The host's lock, as its shell takes it and gives it back."""

from __future__ import annotations

from collections.abc import Callable

from access.host_lock import LOCK_NAME, LOCK_SECONDS
from host.session import Session
from installer.linux_agent import LINUX
from linux import scripts
from linux.steps.context import StepRefused

LOCK = LINUX.inside(LINUX.folders, LOCK_NAME)


def asked(session: Session) -> Callable[..., list[str]]:
    """What runs ``lock`` and ``unlock`` on a host, for access.host_lock."""

    def ask(name: str, **variables: str) -> list[str]:
        result = session.run(scripts.step(name, jobs=False, LOCK=LOCK, **variables), deadline=LOCK_SECONDS)
        lines = result.text.splitlines()
        if result.exit_code != 0 or not lines:
            said = " ".join(result.stderr.decode("utf-8", "replace").split())[-300:]
            raise StepRefused(
                "step-refused",
                said or "The host's lock could not be taken.",
                f"Look at {LOCK} on the host, then run the same command again.",
            )
        return lines

    return ask
