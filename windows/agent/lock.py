"""The host's lock, as its PowerShell takes it and gives it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from access.host_lock import LOCK_NAME, LOCK_SECONDS
from host.session import Session
from windows import scripts
from windows.steps.context import run_script


def asked(session: Session) -> Callable[..., list[str]]:
    """What runs ``lock`` and ``unlock`` on a host, for access.host_lock."""

    def ask(name: str, **variables: Any) -> list[str]:
        return run_script(session, scripts.step(name, NAME=LOCK_NAME, **variables), deadline=2 * LOCK_SECONDS)

    return ask
