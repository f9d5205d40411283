"""The sh scripts that go to a Linux host, with their variables quoted for sh."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from functools import cache
from importlib.resources import files


@cache
def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def collector(install_folder: str, probe_seconds: int | None = None, sections: Sequence[str] = ()) -> str:
    """The collector script for one host; with seconds given it reads a list of addresses to probe within them.

    `sections` are the only ones to collect; none means all.
    """
    chosen = f"SITEPREP_SECTIONS={shlex.quote(' '.join(sections))}\n" if sections else ""
    probing = "" if probe_seconds is None else f"SITEPREP_PROBE_SECONDS={probe_seconds}\n{_text('probes.sh')}\n"
    return f"SITEPREP_INSTALL_DIR={shlex.quote(install_folder)}\n{chosen}{probing}{_text('collect.sh')}"


def step(
    name: str, *, arguments: Sequence[str] = (), jobs: bool = False, then: Sequence[str] = (), **variables: str
) -> str:
    """A step's script: variables, positional arguments, the shared functions (and those for jobs), the script.

    The scripts named by `then` follow in the same shell.
    """
    head = [f"{key}={shlex.quote(value)}" for key, value in variables.items()]
    parts = ["steps/lib.sh", *(["steps/job.sh"] if jobs else []), *(f"steps/{each}.sh" for each in (name, *then))]
    return "\n".join([*head, f"set -- {shlex.join(arguments)}", *(_text(part) for part in parts)])


def listener(*arguments: str) -> str:
    """The script that starts and stops short-lived listeners."""
    return f"set -- {shlex.join(arguments)}\n{_text('port_listen.sh')}"
