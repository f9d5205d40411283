"""Runs siteprep's setup steps on a Windows host, in that host's own Python; prints one JSON document.

Arguments: what to do, the bundle's path, its SHA-256, and setup's own arguments. Not a test: tests copy it to a host.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import Any

from access.catalogue import load_exit_codes
from fleet.select import local_target
from host.errors import HostError
from host.secret import Secret
from windows.local import LocalWindowsSession
from windows.steps.context import SetupContext, open_run_folder
from windows.steps.files import answer_path
from windows.steps.look import probe, read_passphrase
from windows.steps.table import STEPS

CREDENTIALS = '[MySQLCredentials]\r\nMySQLRootPassword = "Practice_1"\r\nMySQLUserPassword = "Practice_2"\r\n'
SERVICES = ("tmansvc", "InMage PushInstall", "cxprocessserver", "ProcessServer", "ProcessServerMonitor", "obengine")


class Interrupted(BaseException):
    """What siteprep's end in the middle of a step looks like from inside."""


def main(what: str, run: str, bundle: str, sha256: str, *argv: str) -> dict[str, Any]:
    session = LocalWindowsSession()
    folder = open_run_folder(session, "setup-wine")
    credentials = answer_path(folder, "MySQLCreds.txt")
    told: list[str] = []
    context = SetupContext(
        target=local_target(),
        session=session,
        run_id=run,
        run_folder=folder,
        argv=tuple(credentials if word == "{credentials}" else word for word in argv),
        outcomes=load_exit_codes("unified-setup"),
        seconds=150,
        extract_seconds=100,
        bundle=bundle,
        sha256=sha256,
        answers={"MySQLCreds.txt": Secret(CREDENTIALS)},
        secrets=(Secret("Practice_1"), Secret("Practice_2")),
        services=SERVICES,
        poll_seconds=1,
    )
    found: dict[str, Any] = {"folder": folder, "told": told, "steps": {}}

    def tell(text: str) -> None:
        told.append(text)
        if what == "interrupted" and text == "install was started":
            raise Interrupted

    if what == "setup-program":
        context = replace(context, bundle=None, sha256="", setup_program=bundle)
    names = ["setup"] if what == "setup-program" else [name for name in STEPS if name != "stage"]
    try:
        for name in names:
            if name == "clean-up" and "/servermode" in argv and "CS" in argv:
                found["passphrase"] = read_passphrase(context).reveal()
            result = STEPS[name](context, tell)
            found["steps"][name] = [result.outcome.state.value, result.outcome.kind, result.message, result.exit_code]
            if not result.outcome.state.succeeded:
                break
    except HostError as error:
        found["error"] = [error.kind, str(error)]
    except Interrupted:
        found["interrupted"] = True
    seen = probe(context)
    found["jobs"] = {name: str(state) for name, state in seen.jobs.items()}
    found["files"] = sorted(seen.files)
    found["products"] = {number: dict(values) for number, values in seen.products.items()}
    found["dotnet"] = seen.dotnet_release
    return found


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
