"""The PowerShell scripts that go to a Windows host, with their variables as PowerShell literals."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from windows.quoting import Value, literal

SECONDS_TO_START = 60
"""How long a job's first word may take before the job counts as vanished; PowerShell starts slowly on a busy host."""
IS_ADMINISTRATOR = (
    "$who = New-Object Security.Principal.WindowsPrincipal([Security.Principal.WindowsIdentity]::GetCurrent()); "
    "[string]$who.IsInRole([Security.Principal.SecurityIdentifier]'S-1-5-32-544')"
)
"""Says True where the account's rights as an administrator are in force."""
_SHARED = ("rights", "hash", "lib")


@cache
def part(name: str) -> str:
    """The text of one script file of this package's steps."""
    return files(__package__).joinpath("steps", f"{name}.ps1").read_text(encoding="utf-8")


def step(name: str, *, jobs: bool = False, **variables: Value) -> str:
    """A step's script: variables, the shared functions (and those for jobs), the script."""
    if jobs:
        variables |= {"RUNNER": part("hash") + part("runner"), "SECONDS_TO_START": SECONDS_TO_START}
    head = [f"${key} = {literal(value)}" for key, value in variables.items()]
    names = [*_SHARED, *(["job"] if jobs else []), name]
    return "\n".join([*head, *(part(each) for each in names)])
