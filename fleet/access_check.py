"""Whether siteprep gets in: sign in, become root, leave. Nothing else is done on the hosts."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import closing

from fleet.engine import Stop, work_through
from fleet.events import HostFinished, HostStarted, Listener
from fleet.sessions import OpenSession
from host.errors import HostError
from host.session import Session
from host.target import Platform, Target
from windows.scripts import IS_ADMINISTRATOR

ROOT = "root"
_SECONDS = 60


def check_access(
    targets: Sequence[Target], open_session: OpenSession, tell: Listener, stop: Stop, at_once: int
) -> dict[str, str]:
    """What came of it by host: ROOT, or a sentence on what is missing."""
    found: dict[str, str] = {}
    lock = threading.Lock()
    by_name = {target.name: target for target in targets}

    def process_host(name: str) -> None:
        tell(HostStarted(name))
        try:
            with closing(open_session(by_name[name])) as session:
                told = _tried(by_name[name], session)
        except HostError as error:
            told = str(error)
        with lock:
            found[name] = told
        tell(HostFinished(name, "root" if told == ROOT else "no access", "" if told == ROOT else told))

    crashed = work_through(list(by_name), process_host, at_once=at_once, stop=stop)
    for error in crashed.values():
        raise error
    return {name: found[name] for name in by_name if name in found}


def _tried(target: Target, session: Session) -> str:
    if target.platform is Platform.WINDOWS:
        said = session.run(IS_ADMINISTRATOR, deadline=_SECONDS).text.strip()
        return ROOT if said == "True" else f"{target.name} let the account sign in, but it is no administrator there."
    said = session.run("id -u", deadline=_SECONDS).text.strip()
    return ROOT if said == "0" else _not_root(target, said)


def _not_root(target: Target, said: str) -> str:
    who = f"user id {said}" if said.isdecimal() else "an account that could not be told"
    return (
        f"{target.name} let {target.user or 'the account'} sign in as {who}, which is not root. "
        "Give a root account, or write sudo: true for this host in the inventory."
    )
